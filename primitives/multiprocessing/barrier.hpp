// multiprocessing.Barrier.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/threading/barrier.hpp"

namespace heddle::multiprocessing {

using threading::BrokenBarrierError;

/// A meeting point of `parties` processes, again and again, as threading.Barrier is one of threads:
/// the last to arrive runs the action, in its own process, before all are let go. Who lets the
/// others go, breaks or resets the barrier waits until they have woken: for ever, once a process
/// was killed in its `wait`.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Barrier
class Barrier {
 public:
  /// `parties` < 1 is accepted, as in Python: such a barrier never opens.
  explicit Barrier(int parties, const std::function<void()>& action = {},
                   OptionalTimeout timeout = {}, Name name = nullptr, const Context& context = {},
                   Where where = Where::current());
  Barrier(int parties, Name name, const Context& context = {}, Where where = Where::current())
      : Barrier(parties, {}, {}, name, context, where) {}

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
  /// How many wait at the moment; 0 while a round leaves.
  [[nodiscard]] int n_waiting(Where where = Where::current()) const;
  [[nodiscard]] bool broken(Where where = Where::current()) const;

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the barrier was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

  enum Kind : std::uint8_t {
    kArrive = threading::Barrier::kArrive,
    kOpen = threading::Barrier::kOpen,
    kPass = threading::Barrier::kPass,
    kReset = threading::Barrier::kReset,
    kAbort = threading::Barrier::kAbort,
    kWaiting = threading::Barrier::kWaiting,
    kBroken = threading::Barrier::kBroken,
    kWake,
    kSettle
  };
  /// threading's, and what one who can be killed adds. It wakes before it passes, in a step of its
  /// own, and whoever ends the waiting has to see that: only then others can use the barrier again.
  struct Spec : threading::Barrier::Spec {
    using Base = threading::Barrier::Spec;
    static constexpr bool kShared = true;
    struct State : Base::State {
      ThreadSet mortal;           ///< of the round, those that can be killed
      ThreadSet sleeping;         ///< of these, those that have not woken
      ThreadId busy = kNoThread;  ///< waits until these have woken
      friend bool operator==(const State&, const State&) = default;
    };

    static int alternatives(const State& state, const Action& action);
    /// kArrive: b is 1 for one that can be killed. The result of what ends the waiting (the last
    /// arrival without an action, kOpen, kReset, kAbort, a kPass or kWake whose time is up) is
    /// kMustSettle where others are to wake.
    static constexpr std::int64_t kMustSettle = 2;
    static Effect apply(State& state, const Action& action, unsigned alternative);
    /// Those who wake do not touch each other. Which arrival was the last shows where one of those
    /// that can be killed is among them.
    static bool dependent(const Label& a, const Label& b) {
      if (!plain_dependent(a, b)) return false;
      if (a.is(kWake) && b.is(kWake)) return a.expired || b.expired;
      if (a.is(kArrive) && b.is(kArrive) && (a.b != 0 || b.b != 0)) return true;
      return Base::dependent(a, b);
    }
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool last = later.is(kArrive) && later.result == kMustSettle;
      if (last) return earlier.is(kArrive) && earlier.wrote && earlier.tag == later.tag;
      return Base::synchronizes(earlier, later);
    }
    static std::string describe(const Label& label, const std::string& name,
                                const std::string& value);
    static ThreadSet holders(const State& state, const Action& action);
  };

 private:
  struct Payload {
    std::function<void()> action;
    OptionalTimeout timeout;
    ThreadSet users;            ///< who has ever come to wait
    std::uint32_t round = 0;    ///< the last that somebody arrived in
    std::int32_t arrivals = 0;  ///< in that round
  };

  void observe_order() const;
  [[nodiscard]] bool order_matters(const Execution& run) const;
  void act(Where where) const;
  void pass(bool mortal, Timeout limit, Where where) const;
  /// Performs what may end the waiting of others; true if it has not expired.
  std::int64_t settled(int kind, std::int64_t a, Timeout limit, Where where) const;

  int parties_;
  detail::MadeFor made_;
  Handle<Spec, Payload> handle_;
};

/// What `wait` returns, as threading.Barrier's.
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

/// It is its condition that refuses.
template <>
struct Pickling<Barrier> {
  static constexpr const char* kRefusal =
      "Condition objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
