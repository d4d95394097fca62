// threading.Condition.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/program.hpp"
#include "heddle/primitives/threading/lock.hpp"
#include "heddle/primitives/threading/rlock.hpp"

namespace heddle::threading {

/// A condition variable with its lock. `wait` gives the lock back completely and joins the waiters
/// in one step; it is woken (notified, timed out, or spuriously: Options::spurious), and takes the
/// lock again to its former level in a further step: other threads may come in between. Which
/// waiter a notify wakes is open (Options::notify_order). Satisfies *BasicLockable*.
///
/// Python: https://docs.python.org/3/library/threading.html#condition-objects
class Condition {
 public:
  /// Over a new RLock.
  explicit Condition(Name name = nullptr, Where where = Where::current())
      : Condition(RLock(nullptr, where), name, where) {}
  explicit Condition(Lock lock, Name name = nullptr, Where where = Where::current())
      : lock_(std::move(lock)), handle_({}, name, where) {}
  explicit Condition(RLock lock, Name name = nullptr, Where where = Where::current())
      : lock_(std::move(lock)), handle_({}, name, where) {}

  bool acquire(bool blocking = true, double timeout = -1, Where where = Where::current()) const;
  void release(Where where = Where::current()) const;
  void lock(Where where = Where::current()) const { acquire(true, -1, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, -1, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Waits to be notified; false only when the time is up (<= 0: at once). Throws RuntimeError
  /// unless the lock is held.
  bool wait(OptionalTimeout timeout = {}, Where where = Where::current()) const;

  /// Waits until `predicate()` holds, and returns its last value.
  template <class Predicate>
  auto wait_for(Predicate predicate, OptionalTimeout timeout = {},
                Where where = Where::current()) const {
    auto result = predicate();
    if (result) return result;
    const double end = timeout ? time() + *timeout : 0;
    for (OptionalTimeout left = timeout;;) {
      const bool woken = wait(left, where);
      result = predicate();
      if (result || !woken) return result;
      if (timeout) left = end - time();
      if (timeout && *left <= 0) return result;
    }
  }

  /// Wakes n of the waiters, or all there are; none for n <= 0. Not remembered when nobody waits.
  /// Throws RuntimeError unless the lock is held.
  void notify(int n = 1, Where where = Where::current()) const;
  void notify_all(Where where = Where::current()) const;

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const {
    handle_.execution().read_at_start(object());
    std::visit([](const auto& lock) { lock.pickle_argument(); }, any_lock());
  }
  void pass_to(Execution& run, ProcessId process) const {
    handle_.pass_to(run, process);
    std::visit([&](const auto& lock) { lock.pass_to(run, process); }, any_lock());
  }

  enum Kind : std::uint8_t { kEnqueue, kNotify, kNotifyAll, kResume, kLeave };
  struct Spec {
    static constexpr const char* kNoun = "condition";
    /// Waiters in the order in which they came; `woken` have been notified and not yet resumed.
    struct State {
      ThreadSet waiters;
      ThreadSet woken;
      ThreadId order[kMaxThreads] = {};
      std::uint8_t count = 0;
      bool operator==(const State& other) const;
    };
    static constexpr Sync kSync = Sync::all;
    static constexpr bool may_block(int kind) { return kind == kNotify || kind == kResume; }
    /// A notify has one alternative for every choice of waiters, but at most so many.
    static constexpr int kMostChoices = 1000;

    static int alternatives(const State& state, const Action& action);
    /// kNotify: a is n, b is 1 for first in, first out; the result is how many were woken.
    /// kResume: b is how many spurious wakeups are left; the result is 1 notified, 2 spurious.
    static Effect apply(State& state, const Action& action, unsigned alternative);
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool notifies = earlier.is(kNotify) || earlier.is(kNotifyAll);
      return notifies && earlier.wrote && later.is(kResume) && later.result == 1;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet waiting(const State& state) { return state.waiters; }
    static constexpr Role role(int kind) {
      switch (kind) {
        case kEnqueue: return Role::enqueue;
        case kNotify:
        case kNotifyAll: return Role::notify;
        case kResume: return Role::resume;
        default: return Role::leave;
      }
    }
  };

 private:
  void require_lock(const char* message, Where where) const;
  [[nodiscard]] OperationPart release_part() const;
  void take_back(std::uint32_t level, bool expired, Where where) const;

  using AnyLock = std::variant<Lock, RLock>;
  /// The lock. Throws `misuse` when the condition has been destroyed, as its own handle does: an
  /// emptied variant would throw something else.
  [[nodiscard]] const AnyLock& any_lock() const {
    static_cast<void>(handle_.object());
    return lock_;
  }

  AnyLock lock_;
  Handle<Spec> handle_;
};

}  // namespace heddle::threading
