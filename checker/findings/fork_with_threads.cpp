// fork-with-threads (a warning): a process was forked while its parent had other threads. Only the
// forking thread goes on in the child; what the others were about, the child has half of.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class ForkWithThreads final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::fork); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::fork_with_threads; }
};

void ForkWithThreads::conclude(const Trace& trace, std::vector<Detection>& out) {
  for (std::size_t i = 1; i < trace.processes.size(); ++i) {
    const auto process = static_cast<ProcessId>(i);
    if (!trace.is_process(process) || !trace.processes[process].amid_threads) continue;
    Detection detection;
    detection.kind = Kind::fork_with_threads;
    detection.events = {trace.threads[process].start};
    detection.threads = {process};
    out.push_back(std::move(detection));
  }
}

void ForkWithThreads::explain(const Trace& trace, const Detection& detection,
                              Finding& finding) const {
  const EventIndex fork = detection.events[0];
  const ProcessId process = detection.threads[0];
  const std::string parent = trace.process_name(trace.processes[process].parent);
  words::begin(trace, detection,
               trace.process_name(process) + " is forked while " + parent +
                   " has other threads: they do not exist in it.",
               finding);
  words::why(finding, trace.thread_name(trace.events[fork].thread) + " forks it at " +
                          words::at(trace, fork) +
                          "; locks that another thread holds at that moment stay locked there.");
  words::fix(finding, "start processes before threads, or use the start method spawn.");
}

}  // namespace

std::unique_ptr<Detector> fork_with_threads(const Options&) {
  return std::make_unique<ForkWithThreads>();
}

}  // namespace heddle::findings
