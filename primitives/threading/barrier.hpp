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
/// Python: https://docs.python.org/3/library/threading.html#barrier-objects
class Barrier {
 public:
  /// `parties` < 1 is accepted, as in Python: such a barrier never opens.
  explicit Barrier(int parties, std::function<void()> action = {}, OptionalTimeout timeout = {},
                   Name name = nullptr, Where where = Where::current())
      : parties_(parties), handle_({parties}, name, where, {std::move(action), timeout}) {}
  Barrier(int parties, Name name, Where where = Where::current())
      : Barrier(parties, {}, {}, name, where) {}

  /// Waits for the others; returns 0..parties-1 in order of arrival. The timeout defaults to the
  /// constructor's. Throws BrokenBarrierError; the thread that ran the action gets what it threw.
  int wait(OptionalTimeout timeout = {}, Where where = Where::current()) const;
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

  enum Kind : std::uint8_t { kArrive, kOpen, kPass, kReset, kAbort, kWaiting, kBroken };
  struct Spec {
    static constexpr const char* kNoun = "barrier";
    /// As in CPython: filling; the last one is running the action; draining (the round may leave);
    /// resetting (the round is thrown out); broken.
    enum Phase : std::uint8_t { kFilling, kActing, kDraining, kResetting, kBrokenPhase };
    struct State {
      std::int32_t parties = 0;
      std::int32_t count = 0;  ///< threads of the round that have not left
      std::uint32_t round = 0;
      Phase phase = kFilling;
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;

    static int alternatives(const State& state, const Action& action);
    /// kArrive: the result is the index of arrival, -1 if broken. kPass: 1 through, 0 broken. The
    /// tag is the round.
    static Effect apply(State& state, const Action& action, unsigned);
    /// Who passes knows what all of the round did before they arrived, and the action.
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool comes = earlier.is(kArrive) || earlier.is(kOpen);
      const bool goes = later.is(kOpen) || (later.is(kPass) && later.result == 1) ||
                        later.is(kArrive);  // the last one: its action sees all arrivals
      return comes && earlier.wrote && goes && later.wrote && earlier.tag == later.tag &&
             (!later.is(kArrive) || later.b == later.result + 1);
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
  };

 private:
  struct Payload {
    std::function<void()> action;
    OptionalTimeout timeout;
  };

  int parties_;
  Handle<Spec, Payload> handle_;
};

}  // namespace heddle::threading
