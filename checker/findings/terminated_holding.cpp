// terminated-holding: a process was killed while it held something, or in the midst of a call that
// others must see finished, and now somebody waits for that for ever.
//
// Whom a blocked operation waits for, its object's specification says: the holder of a lock, those
// who took the permits of a semaphore, the waiters that a notify is to wake.
#include <algorithm>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class TerminatedHolding final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::terminated_holding; }
};

/// The thread's last event that changed the object, or kNone.
EventIndex last_change(const Trace& trace, ObjectId object, ThreadId thread) {
  for (std::uint32_t p = trace.objects[object].last; p != kNone; p = trace.parts[p].previous) {
    const Part& part = trace.parts[p];
    if (part.label.thread == thread && part.label.wrote) return part.event;
  }
  return kNone;
}

/// What a blocked operation waits for, and the first of those it waits for that was killed.
struct Victim {
  const OperationPart* part = nullptr;
  ThreadId thread = kNoThread;
};

/// What a process has a copy of, nobody could have given back from another process.
Victim victim_of(const Trace& trace, ThreadId waiter) {
  const OperationPart* part = blocker(trace, waiter);
  if (part == nullptr || trace.objects[part->object].original != kNoObject) return {};
  for (const ThreadId holder : holders(trace, *part)) {
    const ThreadSummary& summary = trace.threads[holder];
    if (!summary.finished && trace.killed_at(summary.process) != kNone) return {part, holder};
  }
  return {};
}

/// One for each object and victim: the waiters first, then the victim; when it began, when it was
/// killed.
void TerminatedHolding::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::deadlock) return;
  std::vector<Detection> found;
  for (const ThreadId waiter : trace.left) {
    const Victim victim = victim_of(trace, waiter);
    if (victim.part == nullptr) continue;
    const ObjectId object = victim.part->object;
    const auto same = std::find_if(found.begin(), found.end(), [&](const Detection& other) {
      return other.objects[0] == object && other.threads.back() == victim.thread;
    });
    if (same != found.end()) {
      same->threads.insert(same->threads.end() - 1, waiter);
      continue;
    }
    Detection detection;
    detection.kind = Kind::terminated_holding;
    detection.symptom = Kind::deadlock;
    detection.threads = {waiter, victim.thread};
    detection.objects = {object};
    detection.events = {last_change(trace, object, victim.thread),
                        trace.killed_at(trace.threads[victim.thread].process)};
    found.push_back(std::move(detection));
  }
  out.insert(out.end(), found.begin(), found.end());
}

void TerminatedHolding::explain(const Trace& trace, const Detection& detection,
                                Finding& finding) const {
  const ObjectId object = detection.objects[0];
  const ThreadId victim = detection.threads.back();
  const std::vector<ThreadId> waiters(detection.threads.begin(), detection.threads.end() - 1);
  const std::string name = words::quoted(trace, object);
  const std::string who = trace.thread_name(victim);
  const OperationPart* part = blocker(trace, waiters[0]);
  const bool lock = part != nullptr && trace.spec(object).role(part->action.kind) == Role::acquire;
  const auto [since, killed] = std::pair(detection.events[0], detection.events[1]);
  words::begin(trace, detection,
               words::threads(trace, waiters) + (waiters.size() == 1 ? " waits" : " wait") +
                   " for ever for " + name + ": " +
                   trace.process_name(trace.threads[victim].process) + " was terminated " +
                   (lock ? "while it held it." : "while it used it."),
               finding);
  words::why(finding, who + (lock ? " holds " : " uses ") + name + " since " +
                          words::at(trace, since) + ".");
  words::why(finding, trace.thread_name(trace.events[killed].thread) + " terminates " +
                          trace.process_name(trace.threads[victim].process) + " at " +
                          words::at(trace, killed) + ": what it held stays held.");
  words::add_waits(trace, finding);
  words::fix(finding,
             "do not terminate a process that may hold something others need: tell it to stop (an "
             "Event, a value in its queue) and join it.");
}

}  // namespace

std::unique_ptr<Detector> terminated_holding(const Options&) {
  return std::make_unique<TerminatedHolding>();
}

}  // namespace heddle::findings
