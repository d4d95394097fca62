// orphaned-process (a warning): a process was killed or terminated, and a child of its own goes on
// without anybody who would wait for it, or end it.
#include <algorithm>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class OrphanedProcess final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::kill); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::orphaned_process; }
};

/// The event that killed a process; kNone if none did.
EventIndex killing(const Trace& trace, ProcessId process) {
  if (process == 0) return kNone;
  const ObjectRecord& life = trace.objects[trace.processes[process].life];
  EventIndex first = kNone;
  for (std::uint32_t p = life.last; p != kNone; p = trace.parts[p].previous) {
    const Label& label = trace.parts[p].label;
    if (label.is(LifeSpec::kKill) && label.wrote) first = trace.parts[p].event;
  }
  return first;
}

/// Whether a thread of the process is still there at the end, or nothing orders what it did last
/// before the event: it may come after it.
bool outlives(const Trace& trace, ProcessId process, EventIndex event) {
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const ThreadSummary& thread = trace.threads[i];
    if (!thread.exists || thread.process != process) continue;
    const bool later = thread.last != kNone && !trace.ordered(thread.last, event);
    const bool left = trace.left.contains(static_cast<ThreadId>(i)) && !thread.killed;
    if (later || left) return true;
  }
  return false;
}

void OrphanedProcess::conclude(const Trace& trace, std::vector<Detection>& out) {
  for (std::size_t i = 1; i < trace.processes.size(); ++i) {
    const auto process = static_cast<ProcessId>(i);
    if (!trace.is_process(process)) continue;
    const EventIndex killed = killing(trace, trace.processes[process].parent);
    if (killed == kNone || killed < trace.threads[process].start) continue;
    if (!outlives(trace, process, killed)) continue;
    Detection detection;
    detection.kind = Kind::orphaned_process;
    detection.events = {killed};
    detection.threads = {process};
    out.push_back(std::move(detection));
  }
}

void OrphanedProcess::explain(const Trace& trace, const Detection& detection,
                              Finding& finding) const {
  const EventIndex killed = detection.events[0];
  const ProcessId process = detection.threads[0];
  const std::string child = trace.process_name(process);
  const std::string parent = trace.process_name(trace.processes[process].parent);
  words::begin(trace, detection, child + " may go on after " + parent + ", its parent, was killed.",
               finding);
  words::why(finding, trace.thread_name(trace.events[killed].thread) + " ends " + parent + " at " +
                          words::at(trace, killed) + "; nobody is left who joins " + child + ".");
  words::fix(
      finding,
      "tell a process that has children to stop (an Event, a value in its queue), so that it "
      "can end them, before you terminate it.");
}

}  // namespace

std::unique_ptr<Detector> orphaned_process(const Options&) {
  return std::make_unique<OrphanedProcess>();
}

}  // namespace heddle::findings
