// threading.Barrier.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::threading {

/// Thrown by Barrier::wait when the barrier is, or gets, broken.
class BrokenBarrierError : public RuntimeError {
 public:
  explicit BrokenBarrierError(std::string message = {})
      : RuntimeError("threading.BrokenBarrierError", std::move(message)) {}
};

/// A meeting point of `parties` threads, again and again. The last to arrive runs the action before
/// all are let go; threads of the next round wait until the last round has left. A timeout,
/// `abort`, or an action that throws breaks it for all who wait or come later, until `reset`.
///
/// The order of the arrivals is explored where somebody can tell it: there is an action, an index
/// is looked at, somebody aborts it, or more threads come than meet.
///
/// Python: https://docs.python.org/3/library/threading.html#barrier-objects
class Barrier {
 public:
  /// `parties` < 1 is accepted, as in Python: such a barrier never opens.
  explicit Barrier(int parties, const std::function<void()>& action = {},
                   OptionalTimeout timeout = {}, Name name = nullptr,
                   Where where = Where::current())
      : parties_(parties),
        handle_({parties, action != nullptr}, name, where, {action, timeout, {}, 0, 0}) {}
  Barrier(int parties, Name name, Where where = Where::current())
      : Barrier(parties, {}, {}, name, where) {}

  class Arrival;
  /// Waits for the others. What it returns converts to 0..parties-1, in order of arrival. The
  /// timeout defaults to the constructor's. Throws BrokenBarrierError; the thread that ran the
  /// action gets what it threw.
  Arrival wait(OptionalTimeout timeout = {}, Where where = Where::current()) const;
  /// Throws the waiters out with BrokenBarrierError and leaves the barrier usable.
  void reset(Where where = Where::current()) const;
  /// Breaks the barrier.
  void abort(Where where = Where::current()) const;
  [[nodiscard]] int parties() const { return parties_; }
  /// How many threads wait at the moment; 0 while a round leaves.
  [[nodiscard]] int n_waiting(Where where = Where::current()) const;
  [[nodiscard]] bool broken(Where where = Where::current()) const;

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

  enum Kind : std::uint8_t { kArrive, kOpen, kPass, kReset, kAbort, kWaiting, kBroken };
  struct Spec {
    static constexpr const char* kNoun = "barrier";
    /// As in CPython: filling; the last one is running the action; draining (the round may leave);
    /// resetting (the round is thrown out); broken.
    enum Phase : std::uint8_t { kFilling, kActing, kDraining, kResetting, kBrokenPhase };
    struct State {
      std::int32_t parties = 0;
      bool has_action = false;
      Phase phase = kFilling;
      ThreadId last = kNoThread;  ///< who came last and has not left: nobody can throw it out
      std::int32_t count = 0;     ///< threads of the round that have not left
      std::uint32_t round = 0;
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;

    static int alternatives(const State& state, const Action& action);
    /// kArrive: a is 1 if the order of arrivals matters; the result is 1 for who has to run the
    /// action, -1 if it is broken. kPass: the result is 1 through, 0 broken. The tag is the round.
    static Effect apply(State& state, const Action& action, unsigned);
    /// No label says which place an arrival took, and the round leaves when all have come: where
    /// nobody can tell, arrivals commute. So do those who pass.
    static bool dependent(const Label& a, const Label& b) {
      if (!plain_dependent(a, b)) return false;
      if (a.is(kArrive) && b.is(kArrive))
        return a.a != 0 || b.a != 0 || a.result != 0 || b.result != 0;
      return !(a.is(kPass) && b.is(kPass) && a.result == 1 && b.result == 1);
    }
    /// Who passes knows what all of the round did before they arrived, and the action, which knows
    /// the former.
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool comes = earlier.is(kArrive) || earlier.is(kOpen);
      const bool goes = later.is(kOpen) || (later.is(kPass) && later.result == 1) ||
                        (later.is(kArrive) && later.result == 1);
      return comes && earlier.wrote && goes && later.wrote && earlier.tag == later.tag;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
  };

 private:
  struct Payload {
    std::function<void()> action;
    OptionalTimeout timeout;
    ThreadSet users;            ///< who has ever come to wait
    std::uint32_t round = 0;    ///< the last that somebody arrived in
    std::int32_t arrivals = 0;  ///< in that round
    [[nodiscard]] Payload fresh() const { return {action, timeout, {}, 0, 0}; }
  };

  /// From now on, and in all executions, somebody can tell in which order threads arrive.
  void observe_order() const;
  [[nodiscard]] bool order_matters(const Execution& run) const;
  void act(Where where) const;

  int parties_;
  Handle<Spec, Payload> handle_;
};

/// What `wait` returns, valid as long as the barrier: the how many-th of its round a thread was. A
/// value, which may be kept and given away. Whoever converts one to a number could tell the order
/// of the arrivals, so it is explored then; a place in it was settled on arrival, so that the
/// conversion itself is no event.
class Barrier::Arrival {
 public:
  /// 0..parties-1, in order of arrival.
  [[nodiscard]] int index() const {
    barrier_.observe_order();
    return index_;
  }
  operator int() const { return index(); }  // NOLINT: wait() is a number, as in Python

 private:
  friend class Barrier;
  Arrival(const Barrier& barrier, int index) : barrier_(barrier), index_(index) {}

  Barrier barrier_;
  int index_;
};

}  // namespace heddle::threading
