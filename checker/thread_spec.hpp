// The specification of a thread as an object: what join and is_alive ask.
#pragma once

#include <string>

#include "heddle/checker/object.hpp"

namespace heddle {

/// A thread begins, ends, is waited for and looked at. Unless the program looks at it
/// (Execution::observe_object) its start is no scheduling point and its end no event at all:
/// waiting for the end of a thread is never reversible.
struct ThreadSpec {
  static constexpr const char* kNoun = "thread";
  enum Kind : std::uint8_t { kStart, kFinish, kJoin, kAlive, kExitCode };
  enum Phase : std::uint8_t { kNew, kRunning, kFinished };
  struct State {
    Phase phase = kNew;
    ThreadId thread = kNoThread;  ///< the thread, once it has been started
    std::int32_t exit_code = 0;   ///< of a process, once it has ended
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr std::int64_t kNoExitCode = std::int64_t{1} << 40;
  static constexpr Sync kSync = Sync::last_write;
  static constexpr bool kOwned = true;

  static int alternatives(const State& state, const Action& action) {
    return !action.is(kJoin) || state.phase == kFinished || action.may_expire ? 1 : 0;
  }
  /// kStart: a is the thread. kFinish: a is the exit code; nothing where it has ended already.
  /// kJoin: fails (expired) while it runs. The result of kAlive is 0 or 1, that of kExitCode the
  /// code or kNoExitCode.
  static Effect apply(State& state, const Action& action, unsigned /*alternative*/) {
    switch (action.kind) {
      case kStart: state = {kRunning, static_cast<ThreadId>(action.a), 0}; return {};
      case kFinish:
        if (state.phase != kFinished) {
          state.phase = kFinished;
          state.exit_code = static_cast<std::int32_t>(action.a);
        }
        return {};
      case kExitCode: return {state.phase == kFinished ? state.exit_code : kNoExitCode};
      case kJoin: return {state.thread, 0, false, state.phase != kFinished};
      default: return {state.phase == kRunning ? 1 : 0};
    }
  }
  static bool synchronizes(const Label& earlier, const Label& later) {
    return earlier.is(kFinish) && earlier.wrote &&
           (later.is(kAlive) || later.is(kExitCode) || (later.is(kJoin) && !later.expired));
  }
  /// Of the threads that ran in the parent only the forking one goes on.
  static void forked(State& state, ThreadId from, ThreadId to) {
    if (state.thread == from) {
      state.thread = to;
    } else if (state.phase == kRunning) {
      state.phase = kFinished;
    }
  }
  static std::string describe(const Label& label, const std::string& name, const std::string&) {
    switch (label.kind) {
      case kStart: return "start " + name;
      case kFinish:
        if (label.a < 0) return (label.a == -9 ? "kill " : "terminate ") + name;
        return "end of " + name;
      case kJoin: return "join " + name + (label.expired ? ": timed out" : "");
      case kExitCode: return "exit code of " + name;
      default: return "is " + name + " alive? " + (label.result != 0 ? "yes" : "no");
    }
  }
  static ThreadSet holders(const State& state, const Action& action) {
    ThreadSet waited;
    if (action.is(kJoin) && state.phase == kRunning) waited.insert(state.thread);
    return waited;
  }
  static constexpr Role role(int kind) { return kind == kJoin ? Role::join : Role::none; }
};

/// A process, by its main thread: the same, and all processes share it.
struct ProcessSpec : ThreadSpec {
  static constexpr const char* kNoun = "process";
  static constexpr bool kShared = true;
};

}  // namespace heddle
