// threading.Lock.
#pragma once

#include <string>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::threading {

/// A lock: free or taken, owned by nobody in particular: any thread may release it. A thread that
/// takes it twice waits for ever; one that ends leaves it taken. Which of several waiters gets it
/// is open: every choice is explored. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/threading.html#lock-objects
class Lock {
 public:
  explicit Lock(Name name = nullptr, Where where = Where::current()) : handle_({}, name, where) {}

  /// Takes the lock. Non-blocking: false when it is taken; timed: false when the time is up.
  /// Throws ValueError for a timeout of a non-blocking call or a negative one other than -1,
  /// OverflowError for one above kTimeoutMax.
  bool acquire(bool blocking = true, double timeout = -1, Where where = Where::current()) const;
  /// Gives the lock back. Throws RuntimeError if it is free.
  void release(Where where = Where::current()) const;
  /// Whether the lock is taken at this moment.
  [[nodiscard]] bool locked(Where where = Where::current()) const {
    return handle_.perform(kLocked, 0, 0, kForever, where).value != 0;
  }

  void lock(Where where = Where::current()) const { acquire(true, -1, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, -1, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

  enum Kind : std::uint8_t { kAcquire, kRelease, kLocked, kReleaseAll, kAcquireAt };
  struct Spec {
    static constexpr const char* kNoun = "lock";
    struct State {
      ThreadId holder = kNoThread;  ///< who took it, for reports alone; kNoThread: free
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::last_write;
    static constexpr bool may_block(int kind) { return kind == kAcquire || kind == kAcquireAt; }

    static int alternatives(const State& state, const Action& action) {
      const bool takes = action.is(kAcquire) || action.is(kAcquireAt);
      return !takes || state.holder == kNoThread || action.may_expire ? 1 : 0;
    }
    /// A release of a free lock has the result 1 and changes nothing.
    static Effect apply(State& state, const Action& action, unsigned);
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool gave = earlier.is(kRelease) || earlier.is(kReleaseAll);
      const bool took = later.is(kAcquire) || later.is(kAcquireAt);
      return gave && earlier.wrote && took && later.wrote;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet holders(const State& state, const Action& action);
    static void forked(State& state, ThreadId from, ThreadId to) {
      if (state.holder == from) state.holder = to;
    }
    static constexpr Role role(int kind) {
      switch (kind) {
        case kAcquire:
        case kAcquireAt: return Role::acquire;
        case kRelease:
        case kReleaseAll: return Role::release;
        default: return Role::none;
      }
    }
  };

 private:
  friend class Condition;
  /// Who took the lock last and has not seen it released: what a thread may know without an event.
  struct Known {
    ThreadId holder = kNoThread;
    void forked(ThreadId from, ThreadId to) {
      if (holder == from) holder = to;
    }
  };
  Handle<Spec, Known> handle_;
};

}  // namespace heddle::threading
