// daemon-killed-holding: the end of the program killed a daemon thread while it held a lock: what
// the lock protects may be half changed, and nothing that the daemon owed was done.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class DaemonKilledHolding final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::daemon_killed_holding; }
};

void DaemonKilledHolding::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::complete) return;
  for (const ThreadId thread : trace.left) {
    if (!trace.threads[thread].killed || trace.gone(thread)) continue;
    Detection detection;
    detection.kind = Kind::daemon_killed_holding;
    detection.objects = trace.locks_held(thread, trace.size());
    if (detection.objects.empty()) continue;
    for (const ObjectId lock : detection.objects) {
      detection.events.push_back(acquired(trace, lock, thread, kNone));
    }
    detection.threads = {thread};
    out.push_back(std::move(detection));
  }
}

void DaemonKilledHolding::explain(const Trace& trace, const Detection& detection,
                                  Finding& finding) const {
  const ThreadId thread = detection.threads[0];
  const std::string name = trace.thread_name(thread);
  words::begin(trace, detection,
               "the daemon thread " + name +
                   " is killed by the end of the program while it holds " +
                   words::locks(trace, thread, trace.size()) + ".",
               finding);
  for (std::size_t i = 0; i < detection.objects.size(); ++i) {
    words::why(finding, name + " holds " + words::quoted(trace, detection.objects[i]) + " since " +
                            words::at(trace, detection.events[i]) + ".");
  }
  if (trace.threads[thread].pending) {
    const Where& where = trace.threads[thread].operation.where;
    words::why(finding, "it was about to " + trace.describe_pending(thread) +
                            words::place(where.file, where.line) +
                            " when the last non-daemon thread ended.");
  }
  words::fix(finding,
             "tell it to stop (an Event, a value in its queue) and join it before the "
             "program ends, or make it no daemon.");
}

}  // namespace

std::unique_ptr<Detector> daemon_killed_holding(const Options&) {
  return std::make_unique<DaemonKilledHolding>();
}

}  // namespace heddle::findings
