// The specification of a pipe: two ends, copies of them in processes, and a queue of messages each
// way.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "heddle/checker/object.hpp"
#include "heddle/checker/record.hpp"

namespace heddle::multiprocessing {

/// The sizes of the last messages that a pipe has been given, as many as it has room for: what says
/// how many messages must have been taken out before the next can go in. That is a matter of the
/// messages alone, whoever takes them when.
///
/// Neighbours of one size share an entry; where there are more entries than places, the two oldest
/// count as if all their messages had the mean size.
class PipeWindow {
 public:
  /// Adds a message (PipeSpec::room). One that is larger than the pipe counts as if it filled it.
  void add(std::int64_t room);
  /// How many messages came before those of the window.
  [[nodiscard]] std::uint32_t before() const { return before_; }
  friend bool operator==(const PipeWindow&, const PipeWindow&) = default;

 private:
  struct Entry {
    std::uint32_t count = 0;
    std::uint32_t bytes = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  void append(std::uint32_t bytes);
  void drop_first();

  std::array<Entry, 12> entries_{};
  std::uint32_t used_ = 0;
  std::uint32_t before_ = 0;
  std::int64_t bytes_ = 0;
};

/// A pipe with the ends 0 and 1; what is sent at one is received at the other. Messages themselves
/// live outside of the state; those of one direction are numbered from 1 (tags).
///
/// `a` of an action on an end is `place(end, process, duplex)`; the process is the one that acts, a
/// thread of it.
struct PipeSpec {
  static constexpr const char* kNoun = "pipe";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t {
    kSend,     ///< b: `room` for the message; the result is how many must have been received,
               ///< and kSheltered
    kFinish,   ///< of a message (b: its number) that was too large: waits until it is received
    kReceive,  ///< the result is one of Received
    kPoll,     ///< the result is 1 if there is something to receive, or the end of the file, and
               ///< kSheltered
    kClose,    ///< the result is a set of ends, as bits: those of which the process had a copy
    kIsClosed,
    kEnds,   ///< the process (a) ends: as kClose of both
    kFork,   ///< a: parent, b: child, which has copies of what its parent has now
    kPass,   ///< of one end, to the process b
    kLend,   ///< a copy of an end is on its way in a message
    kAdopt,  ///< and has arrived in the process that acts
  };
  static constexpr std::uint8_t kInherit = kFork;
  static constexpr std::uint8_t kAbandon = kEnds;
  /// What a send and a kFinish that failed answer; kReceive and kPoll too where it is kNoHandle.
  static constexpr std::int64_t kNoHandle = -1;  ///< the process has no open copy
  static constexpr std::int64_t kBroken = -2;    ///< nobody can receive any more
  /// Added to what a send or a poll answers: the process has an open copy of the other end, so that
  /// nobody else can close that for good.
  static constexpr std::int64_t kSheltered = std::int64_t{1} << 40;
  enum Received : std::uint8_t { kMessage, kEndOfFile, kReset };

  struct Direction {
    std::uint32_t sent = 0;
    std::uint32_t received = 0;
    PipeWindow window;
    friend bool operator==(const Direction&, const Direction&) = default;
  };
  struct State {
    std::array<ThreadSet, 2> open;        ///< by end: the processes that have an open copy
    std::array<std::uint32_t, 2> lent{};  ///< by end: copies on their way
    std::array<Direction, 2> from;        ///< by the end at which it is sent
    bool duplex = true;
    [[nodiscard]] bool gone(int end) const { return open[end].empty() && lent[end] == 0; }
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::all;

  static constexpr std::int64_t place(int end, ProcessId process, bool duplex) {
    return end + (duplex ? 2 : 0) + (std::int64_t{process} << 32);
  }
  /// The bytes of a message and those that the pipe holds, in one word.
  static constexpr std::int64_t room(std::int64_t bytes, std::int64_t capacity) {
    const auto whole = std::clamp<std::int64_t>(capacity, 1, kMostBytes);
    return std::min(bytes, whole) + (whole << 32);
  }
  static constexpr std::int64_t kMostBytes = 0x7fffffff;
  static constexpr int end_of(std::int64_t place) { return static_cast<int>(place & 1); }
  static constexpr ProcessId process_of(std::int64_t place) {
    return static_cast<ProcessId>(place >> 32);
  }

  static int alternatives(const State& state, const Action& action);
  static Effect apply(State& state, const Action& action, unsigned);
  static constexpr bool may_block(int kind) { return kind <= kPoll; }
  /// See pipe_spec.cpp.
  static bool dependent(const Label& a, const Label& b);
  /// A receiver knows what was done before the message was sent, a sender what was done before the
  /// receiving that made room, and who sees that an end is closed what was done before that.
  static bool synchronizes(const Label& earlier, const Label& later);
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  /// Who is waiting to receive waits for those that have a copy of the other end; who is waiting to
  /// send, for those that could receive.
  static ThreadSet holders(const State& state, const Action& action);
  static std::string hold(const Action& action, const std::string& name);
  static constexpr Role role(int kind) {
    if (kind == kSend) return Role::send;
    return kind == kReceive ? Role::receive : Role::none;
  }
};

/// The pipe of a SimpleQueue: each process that has it has both ends, and locks keep it in order.
struct QueuePipeSpec : PipeSpec {
  static constexpr const char* kNoun = "queue";
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  static ThreadSet holders(const State&, const Action&) { return {}; }
  static constexpr Role role(int) { return Role::none; }
};

}  // namespace heddle::multiprocessing
