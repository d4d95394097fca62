// The specification of a Pool: how many tasks wait, what its workers and its own threads may do.
#pragma once

#include <cstdint>
#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::multiprocessing {

/// A queue of tasks that live outside of the state, numbered from 1, and the workers that take
/// them. A pool is over once it has been terminated, or closed with no task unfinished, or the
/// process that made it has ended.
struct PoolSpec {
  static constexpr const char* kNoun = "pool";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t {
    kPut,        ///< all the tasks of a call
    kTake,       ///< a worker takes the next task, or learns that there are no more
    kDone,       ///< a task is finished, and whoever asks for its result knows
    kSend,       ///< a worker sends a result to the thread that handles results,
    kReceive,    ///< which takes it, or learns that there are no more
    kClose,      ///< no more tasks can be put
    kTerminate,  ///< and those that wait are dropped
    kLook,       ///< whether it has been closed or terminated
    kEnroll,     ///< a worker has been started
    kInherit,    ///< a process is forked by the one that made the pool
    kAbandon,    ///< a process ends: a worker, or the one that made the pool
    kRenew,      ///< the thread that replaces workers waits for one that has ended
  };
  struct State {
    std::uint32_t put = 0;
    std::uint32_t taken = 0;
    std::uint32_t sent = 0;
    std::uint32_t received = 0;
    std::int32_t unfinished = 0;  ///< tasks that were put and are not done
    std::int32_t lost = 0;        ///< workers that have ended and are not replaced
    std::uint32_t closed = 0;
    std::uint32_t terminated = 0;
    std::uint32_t handled = 0;          ///< 1: results go through the thread that handles them
    std::uint32_t abandoned = 0;        ///< 1: the process that made the pool has ended
    std::uint64_t creator = kNoThread;  ///< that process
    ThreadSet workers;                  ///< processes that have not been told that there is no more
    [[nodiscard]] bool over() const {
      return terminated != 0 || abandoned != 0 || (closed != 0 && unfinished <= 0);
    }
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::all;
  static constexpr bool kDeclaresWrites = true;

  // Results of kLook.
  static constexpr std::int64_t kRunning = 0;
  static constexpr std::int64_t kClosed = 1;
  static constexpr std::int64_t kTerminated = 2;
  /// Result of kPut: the pool is not running.
  static constexpr std::int64_t kRefused = -1;
  // The tag of kPut, as bits: results are handled by a thread, and it is to be started now.
  static constexpr std::uint32_t kHandled = 1;
  static constexpr std::uint32_t kFirstHandled = 2;

  // Arguments and results, by kind:
  //   kPut       a: how many, b: 1 if the results must be handled -> result: how many there had
  //              been before, or kRefused
  //   kTake      a: process -> result: 1, tag: number of the task; or 0
  //   kReceive   -> result: 1, tag: the number of what was sent; or 0
  //   kTerminate -> result: 1 the first time
  //   kEnroll    a: process
  //   kAbandon   a: process -> result: 1 if it is the one that made the pool
  //   kRenew     -> result: 1, or 0 if the pool is over
  static State initial(ThreadId creator) {
    State state;
    state.creator = creator;
    return state;
  }
  static int alternatives(const State& state, const Action& action);
  static Effect apply(State& state, const Action& action, unsigned);
  /// Takes are ordered among themselves; a put meets the takes of its own tasks. What learns that
  /// the pool is over meets all that may make it so.
  static bool dependent(const Label& a, const Label& b);
  /// A worker knows what was done before its task was put; who handles a result what its worker
  /// knew.
  static bool synchronizes(const Label& earlier, const Label& later);
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  static constexpr bool may_block(int kind) {
    return kind == kTake || kind == kReceive || kind == kRenew;
  }
  static constexpr Role role(int kind) {
    return may_block(kind) ? Role::feed : Role::none;  // who waits there is idle
  }
};

}  // namespace heddle::multiprocessing
