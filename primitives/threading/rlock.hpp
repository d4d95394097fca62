// threading.RLock.
#pragma once

#include <string>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::threading {

/// A reentrant lock: its owner may take it again, and it becomes free when it has been released as
/// often. A nested acquire or release is an event for the report, but no scheduling point.
/// Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/threading.html#rlock-objects
class RLock {
 public:
  explicit RLock(Name name = nullptr, Where where = Where::current()) : handle_({}, name, where) {}

  /// As Lock::acquire; true at once when the caller owns the lock.
  bool acquire(bool blocking = true, double timeout = -1, Where where = Where::current()) const;
  /// Throws RuntimeError unless the caller owns the lock.
  void release(Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, -1, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, -1, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

  enum Kind : std::uint8_t { kAcquire, kRelease, kReleaseAll, kAcquireAt };
  struct Spec {
    static constexpr const char* kNoun = "rlock";
    struct State {
      ThreadId owner = kNoThread;  ///< kNoThread: free
      std::uint32_t level = 0;
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::last_write;
    static constexpr bool may_block(int kind) { return kind == kAcquire || kind == kAcquireAt; }
    static constexpr bool kOwned = true;

    static int alternatives(const State& state, const Action& action) {
      const bool takes = action.is(kAcquire) || action.is(kAcquireAt);
      const bool can = state.owner == kNoThread || state.owner == action.thread;
      return !takes || can || action.may_expire ? 1 : 0;
    }
    /// kReleaseAll: the result is the level given up. kAcquireAt: a is the level to go back to.
    static Effect apply(State& state, const Action& action, unsigned);
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool gave = earlier.is(kRelease) || earlier.is(kReleaseAll);
      const bool took = later.is(kAcquire) || later.is(kAcquireAt);
      return gave && earlier.wrote && took && later.wrote;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet holders(const State& state, const Action& action);
    static void forked(State& state, ThreadId from, ThreadId to) {
      if (state.owner == from) state.owner = to;
    }
    static constexpr Role role(int kind) {
      return kind == kAcquire || kind == kAcquireAt ? Role::acquire : Role::release;
    }
  };

 private:
  friend class Condition;
  /// How often the running thread holds the lock; 0: another does, or nobody. Only the owner
  /// changes this, so it is no event.
  [[nodiscard]] std::uint32_t own_level() const { return levels().of(handle_.execution().self()); }

  /// The level of every thread, kept by the threads themselves: the abstract state is not theirs to
  /// read between events (while a prefix is replayed it is that of the prefix's end).
  struct Levels {
    std::uint32_t by_thread[kMaxThreads] = {};
    [[nodiscard]] std::uint32_t of(ThreadId thread) const { return by_thread[thread]; }
    void forked(ThreadId from, ThreadId to) { by_thread[to] = by_thread[from]; }
  };
  [[nodiscard]] Levels& levels() const { return handle_.payload(); }
  void set_own_level(std::uint32_t level) const {
    levels().by_thread[handle_.execution().self()] = level;
  }

  Handle<Spec, Levels> handle_;
};

}  // namespace heddle::threading
