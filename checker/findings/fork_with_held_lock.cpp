// fork-with-held-lock: a process was forked while another thread of its parent held a lock. The
// copy of that lock is taken too, and the thread that would give it back does not exist there: who
// waits for it waits for ever.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class ForkWithHeldLock final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::fork_with_held_lock; }
};

/// The thread of another process that held the lock for which `thread` is blocked; or kNoThread.
ThreadId stranger(const Trace& trace, ThreadId thread) {
  const OperationPart* part = blocker(trace, thread);
  if (part == nullptr || trace.objects[part->object].original == kNoObject) return kNoThread;
  for (const ThreadId holder : holders(trace, *part)) {
    if (trace.threads[holder].process != trace.threads[thread].process) return holder;
  }
  return kNoThread;
}

void ForkWithHeldLock::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::deadlock && trace.ending != Ending::livelock) return;
  for (const ThreadId thread : trace.left) {
    if (trace.threads[thread].process == 0 || stranger(trace, thread) == kNoThread) continue;
    Detection detection;
    detection.kind = Kind::fork_with_held_lock;
    detection.symptom = Kind::deadlock;
    detection.threads = {thread};
    const EventIndex fork = trace.threads[trace.threads[thread].process].start;
    const ObjectId copy = blocker(trace, thread)->object;
    const ObjectId original = trace.objects[copy].original;
    const EventIndex taken = acquired(trace, original, stranger(trace, thread), fork);
    if (taken != kNone) detection.events.push_back(taken);
    detection.events.push_back(fork);
    detection.objects = {copy};
    out.push_back(std::move(detection));
  }
}

void ForkWithHeldLock::explain(const Trace& trace, const Detection& detection,
                               Finding& finding) const {
  const ThreadId waiter = detection.threads[0];
  const EventIndex fork = detection.events.back();
  const ObjectId copy = detection.objects[0];
  const ThreadId holder = stranger(trace, waiter);
  const std::string owner = trace.thread_name(holder);
  const std::string forker = trace.thread_name(trace.events[fork].thread);
  const std::string lock = words::quoted(trace, copy);
  const std::string process = trace.process_name(trace.threads[waiter].process);
  words::begin(trace, detection,
               trace.thread_name(waiter) + " waits for ever for " + lock +
                   ": it was copied while " + owner + " held it, and " + owner + " is not in " +
                   process + ".",
               finding);
  if (detection.events.size() > 1) {
    words::first(finding,
                 owner + " takes " + lock + " at " + words::at(trace, detection.events[0]) + ".");
  }
  words::then(finding, forker + " forks " + process + " at " + words::at(trace, fork) + ", while " +
                           owner + " holds " + lock + ".");
  words::why(finding, "nothing makes " + forker + " wait until " + owner + " has released " + lock +
                          ". The copy in " + process + " is locked, and " + owner +
                          ", which alone would release it, is not copied.");
  words::add_waits(trace, finding);
  const EventIndex start = trace.threads[holder].start;
  words::fix(finding,
             holder != trace.threads[holder].process && start != kNone
                 ? "start processes before threads: " + process + " (" + words::spot(trace, fork) +
                       ") before " + owner + " (" + words::spot(trace, start) + ")."
                 : "let " + forker + " hold " + lock + " while it starts " + process + " (" +
                       words::spot(trace, fork) + "), and " + process + " release its copy first.");
}

}  // namespace

std::unique_ptr<Detector> fork_with_held_lock(const Options&) {
  return std::make_unique<ForkWithHeldLock>();
}

}  // namespace heddle::findings
