// multiprocessing.Condition.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "heddle/primitives/multiprocessing/lock.hpp"
#include "heddle/primitives/multiprocessing/rlock.hpp"
#include "heddle/primitives/program.hpp"

namespace heddle::multiprocessing {

/// A condition variable that processes share, with its lock. `wait` gives the lock back completely
/// and joins the waiters in one step; it is woken, and takes the lock again to its former level in
/// a further step. Which waiter a notify wakes is open; one whose time is up is no waiter any more.
/// `notify` returns when those that it wakes have woken: it blocks for ever once a process was
/// killed in its `wait`. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Condition
class Condition {
 public:
  /// Over a new RLock.
  explicit Condition(Name name = nullptr, const Context& context = {},
                     Where where = Where::current())
      : Condition(RLock(nullptr, context, where), name, context, where) {}
  explicit Condition(const Context& context, Where where = Where::current())
      : Condition(nullptr, context, where) {}
  explicit Condition(Lock lock, Name name = nullptr, const Context& context = {},
                     Where where = Where::current())
      : lock_(std::move(lock)), made_(context), handle_({}, name, where) {}
  explicit Condition(RLock lock, Name name = nullptr, const Context& context = {},
                     Where where = Where::current())
      : lock_(std::move(lock)), made_(context), handle_({}, name, where) {}

  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  void release(Where where = Where::current()) const;
  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Waits to be notified; false only when the time is up (<= 0: at once). Throws AssertionError
  /// unless the caller holds the lock.
  bool wait(OptionalTimeout timeout = {}, Where where = Where::current()) const;

  /// Waits until `predicate()` holds, and returns its last value.
  template <class Predicate>
  auto wait_for(Predicate predicate, OptionalTimeout timeout = {},
                Where where = Where::current()) const {
    const double end = timeout ? time() + *timeout : 0;
    OptionalTimeout left = timeout;
    for (bool woken = true;;) {
      auto result = predicate();
      if (result || !woken || (left && *left <= 0)) return result;
      woken = wait(left, where);
      if (timeout) left = end - time();
    }
  }

  /// Wakes n of the waiters, or all there are; none for n <= 0. Not remembered when nobody waits.
  /// Throws AssertionError unless the caller holds the lock.
  void notify(std::int64_t n = 1, Where where = Where::current()) const;
  void notify_all(Where where = Where::current()) const;

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the condition or its lock was made for processes that are forked.
  void require_spawnable() const;

  enum Kind : std::uint8_t { kEnqueue, kNotify, kNotifyAll, kResume, kSettle };
  struct Spec {
    static constexpr const char* kNoun = "condition";
    static constexpr bool kShared = true;
    struct State {
      ThreadSet waiters;
      std::int32_t permits = 0;  ///< how many of them may go: the first to come
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;

    static int alternatives(const State& state, const Action& action);
    /// kNotify: a is n; the result is how many may go. kResume: b is how many spurious wakeups are
    /// left; the result is 1 notified, 2 spurious; the tag is 1 where all the waiters may go.
    static Effect apply(State& state, const Action& action, unsigned alternative);
    /// Waiters that all may go, or of which none may, do not touch each other.
    static bool dependent(const Label& a, const Label& b) {
      if (!plain_dependent(a, b)) return false;
      if (!a.is(kResume) || !b.is(kResume)) return true;
      const bool all_go = a.tag != 0 && b.tag != 0;
      return !all_go && (a.result == 1 || b.result == 1);
    }
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool notifies = earlier.is(kNotify) || earlier.is(kNotifyAll);
      const bool woken = later.is(kResume) && later.result == 1;
      const bool settles = earlier.is(kResume) && earlier.result == 1 && later.is(kSettle);
      return (notifies && earlier.wrote && woken) || settles;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet waiting(const State& state) { return state.waiters; }
    static ThreadSet holders(const State& state, const Action& action) {
      return action.is(kSettle) && state.permits > 0 ? state.waiters : ThreadSet{};
    }
    static constexpr Role role(int kind) {
      switch (kind) {
        case kEnqueue: return Role::enqueue;
        case kNotify:
        case kNotifyAll: return Role::notify;
        case kResume: return Role::resume;
        default: return Role::none;
      }
    }
  };

 private:
  [[nodiscard]] std::uint32_t own_level() const;
  void set_own_level(std::uint32_t level) const;
  [[nodiscard]] OperationPart lock_part(int kind, std::int64_t a = 0) const;
  void wake(Kind kind, std::int64_t n, Where where) const;

  using AnyLock = std::variant<Lock, RLock>;
  /// The lock. Throws `misuse` when the condition has been destroyed.
  [[nodiscard]] const AnyLock& any_lock() const {
    static_cast<void>(handle_.object());
    return lock_;
  }

  AnyLock lock_;
  detail::MadeFor made_;
  Handle<Spec> handle_;
};

template <>
struct Pickling<Condition> {
  static constexpr const char* kRefusal =
      "Condition objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
