// The specification of multiprocessing's queues: buffers of processes, a pipe, counts. No items.
#pragma once

#include <array>
#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::multiprocessing {

/// A queue of items that live outside of the state: every process that puts has a buffer, from
/// which its feeder takes them, to send them into the pipe that all processes share. Items are
/// numbered twice: within their buffer, and in the pipe.
struct QueueSpec {
  static constexpr const char* kNoun = "queue";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t {
    kPut,
    kTake,      ///< the feeder takes the next item of its process, or learns that there is no more
    kSend,      ///< and writes it into the pipe,
    kSendRest,  ///< which takes a second step where the pipe can never hold all of it
    kFlush,     ///< take and send in one, where the size of an item is known before
    kDrop,      ///< it cannot be pickled
    kLock,      ///< a reader takes the read lock,
    kReceive,   ///< and then an item (or nothing), and gives the lock back
    kEmpty,
    kSize,
    kClose,  ///< the last thing in a buffer
    kTaskDone,
    kJoin,    ///< looks whether anything is unfinished,
    kJoined,  ///< and if so, waits until nothing is
  };

  /// What one process has put, as a buffer. Numbers begin with 1.
  struct Buffer {
    std::uint16_t puts = 0;
    std::uint16_t taken = 0;
    std::uint16_t end = 0;  ///< the number of the end; 0: still open
    [[nodiscard]] bool ended() const { return end != 0 && taken == end; }
    [[nodiscard]] bool at_end() const {
      return end != 0 && static_cast<std::uint16_t>(taken + 1) == end;
    }
    [[nodiscard]] bool has_next() const { return !ended() && taken != puts; }
    friend bool operator==(const Buffer&, const Buffer&) = default;
  };
  /// The sizes of the items in the pipe, by runs of equal ones. After so many changes of size the
  /// last run stands for items of all sizes, each as large as their mean.
  struct Sizes {
    static constexpr std::size_t kRuns = 8;
    struct Run {
      std::int64_t items = 0;
      std::int64_t bytes = 0;
      friend bool operator==(const Run&, const Run&) = default;
    };
    std::array<Run, kRuns> runs{};
    std::int64_t used = 0;
    std::int64_t changes = 0;  ///< of the size, so far
    std::int64_t latest = -1;  ///< the last size
    void push(std::int64_t bytes);
    std::int64_t pop();
    friend bool operator==(const Sizes&, const Sizes&) = default;
  };
  struct State {
    std::array<Buffer, kMaxThreads> buffers{};  ///< by process
    Sizes sizes;
    std::int64_t bytes = 0;      ///< in the pipe
    std::int64_t all_bytes = 0;  ///< that were ever sent
    std::int64_t unfinished = 0;
    std::uint32_t generation = 0;  ///< how often nothing was unfinished any more
    std::uint32_t puts = 0;        ///< by all processes
    std::uint32_t released = 0;    ///< puts that no longer count for the bound
    std::uint32_t sent = 0;        ///< perhaps not completely
    std::uint32_t complete = 0;
    std::uint32_t received = 0;
    std::uint32_t reader = kNoThread;  ///< who has the read lock
    std::uint32_t unused = 0;          // no padding
    [[nodiscard]] std::int64_t size() const { return std::int64_t{puts} - released; }
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::all;
  static constexpr bool kDeclaresWrites = true;
  // Results of kTaskDone.
  static constexpr std::int64_t kLast = 0;
  static constexpr std::int64_t kOneOfSeveral = 1;
  static constexpr std::int64_t kTooOften = 2;
  static constexpr std::int64_t kEndOfBuffer = 0;    ///< result of kTake and kFlush
  static constexpr std::int64_t kHandleClosed = -1;  ///< result of kEmpty

  /// The second argument of kSend and kFlush.
  static constexpr std::int64_t from(ThreadId process, std::int64_t capacity) {
    return capacity << 8 | process;
  }

  // Arguments and results, by kind:
  //   kPut      a: process, b: the bound, 0 without one
  //             -> result: number in the buffer, tag: with a bound, its place
  //   kTake     b: process -> result: number in the buffer, or kEndOfBuffer
  //   kSend     a: size, b: `from` -> tag: number in the pipe, result: 1 if receivers may matter
  //   kFlush    both; the result is twice the number in the buffer, plus that 1
  //   kSendRest b: process -> tag: number in the pipe
  //   kDrop     b: process -> tag: the place that it makes
  //   kReceive  -> tag: number in the pipe, result: the place that it makes
  //   kEmpty    b: process -> result: 0, 1 or kHandleClosed, tag: the number that would come next
  //   kSize     -> result
  //   kClose    a: process -> result: number in the buffer
  //   kTaskDone -> tag: generation
  //   kJoin     -> result: 1 if it must wait, tag: generation
  //   kJoined   a: generation
  static int alternatives(const State& state, const Action& action);
  static Effect apply(State& state, const Action& action, unsigned);
  /// Puts of one process are ordered in its buffer, those of several only where there is a
  /// bound; sends by the pipe; receivers by the read lock. A put meets the feeder where it takes
  /// the item, a send the receiver of the item, and all of them where the pipe could be full.
  static bool dependent(const Label& a, const Label& b);
  /// A feeder knows what was done before the put of what it takes, a receiver what the sender knew;
  /// a put what was done before the place that it takes was made; a join what was done before each
  /// task_done that it waited for.
  static bool synchronizes(const Label& earlier, const Label& later);
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  static ThreadSet holders(const State& state, const Action& action);
  static std::int64_t missing(const State& state, const Action& action);
  static constexpr Role role(int kind) {
    switch (kind) {
      case kPut: return Role::put;
      case kTake:
      case kSend:
      case kSendRest:
      case kFlush: return Role::feed;
      case kDrop: return Role::drop;
      case kJoined: return Role::settle;
      default: return Role::none;
    }
  }
};

}  // namespace heddle::multiprocessing
