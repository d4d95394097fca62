// How an exploration strategy sees the engine: scheduling points, finished traces, nothing else.
#pragma once

#include <cstdint>

#include "heddle/checker/trace.hpp"

namespace heddle {

/// A scheduling point: every live thread has announced what it is about to do.
class Crossroads {
 public:
  virtual ~Crossroads() = default;

  /// Threads that have not ended; each has announced an operation, or, under a strategy that does
  /// not need it (`needs_pending`), has not begun yet.
  [[nodiscard]] const ThreadSet& live() const { return live_; }
  /// The thread that ran last; it may be blocked or have ended.
  [[nodiscard]] ThreadId current() const { return current_; }
  /// In how many ways `thread` can go now: 0 = blocked.
  [[nodiscard]] virtual unsigned alternatives(ThreadId thread) const = 0;
  /// What has happened so far; its size is the number of the event to be chosen.
  [[nodiscard]] virtual const Trace& trace() const = 0;

 protected:
  ThreadSet live_;
  ThreadId current_ = kNoThread;
};

/// The next step of an execution.
struct Choice {
  ThreadId thread = kNoThread;  ///< kNoThread: nobody can go
  std::uint16_t alternative = 0;
  bool cut = false;  ///< end this execution here: everything that follows was seen elsewhere
};

/// What to run after a finished execution.
struct Next {
  bool more = false;       ///< false: the search is complete
  std::uint32_t keep = 0;  ///< so many leading events of the last trace are replayed
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Every interleaving has been covered once `finished` says that there is no more.
  [[nodiscard]] virtual bool exhaustive() const = 0;
  /// Whether every thread must have announced its first operation before a choice is made.
  [[nodiscard]] virtual bool needs_pending() const { return true; }
  /// An execution begins; `keep` events of the last one are replayed first.
  virtual void begin(std::uint32_t keep) = 0;
  /// Chooses among the threads that can go. Called once for every visible event after the kept
  /// ones; the event it chose is executed next.
  virtual Choice pick(const Crossroads& here) = 0;
  /// The execution ended. `redundant` ones are those that `pick` cut.
  virtual Next finished(const Trace& trace) = 0;
};

/// Whether two events of different threads depend: some object ties them together.
bool dependent(const Trace& trace, const Event& a, const Event& b);
/// The same for labels of two different threads on one object.
bool dependent(const Trace& trace, const Label& a, const Label& b);

}  // namespace heddle
