// The polling rule: loops that wait by looking again and again (semantics, section 0). Questions
// about a trace and a moment in it, so that a search can ask them of an order that it has not run.
#pragma once

#include <span>
#include <vector>

#include "heddle/checker/options.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

/// A moment of an execution: which of a trace's events have happened, as far as objects go.
class Moment {
 public:
  virtual ~Moment() = default;
  /// Whether the object of a part has been written since.
  [[nodiscard]] virtual bool written_since(std::uint32_t part) const = 0;
  /// The state of an object.
  [[nodiscard]] virtual const void* state(ObjectId object) const = 0;
};

/// A thread that is about to poll.
struct Poll {
  ThreadId thread = kNoThread;
  EventIndex last = kNone;               ///< the thread's last event
  std::span<const OperationPart> parts;  ///< what it is about to do
  Where where;
  bool timed = false;  ///< Operation::timed
};

class PollingRule {
 public:
  PollingRule(const Trace& trace, const Options& options) : trace_(trace), options_(options) {}

  /// Whether the thread has polled idly for so long that it waits until something it read changes.
  [[nodiscard]] bool parks(const Poll& poll, const Moment& moment) const;
  /// Whether it would be parked if nobody had changed anything: a matter of its own events alone.
  [[nodiscard]] bool could_park(const Poll& poll) const;
  /// The objects that the thread has read in the rounds whose idleness can park it now: what its
  /// poll's being enabled depends on. None while there are too few rounds, and in virtual time for
  /// one that sleeps: it goes on when its time has come.
  [[nodiscard]] std::vector<ObjectId> reads(const Poll& poll) const;
  /// How many rounds of a polling loop in a row, ending now with `poll`, read something, changed
  /// nothing, and would read the same again; not counted beyond `most`.
  [[nodiscard]] int idle_rounds(const Poll& poll, const Moment& moment, int most) const;
  /// The thread's last poll at the same place before `poll`, or kNone.
  [[nodiscard]] EventIndex last_round(const Poll& poll) const;

 private:
  [[nodiscard]] bool would_find_the_same(std::uint32_t part, const Moment& moment) const;

  const Trace& trace_;
  const Options& options_;
};

}  // namespace heddle
