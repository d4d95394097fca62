// uncaught-exception: an exception left a thread's or the main function. (Of those of wrong use,
// see misuse.cpp; of failed checks, assertion.cpp.)
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/uncaught.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {

EventIndex last_deed(const Trace& trace, const Uncaught& uncaught) {
  for (EventIndex e = uncaught.last_event; e != kNone; e = trace.events[e].previous) {
    const std::uint32_t release = part_with(trace, e, Role::release);
    const bool releases = release != kNone && trace.parts[release].label.wrote;
    if (!releases || part_with(trace, e, Role::enqueue) != kNone) return e;
  }
  return uncaught.last_event;
}

void conclude_uncaught(const Trace& trace, Category category, Kind kind,
                       std::vector<Detection>& out) {
  for (const Uncaught& uncaught : trace.uncaught) {
    if (uncaught.category != category) continue;
    Detection detection;
    detection.kind = kind;
    if (kind == Kind::misuse || kind == Kind::unpicklable_argument)
      detection.symptom = Kind::uncaught_exception;
    detection.threads = {uncaught.thread};
    const EventIndex last = last_deed(trace, uncaught);
    if (last != kNone) detection.events = {last};
    out.push_back(std::move(detection));
  }
}

const Uncaught* uncaught_of(const Trace& trace, const Detection& detection) {
  for (const Uncaught& uncaught : trace.uncaught) {
    if (uncaught.thread == detection.threads[0]) return &uncaught;
  }
  return nullptr;
}

std::string exception_words(const Uncaught& uncaught) {
  return uncaught.message.empty() ? uncaught.type : uncaught.type + ": " + uncaught.message;
}

/// The spurious wakeup by which the thread's last wait ended, or kNone.
static EventIndex woken_for_nothing(const Trace& trace, const Uncaught& uncaught) {
  for (EventIndex e = uncaught.last_event; e != kNone; e = trace.events[e].previous) {
    const std::uint32_t resume = part_with(trace, e, Role::resume);
    if (resume == kNone) continue;
    return trace.parts[resume].label.result == 2 ? e : kNone;
  }
  return kNone;
}

bool explain_end(const Trace& trace, const Uncaught& uncaught, Finding& finding) {
  const EventIndex last = last_deed(trace, uncaught);
  const std::string name = trace.thread_name(uncaught.thread);
  words::why(finding, last == kNone
                          ? name + " failed before it did anything that others can see."
                          : "the last thing " + name + " did before it failed was " +
                                trace.describe(last) + " at " + words::at(trace, last) + ".");
  if (!trace.locks_held(uncaught.thread, trace.size()).empty()) {
    words::why(finding,
               name + " ended holding " + words::locks(trace, uncaught.thread, trace.size()) + ".");
  }
  const EventIndex spurious = woken_for_nothing(trace, uncaught);
  if (spurious == kNone) return false;
  words::why(finding, "its wait ended at " + words::at(trace, spurious) +
                          " without a notify, as a wait may: a spurious wakeup.");
  words::fix(finding,
             "let the wait of " + words::spot(trace, spurious) +
                 " test again after each wakeup: `while` in place of `if`, or wait_for().");
  return true;
}

namespace {

class UncaughtException final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override {
    if (!trace.uncaught.empty()) {
      conclude_uncaught(trace, Category::ordinary, Kind::uncaught_exception, out);
    }
  }
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override {
    const Uncaught* uncaught = uncaught_of(trace, detection);
    if (uncaught == nullptr) return;
    words::begin(trace, detection,
                 exception_words(*uncaught) + " left " + trace.thread_name(uncaught->thread) + ".",
                 finding);
    if (!explain_end(trace, *uncaught, finding)) {
      words::fix(finding, "catch it in the thread: nobody else sees it, join() does not throw it.");
    }
  }
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::uncaught_exception; }
};

}  // namespace

std::unique_ptr<Detector> uncaught_exception(const Options&) {
  return std::make_unique<UncaughtException>();
}

}  // namespace heddle::findings
