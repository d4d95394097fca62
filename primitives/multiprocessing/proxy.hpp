// What processes hold of an object that a Manager keeps: a proxy, each call of which is one step.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/multiprocessing/connection.hpp"
#include "heddle/primitives/multiprocessing/proxy_spec.hpp"
#include "heddle/primitives/multiprocessing/python_text.hpp"
#include "heddle/primitives/task.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing::detail {

/// The server of a manager, as all processes see it. What it does between a call and its answer is
/// not modelled. A handle.
class Server {
 public:
  Server(Name name, Where where);

  /// A call: does all `parts` in one step, if the server runs. Throws BrokenPipeError where it has
  /// been shut down since the thread's first call, FileNotFoundError where that was before. False:
  /// the execution is being left, and nothing may be changed.
  bool call(std::span<const OperationPart> parts, Where where) const;
  /// An object is made by that method: a call that depends on nothing but the shutdown. Throws
  /// AssertionError in the process that has shut the server down, else what `call` does.
  void make(const char* method, Where where) const;
  /// Shuts the server down; only in the process that started it.
  void shut_down(Where where) const;
  /// The same at the end of that process, where a child is left that might notice.
  void end_with_process(Where where) const;
  [[nodiscard]] bool runs_here() const;
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  [[nodiscard]] Execution& execution() const { return handle_.execution(); }
  friend bool operator==(const Server& a, const Server& b) { return a.handle_ == b.handle_; }

 private:
  struct Known {
    ProcessId owner = 0;
    bool down = false;
    std::set<ThreadId> connected;  ///< threads that have called it before
  };
  void require_running() const;

  Handle<ServerSpec, Known> handle_;
};

/// What takes the place of a result while the execution is being left.
template <class T>
T nothing() {
  if constexpr (std::is_default_constructible_v<T>) {
    return T{};
  } else {
    throw RuntimeError("a proxy was used while its execution was being left");
  }
}

/// A proxy of an object with that specification and contents. A handle that may go anywhere: to
/// other processes under every start method, through pipes and queues, into another proxy.
template <class Spec, class Contents>
class Proxy {
 public:
  /// The number of the object, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// The contents without an event: for invariants and tests.
  [[nodiscard]] const Contents& peek() const { return handle_.payload(); }
  /// Whether both are proxies of the same object.
  [[nodiscard]] bool is(const Proxy& other) const { return handle_ == other.handle_; }

 protected:
  using State = typename Spec::State;

  Proxy(const Server& server, const State& initial, Contents contents, Name name, Where where)
      : server_(server), handle_(initial, name, where, std::move(contents)) {
    if (!heddle::detail::is_global(this)) server.make(Spec::kMethod, where);
  }

  [[nodiscard]] Contents& contents() const { return handle_.payload(); }
  [[nodiscard]] Execution& execution() const { return server_.execution(); }
  [[nodiscard]] OperationPart part(int kind, std::int64_t a = 0, std::int64_t b = 0) const {
    return handle_.part(kind, a, b);
  }
  bool call(const OperationPart& part, Where where) const {
    return server_.call({&part, 1}, where);
  }
  bool call(std::span<const OperationPart> parts, Where where) const {
    return server_.call(parts, where);
  }
  /// What the call just made was and returned, in words; `words()` is asked only for reports.
  template <class F>
  void describe(F&& words) const {
    Execution& run = execution();
    if (run.recording() && !run.leaving()) run.describe_value(words());
  }
  /// The value that the call just made has read.
  template <class T>
  void note(const T& value) const {
    execution().set_result(heddle::detail::value_word(value));
  }

 private:
  Server server_;
  Handle<Spec, Contents> handle_;
};

/// One place of a proxy as a variable: `d["x"]`, `list[0]`, `value.value`. Reading it and assigning
/// to it are a call each: `+= 1` is a read and then a write. Copying it copies the name of the
/// place; assigning one assigns its value.
///
/// `Keeper` has `load(key, where)` and `store(key, value, computed, where)`.
template <class Keeper, class Key, class T>
class Place {
 public:
  Place(Keeper keeper, Key key) : keeper_(std::move(keeper)), key_(std::move(key)) {}
  /// A keeper of its own, made where it stays.
  template <class... Args>
  Place(std::in_place_t, Key key, Args&&... args)
      : keeper_(std::forward<Args>(args)...), key_(std::move(key)) {}
  Place(const Place&) = default;
  Place& operator=(const Place& other) {
    if (this != &other) set(other.get());
    return *this;
  }

  /// Throws what the keeper's `load` does where there is no such place.
  [[nodiscard]] T get(Where where = Where::current()) const { return keeper_.load(key_, where); }
  void set(T value, Where where = Where::current()) const {
    keeper_.store(key_, std::move(value), false, where);
  }
  /// Reads, computes, stores: two calls. Returns what it stored.
  template <class F>
  T update(F&& f, Where where = Where::current()) const {
    T value = std::forward<F>(f)(get(where));
    keeper_.store(key_, value, true, where);
    return value;
  }

  [[nodiscard]] const Keeper& keeper() const { return keeper_; }
  /// From now on a name of the same place as `other`.
  void rebind(const Place& other) {
    keeper_ = other.keeper_;
    key_ = other.key_;
  }

  // An operator has no default arguments: the place in the source is taken by `At`, which every
  // right-hand side converts to. Those without a right-hand side have none.
  struct At {
    T value;
    Where where;
    template <class U>
    // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): it is asked for a T
    requires std::convertible_to<U, T> At(U&& v, Where w = Where::current())
        : value(std::forward<U>(v)), where(w) {}  // NOLINT
  };
  operator T() const { return get(nowhere()); }  // NOLINT: reads as the variable would
  const Place& operator=(At right) const {
    set(std::move(right.value), right.where);
    return *this;
  }
  const Place& operator+=(At right) const {
    update([&](T value) { return static_cast<T>(value + right.value); }, right.where);
    return *this;
  }
  const Place& operator-=(At right) const {
    update([&](T value) { return static_cast<T>(value - right.value); }, right.where);
    return *this;
  }
  const Place& operator*=(At right) const {
    update([&](T value) { return static_cast<T>(value * right.value); }, right.where);
    return *this;
  }
  T operator++() const {
    return update([](T value) { return ++value; }, nowhere());
  }
  T operator++(int) const {
    return before([](T& value) { ++value; });
  }
  T operator--() const {
    return update([](T value) { return --value; }, nowhere());
  }
  T operator--(int) const {
    return before([](T& value) { --value; });
  }

 private:
  static Where nowhere() { return Where{"", "", 0}; }
  template <class F>
  T before(F&& change) const {
    const T old = get(nowhere());
    T value = old;
    change(value);
    keeper_.store(key_, std::move(value), true, nowhere());
    return old;
  }

  Keeper keeper_;
  Key key_;
};

}  // namespace heddle::multiprocessing::detail
