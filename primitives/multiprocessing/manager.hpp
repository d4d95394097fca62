// multiprocessing.Manager.
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/dict_proxy.hpp"
#include "heddle/primitives/multiprocessing/list_proxy.hpp"
#include "heddle/primitives/multiprocessing/proxy.hpp"
#include "heddle/primitives/multiprocessing/shared_memory.hpp"

namespace heddle::multiprocessing {

/// Throws of a proxy whose manager had been shut down before the calling thread first used it.
using shared_memory::FileNotFoundError;

/// A server process that keeps objects for all processes: dicts, lists, values. What it gives out
/// are proxies, each call of which is one atomic step; the server itself is not modelled, and is no
/// child of the process that made it.
///
/// It is shut down by `shutdown`, and at the end of the process that made it, before that waits for
/// its children: one that has not been joined then finds it gone.
///
/// A handle: a copy is another name of the same manager. Processes inherit it under fork; it cannot
/// be pickled, its proxies can.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#managers
class Manager {
 public:
  /// Throws AssertionError in a daemonic process, which may have no children.
  explicit Manager(Name name = nullptr, const Context& context = {},
                   Where where = Where::current());

  // After shutdown: AssertionError in the process that made the manager, FileNotFoundError in
  // another.

  /// A dict with these keys and values.
  template <class K, class V>
  [[nodiscard]] DictProxy<K, V> dict(const std::vector<std::pair<K, V>>& initial = {},
                                     Name name = nullptr, Where where = Where::current()) const {
    detail::check_message<V>();
    return DictProxy<K, V>(server_, initial, name, where);
  }
  /// A list with these items.
  template <class T>
  [[nodiscard]] ListProxy<T> list(const std::vector<T>& initial = {}, Name name = nullptr,
                                  Where where = Where::current()) const {
    detail::check_message<T>();
    return ListProxy<T>(server_, initial, name, where);
  }
  /// A set of attributes, none at first.
  [[nodiscard]] NamespaceProxy Namespace(Name name = nullptr,
                                         Where where = Where::current()) const {
    return NamespaceProxy(server_, {}, name, where);
  }
  /// A value of any type; the type code is ignored, as in Python.
  template <class T, class Code>
  [[nodiscard]] ValueProxy<T> Value(const Code& /*code*/, const T& initial, Name name = nullptr,
                                    Where where = Where::current()) const {
    detail::check_message<T>();
    return ValueProxy<T>(server_, initial, name, where);
  }
  /// Numbers in a row. Of the type code only its being there is looked at.
  template <class T, class Code>
  [[nodiscard]] ArrayProxy<T> Array(const Code& /*code*/, const std::vector<T>& initial,
                                    Name name = nullptr, Where where = Where::current()) const {
    return ArrayProxy<T>(server_, initial, name, where);
  }
  template <class T, class Code>
  [[nodiscard]] ArrayProxy<T> Array(const Code& code, std::initializer_list<T> initial,
                                    Name name = nullptr, Where where = Where::current()) const {
    return Array<T>(code, std::vector<T>(initial), name, where);
  }

  /// Ends the server: whatever is called on its proxies from now on throws BrokenPipeError, or
  /// FileNotFoundError in a thread that had not called it before. Does nothing in another process
  /// than the one that made it, nor the second time.
  void shutdown(Where where = Where::current()) const { server_.shut_down(where); }

  /// The number of its server, for `invariant`.
  [[nodiscard]] ObjectId object() const { return server_.object(); }
  friend bool operator==(const Manager& a, const Manager& b) { return a.server_ == b.server_; }

 private:
  detail::Server server_;
};

template <>
struct Pickling<Manager> {
  static constexpr const char* kRefusal =
      "Pickling an AuthenticationString object is disallowed for security reasons";
  static constexpr bool kInherited = false;
};

}  // namespace heddle::multiprocessing
