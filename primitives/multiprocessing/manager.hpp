// multiprocessing.Manager.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/dict_proxy.hpp"
#include "heddle/primitives/multiprocessing/list_proxy.hpp"
#include "heddle/primitives/multiprocessing/namespace_proxy.hpp"
#include "heddle/primitives/multiprocessing/proxy.hpp"
#include "heddle/primitives/multiprocessing/shared_memory.hpp"
#include "heddle/primitives/multiprocessing/value_proxy.hpp"
#include "heddle/primitives/queue.hpp"
#include "heddle/primitives/task.hpp"
#include "heddle/primitives/threading.hpp"

namespace heddle::multiprocessing {

/// Throws of a proxy whose manager had been shut down before the calling thread first used it.
using shared_memory::FileNotFoundError;

/// A primitive of `threading` or `queue` that a Manager keeps for all processes: it behaves as
/// those do, with their exceptions, and may go wherever a proxy may. A call is as many steps as
/// there.
template <class Primitive>
class Managed : public Primitive {
 public:
  /// Made by Manager. `sharing` lasts until the primitive has been made.
  template <class... Args>
  Managed(std::optional<ForAllProcesses>& sharing, const detail::Server& server, const char* method,
          Where where, Args&&... arguments)
      : Primitive(std::forward<Args>(arguments)...) {
    sharing.reset();
    if (!heddle::detail::is_global(this)) server.make(method, where);
  }
};

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
  // NOLINTBEGIN(readability-identifier-naming): these names are Python's

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

  // Locks, and what is waited for. They are there after the shutdown, too: that is not modelled.
  [[nodiscard]] Managed<threading::Lock> Lock(Name name = nullptr,
                                              Where where = Where::current()) const {
    return keep<threading::Lock>("Lock", where, name, where);
  }
  [[nodiscard]] Managed<threading::RLock> RLock(Name name = nullptr,
                                                Where where = Where::current()) const {
    return keep<threading::RLock>("RLock", where, name, where);
  }
  /// Throws ValueError if `value` is negative, as the next.
  [[nodiscard]] Managed<threading::Semaphore> Semaphore(int value = 1, Name name = nullptr,
                                                        Where where = Where::current()) const {
    return keep<threading::Semaphore>("Semaphore", where, value, name, where);
  }
  [[nodiscard]] Managed<threading::BoundedSemaphore> BoundedSemaphore(
      int value = 1, Name name = nullptr, Where where = Where::current()) const {
    return keep<threading::BoundedSemaphore>("BoundedSemaphore", where, value, name, where);
  }
  /// With an RLock of its own.
  [[nodiscard]] Managed<threading::Condition> Condition(Name name = nullptr,
                                                        Where where = Where::current()) const {
    return keep<threading::Condition>("Condition", where, name, where);
  }
  /// With a lock of a manager.
  template <class L>
  [[nodiscard]] Managed<threading::Condition> Condition(const Managed<L>& lock, Name name = nullptr,
                                                        Where where = Where::current()) const {
    return keep<threading::Condition>("Condition", where, static_cast<const L&>(lock), name, where);
  }
  [[nodiscard]] Managed<threading::Event> Event(Name name = nullptr,
                                                Where where = Where::current()) const {
    return keep<threading::Event>("Event", where, name, where);
  }
  /// `timeout`: of every wait that has none of its own.
  [[nodiscard]] Managed<threading::Barrier> Barrier(int parties,
                                                    const std::function<void()>& action = {},
                                                    OptionalTimeout timeout = {},
                                                    Name name = nullptr,
                                                    Where where = Where::current()) const {
    return keep<threading::Barrier>("Barrier", where, parties, action, timeout, name, where);
  }
  template <class T>
  [[nodiscard]] Managed<queue::Queue<T>> Queue(int maxsize = 0, Name name = nullptr,
                                               Where where = Where::current()) const {
    return keep<queue::Queue<T>>("Queue", where, maxsize, name, where);
  }
  /// The same as Queue, which has task_done and join.
  template <class T>
  [[nodiscard]] Managed<queue::Queue<T>> JoinableQueue(int maxsize = 0, Name name = nullptr,
                                                       Where where = Where::current()) const {
    return Queue<T>(maxsize, name, where);
  }

  // NOLINTEND(readability-identifier-naming)

  /// Ends the server: whatever is called on its proxies from now on throws BrokenPipeError, or
  /// FileNotFoundError in a thread that had not called it before. Does nothing in another process
  /// than the one that made it, nor the second time.
  void shutdown(Where where = Where::current()) const { server_.shut_down(where); }

  /// The number of its server, for `invariant`.
  [[nodiscard]] ObjectId object() const { return server_.object(); }
  friend bool operator==(const Manager& a, const Manager& b) { return a.server_ == b.server_; }

 private:
  /// Makes a primitive that all processes share.
  template <class Primitive, class... Args>
  [[nodiscard]] Managed<Primitive> keep(const char* method, Where where,
                                        Args&&... arguments) const {
    std::optional<ForAllProcesses> sharing(std::in_place);
    return Managed<Primitive>(sharing, server_, method, where, std::forward<Args>(arguments)...);
  }

  detail::Server server_;
};

template <>
struct Pickling<Manager> {
  static constexpr const char* kRefusal =
      "Pickling an AuthenticationString object is disallowed for security reasons";
  static constexpr bool kInherited = false;
};

}  // namespace heddle::multiprocessing
