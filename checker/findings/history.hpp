// Questions that several detectors ask of a trace: who holds, who waits, who was woken.
#pragma once

#include <vector>

#include "heddle/checker/detector.hpp"

namespace heddle::findings {

/// Label tag of one whole container call (`read(f)`, `write(f)`): atomic under the GIL; what it
/// stores is not known as a value.
inline constexpr std::uint32_t kCall = 1;

/// The first part of `event` with that role, or kNone.
std::uint32_t part_with(const Trace& trace, EventIndex event, Role role);
/// Whether a wake of the object can be taken back, as an event's `set` by `clear`.
inline bool is_pulse(const SpecTable& spec) { return spec.has(Role::clear); }

/// The event by which `thread` last took `object` before the event `before`, or kNone.
EventIndex acquired(const Trace& trace, ObjectId object, ThreadId thread, EventIndex before);
/// The threads that a notify (a part) woke. Linear in the trace.
ThreadSet woken(const Trace& trace, std::uint32_t notify);

/// The part of its pending operation for which `thread` is blocked at the end of the execution, or
/// null: it has ended, could go, or does not wait for ever (a timed wait).
const OperationPart* blocker(const Trace& trace, ThreadId thread);
/// The threads that hold what a blocked part waits for.
ThreadSet holders(const Trace& trace, const OperationPart& part);
/// How much a blocked part still has to see done, or to do: unfinished tasks, items to be sent.
std::int64_t missing(const Trace& trace, const OperationPart& part);
/// Whether a thread that serves its process, or one of a daemonic process, has nothing to do:
/// nobody misses what it would do.
bool idles(const Trace& trace, ThreadId thread);
/// Whether a blocked part waits for a notify or a set.
bool waits_for_wake(const Trace& trace, const OperationPart& part);

/// A thread that waits on a condition or an event at the end.
struct Waiting {
  ThreadId thread = kNoThread;
  ObjectId object = kNoObject;  ///< the condition or event
  EventIndex event = kNone;     ///< by which it began to wait
  ObjectId lock = kNoObject;    ///< what it gave back while it waits, if anything
};
/// The threads that will wait for ever, in an execution that ended because nobody can go on.
std::vector<Waiting> waiting_for_ever(const Trace& trace);
/// The lock that a wait (an event) gave back, or kNoObject.
ObjectId released_by(const Trace& trace, EventIndex wait);

/// What the thread of the event `wait` read between the event `since` and the wait: the parts,
/// latest first.
std::vector<std::uint32_t> reads_between(const Trace& trace, EventIndex since, EventIndex wait);
/// Whether others have changed, by the end of the execution, what a read (a part) saw.
bool outdated(const Trace& trace, std::uint32_t read);

/// Happens-before without the order of critical sections: whether event `a` would come before event
/// `b` if no lock were a reason. Linear in the trace, times the length of objects' histories.
bool ordered_without_locks(const Trace& trace, EventIndex a, EventIndex b);

}  // namespace heddle::findings
