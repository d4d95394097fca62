// Specifications of the objects that the engine itself keeps: choices, assumptions, the clock of
// virtual time, the life of the program (which daemon threads depend on), invariants, output.
#pragma once

#include <string>

#include "heddle/checker/object.hpp"

namespace heddle {

struct NoState {
  friend bool operator==(const NoState&, const NoState&) = default;
};

/// choose(n): a is n; every value 0..n-1 is an alternative. Independent of everything.
struct ChoiceSpec {
  static constexpr const char* kNoun = "choice";
  using State = NoState;
  static constexpr Sync kSync = Sync::none;
  static int alternatives(const State&, const Action& action) { return static_cast<int>(action.a); }
  static Effect apply(State&, const Action&, unsigned alternative) {
    return {static_cast<std::int64_t>(alternative)};
  }
  static bool dependent(const Label&, const Label&) { return false; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string&, const std::string&) {
    return "choose " + std::to_string(label.result) + " of 0.." + std::to_string(label.a - 1);
  }
};

/// assume(false): never enabled.
struct AssumptionSpec {
  static constexpr const char* kNoun = "assumption";
  using State = NoState;
  static constexpr Sync kSync = Sync::none;
  static int alternatives(const State&, const Action&) { return 0; }
  static Effect apply(State&, const Action&, unsigned) { return {}; }
  static bool dependent(const Label&, const Label&) { return false; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label&, const std::string&, const std::string&) {
    return "assume(false)";
  }
};

/// A sleep, or a computation (a is 1): in virtual time it goes on when its time has come, in free
/// time at once.
struct ClockSpec {
  static constexpr const char* kNoun = "clock";
  enum Kind : std::uint8_t { kUntil, kFree };
  using State = NoState;
  static constexpr Sync kSync = Sync::none;
  static int alternatives(const State&, const Action& action) {
    return action.is(kFree) || action.may_expire ? 1 : 0;
  }
  static Effect apply(State&, const Action&, unsigned) { return {}; }
  static bool dependent(const Label&, const Label&) { return false; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string&, const std::string&) {
    return label.a != 0 ? "compute" : "sleep";
  }
};

/// The life of a process, the program's own or another: every event of a thread that can be killed
/// reads it, the end of the process writes it. Killing is thereby an ordinary pair of dependent
/// events (algorithms, section (h)).
struct LifeSpec {
  static constexpr const char* kNoun = "program";
  enum Kind : std::uint8_t { kLive, kEnd, kOthersEnd, kKill, kReturn };
  struct State {
    bool ended = false;
    std::uint8_t looks = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::none;
  static int alternatives(const State& state, const Action& action) {
    return state.ended && !action.is(kKill) ? 0 : 1;
  }
  /// kKill: a is the signal; the result is 1 if the process had ended before. kReturn: the main
  /// function has returned, and its thread looks at what others have started by now.
  static Effect apply(State& state, const Action& action, unsigned) {
    const bool before = state.ended;
    if (action.is(kEnd) || action.is(kKill)) state.ended = true;
    if (action.is(kReturn)) ++state.looks;
    return {before ? 1 : 0};
  }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string&, const std::string&) {
    if (label.is(kEnd)) return label.thread == 0 ? "end of the program" : "end of the process";
    return label.is(kOthersEnd) ? "wait for the other threads" : "";
  }
  static constexpr Role role(int kind) { return kind == kKill ? Role::kill : Role::none; }
};

/// The memory of a process: a fork of it while it has several threads writes this, and every event
/// of these threads reads it, once there is such a fork (Execution::observe_object).
struct MemorySpec {
  static constexpr const char* kNoun = "memory";
  enum Kind : std::uint8_t { kUse, kFork };
  using State = NoState;
  static constexpr Sync kSync = Sync::none;
  static constexpr bool kDeclaresWrites = true;
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action& action, unsigned) { return {0, 0, action.is(kFork)}; }
  static constexpr Role role(int kind) { return kind == kFork ? Role::fork : Role::none; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label&, const std::string&, const std::string&) { return ""; }
};

/// The set of threads that are alive: what `enumerate` and `active_count` read. Starts and ends of
/// threads write it once somebody looks (Execution::observe_object).
struct ThreadsSpec {
  static constexpr const char* kNoun = "threads";
  enum Kind : std::uint8_t { kBegin, kEnd, kList };
  struct State {
    ThreadSet alive;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::none;
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  /// kBegin, kEnd: a is the thread. kList: the result is a bit mask of the threads below 63, the
  /// tag the number of all.
  static Effect apply(State& state, const Action& action, unsigned) {
    if (action.is(kBegin)) state.alive.insert(static_cast<ThreadId>(action.a));
    if (action.is(kEnd)) state.alive.erase(static_cast<ThreadId>(action.a));
    std::int64_t mask = 0;
    for (const ThreadId thread : state.alive) {
      if (thread < 63) mask |= std::int64_t{1} << thread;
    }
    return {mask, static_cast<std::uint32_t>(state.alive.size())};
  }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string&, const std::string&) {
    return label.is(kList) ? "list the threads: " + std::to_string(label.tag) + " alive" : "";
  }
};

/// Something whose every event is a write: an invariant's objects, the standard output, a poller's
/// look at what it has read (as a read).
struct SignalSpec {
  static constexpr const char* kNoun = "signal";
  enum Kind : std::uint8_t { kTouch };
  using State = NoState;
  static constexpr Sync kSync = Sync::none;
  static constexpr bool kDeclaresWrites = true;
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action&, unsigned) { return {0, 0, true}; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label&, const std::string& name, const std::string&) {
    return name;
  }
};

}  // namespace heddle
