// threading.Semaphore and threading.BoundedSemaphore.
#pragma once

#include <string>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::threading {

/// A counting semaphore: `acquire` takes a permit, waiting until one is free; `release(n)` gives n
/// back.
///
/// Python: https://docs.python.org/3/library/threading.html#semaphore-objects
class Semaphore {
 public:
  /// Throws ValueError if `permits` is negative.
  explicit Semaphore(int permits = 1, Name name = nullptr, Where where = Where::current())
      : Semaphore(permits, kNoBound, name, where) {}

  /// Takes a permit. Non-blocking: false when none is free; timed: false when the time is up (<= 0:
  /// at once). Throws ValueError for a timeout of a non-blocking call.
  bool acquire(bool blocking = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  /// Gives n permits back and so enables up to n waiters. Throws ValueError if n < 1, and for a
  /// BoundedSemaphore if the initial value would be exceeded; then nothing is released.
  void release(int n = 1, Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(1, where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

  enum Kind : std::uint8_t { kAcquire, kRelease };
  struct Spec {
    static constexpr const char* kNoun = "semaphore";
    struct State {
      std::int64_t initial = 0;
      std::int64_t bound = 0;     ///< of the permits
      std::int64_t acquired = 0;  ///< so far
      std::int64_t released = 0;
      [[nodiscard]] std::int64_t permits() const { return initial + released - acquired; }
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;
    static constexpr bool may_block(int kind) { return kind == kAcquire; }

    static int alternatives(const State& state, const Action& action) {
      return action.is(kRelease) || state.permits() > 0 || action.may_expire ? 1 : 0;
    }
    /// kRelease: a is n, b is 1 if there is a bound; the result is 1 when that forbids it. Tags
    /// number the permits: the k-th acquire takes the permit of the (k - initial)-th release.
    static Effect apply(State& state, const Action& action, unsigned);
    static bool stores(const Action& action, const Effect& effect) {
      return action.is(kRelease) && effect.result == 0;
    }
    /// Without a bound, an acquire and a release meet only where the one takes a permit of the
    /// other.
    static bool dependent(const Label& a, const Label& b) {
      if (!plain_dependent(a, b)) return false;
      if (a.kind == b.kind || !a.wrote || !b.wrote) return true;
      const Label& release = a.is(kRelease) ? a : b;
      return release.b != 0 || takes_from(a.is(kRelease) ? b : a, release);
    }
    /// A permit carries what its releaser did, and nothing else.
    static bool synchronizes(const Label& earlier, const Label& later) {
      return earlier.is(kRelease) && earlier.wrote && later.is(kAcquire) && later.wrote &&
             takes_from(later, earlier);
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);

   private:
    static bool takes_from(const Label& acquire, const Label& release) {
      return acquire.tag >= release.tag && acquire.tag - release.tag < release.a;
    }
  };

 protected:
  static constexpr std::int64_t kNoBound = std::int64_t{1} << 62;
  Semaphore(int permits, std::int64_t bound, Name name, Where where);

 private:
  bool bounded_;
  Handle<Spec> handle_;
};

/// A semaphore that never has more permits than it began with.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(int permits = 1, Name name = nullptr, Where where = Where::current())
      : Semaphore(permits, permits, name, where) {}
};

}  // namespace heddle::threading
