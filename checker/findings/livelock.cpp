// livelock: all live threads only poll and nothing changes any more; or the step bound was reached
// and nothing but who holds a lock or waits had changed for its whole second half (semantics,
// sections 0 and 4).
#include <algorithm>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

constexpr std::uint32_t kLongestCycle = 200;
constexpr std::uint32_t kMostShown = 8;

class Livelock final : public Detector {
 public:
  explicit Livelock(std::uint32_t max_steps) : max_steps_(max_steps) {}
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::livelock; }

 private:
  const std::uint32_t max_steps_;
};

/// Whether an event changed anything but who holds a lock or waits.
bool progresses(const Trace& trace, const TraceEvent& event) {
  for (const Part& part : trace.parts_of(event)) {
    if (part.label.wrote && !takes_or_gives_back(trace.role(part.label))) return true;
  }
  return false;
}

/// Alive, not blocked, at the end.
bool could_go(const Trace& trace, ThreadId thread) {
  const ThreadSummary& summary = trace.threads[thread];
  return summary.exists && !summary.finished && blocker(trace, thread) == nullptr;
}

/// The threads with events from `since` on.
ThreadSet active_since(const Trace& trace, EventIndex since) {
  ThreadSet threads;
  for (EventIndex e = since; e < trace.size(); ++e) threads.insert(trace.events[e].thread);
  return threads;
}

void Livelock::conclude(const Trace& trace, std::vector<Detection>& out) {
  ThreadSet pollers;
  if (trace.ending == Ending::livelock) {
    for (std::size_t i = 0; i < trace.threads.size(); ++i) {
      const auto thread = static_cast<ThreadId>(i);
      if (could_go(trace, thread)) pollers.insert(thread);
    }
  } else if (trace.ending == Ending::truncated) {
    const EventIndex half = trace.size() / 2;
    for (EventIndex e = trace.size(); e-- > half;) {
      if (progresses(trace, trace.events[e])) return;
    }
    pollers = active_since(trace, half);
  } else {
    return;
  }
  Detection detection;
  detection.kind = Kind::livelock;
  for (const ThreadId thread : pollers) {
    detection.threads.push_back(thread);
    for (EventIndex e = trace.threads[thread].last; e != kNone; e = trace.events[e].previous) {
      const std::uint32_t read = part_with(trace, e, Role::read);
      if (read == kNone) continue;
      detection.events.push_back(e);  // what it looked at last, thread by thread
      detection.objects.push_back(trace.parts[read].label.object);
      break;
    }
  }
  std::sort(detection.objects.begin(), detection.objects.end());
  detection.objects.erase(std::unique(detection.objects.begin(), detection.objects.end()),
                          detection.objects.end());
  out.push_back(std::move(detection));
}

bool same_deed(const Trace& trace, const TraceEvent& a, const TraceEvent& b) {
  if (a.thread != b.thread || a.line != b.line || a.part_count != b.part_count) return false;
  for (std::uint32_t i = 0; i < a.part_count; ++i) {
    const Label& x = trace.parts[a.first_part + i].label;
    const Label& y = trace.parts[b.first_part + i].label;
    if (x.object != y.object || x.kind != y.kind) return false;
  }
  return true;
}

/// The length of the shortest sequence of steps that the execution ends with at least twice; 0 when
/// there is none.
std::uint32_t cycle_length(const Trace& trace) {
  const std::uint32_t n = trace.size();
  for (std::uint32_t length = 1; length <= kLongestCycle && 2 * length <= n; ++length) {
    bool repeats = true;
    for (std::uint32_t e = n - length; repeats && e < n; ++e) {
      repeats = same_deed(trace, trace.events[e], trace.events[e - length]);
    }
    if (repeats) return length;
  }
  return 0;
}

void explain_cycle(const Trace& trace, Finding& finding) {
  const std::uint32_t length = cycle_length(trace);
  if (length == 0) return;
  std::string text = "these steps repeat, the last time from " +
                     words::step(trace, trace.size() - length) + " on: ";
  for (std::uint32_t i = 0; i < length && i < kMostShown; ++i) {
    const EventIndex e = trace.size() - length + i;
    const TraceEvent& event = trace.events[e];
    text += (i > 0 ? "; " : "") + trace.thread_name(event.thread) + ": " + trace.describe(e) +
            words::place(event.file, event.line);
  }
  words::why(finding, text + (length > kMostShown ? "; ..." : "."));
}

void Livelock::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const bool bound = trace.ending == Ending::truncated;
  const bool one = detection.threads.size() == 1;
  std::string message = words::threads(trace, detection.threads);
  message += bound ? (one ? " was" : " were") : (one ? " polls" : " poll");
  message += bound ? " still looping at the step bound of " + std::to_string(max_steps_) +
                         ": nothing had changed for a long time."
                   : " for ever: nothing that " + std::string(one ? "it reads" : "they read") +
                         " changes any more.";
  words::begin(trace, detection, std::move(message), finding);
  explain_cycle(trace, finding);
  words::add_waits(trace, finding);
  std::vector<std::string> left_out;
  for (std::size_t i = 0; bound && i < trace.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    const bool loops = std::find(detection.threads.begin(), detection.threads.end(), thread) !=
                       detection.threads.end();
    if (!loops && could_go(trace, thread)) left_out.push_back(trace.thread_name(thread));
  }
  if (!left_out.empty()) {
    words::remark(finding, words::list(left_out) +
                               " could have gone on, but a loop that never "
                               "yields lets this schedule leave them out for ever.");
  }
  words::fix(finding,
             "wait with Atomic's await(), a Condition or an Event, or call yield() in the loop so "
             "that the others go on; if the loop is only long, raise --max-steps.");
}

}  // namespace

std::unique_ptr<Detector> livelock(const Options& options) {
  return std::make_unique<Livelock>(options.max_steps);
}

}  // namespace heddle::findings
