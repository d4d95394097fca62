// stolen-wakeup: a thread was woken by a notify, but before it had the lock again another thread
// took what it was woken for; it did not test again, and fails (semantics, section 4: the consumer
// without a while loop).
#include <algorithm>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/uncaught.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class StolenWakeup final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::stolen_wakeup; }
};

/// A wait that ended by a notify: four events of the story, in order.
struct Awoken {
  EventIndex wait = kNone;
  EventIndex notify = kNone;
  EventIndex retaken = kNone;  ///< the lock is held again
  ObjectId lock = kNoObject;
};

/// The last time that the failed thread was woken, if it failed before it gave the lock back. The
/// releases at the very end may be those of the exception that passed through.
EventIndex last_resume(const Trace& trace, const Uncaught& uncaught) {
  bool unwinding = true;
  for (EventIndex e = uncaught.last_event; e != kNone; e = trace.events[e].previous) {
    if (part_with(trace, e, Role::enqueue) != kNone) return kNone;
    const std::uint32_t resume = part_with(trace, e, Role::resume);
    if (resume != kNone) {
      const Label& label = trace.parts[resume].label;
      return label.expired || label.result == 2 ? kNone : e;
    }
    const bool releases = part_with(trace, e, Role::release) != kNone;
    if (releases && !unwinding) return kNone;
    unwinding = unwinding && releases;
  }
  return kNone;
}

Awoken awoken(const Trace& trace, const Uncaught& uncaught) {
  Awoken story;
  const EventIndex resume = last_resume(trace, uncaught);
  if (resume == kNone) return story;
  const std::uint32_t resumed = part_with(trace, resume, Role::resume);
  const ObjectId condition = trace.parts[resumed].label.object;
  for (std::uint32_t p = trace.parts[resumed].previous; p != kNone; p = trace.parts[p].previous) {
    const Label& label = trace.parts[p].label;
    const Role role = trace.role(label);
    if (role == Role::enqueue && label.thread == uncaught.thread) {
      story.wait = trace.parts[p].event;
      break;
    }
    if (role == Role::notify && story.notify == kNone &&
        woken(trace, p).contains(uncaught.thread)) {
      story.notify = trace.parts[p].event;
    }
  }
  if (story.wait == kNone || story.notify == kNone || condition == kNoObject) return {};
  story.lock = released_by(trace, story.wait);
  if (story.lock == kNoObject) return {};
  story.retaken = acquired(trace, story.lock, uncaught.thread, kNone);
  return story.retaken != kNone && story.retaken > story.notify ? story : Awoken{};
}

/// The first write, by another thread, to something that the waiter had read under the lock before
/// it waited, after the critical section of the notify and before the re-acquire; or kNone.
EventIndex theft(const Trace& trace, const Awoken& story) {
  const ThreadId waiter = trace.events[story.wait].thread;
  const ThreadId notifier = trace.events[story.notify].thread;
  const EventIndex taken = acquired(trace, story.lock, waiter, story.wait);
  const std::vector<std::uint32_t> tested =
      reads_between(trace, taken != kNone ? taken : story.wait, story.wait);
  const auto changes_tested = [&](const Label& write) {
    const SpecTable& spec = trace.spec(write.object);
    return std::any_of(tested.begin(), tested.end(), [&](std::uint32_t read) {
      const Label& seen = trace.parts[read].label;
      return seen.object == write.object &&
             (spec.overlaps == nullptr || spec.overlaps(seen, write));
    });
  };
  bool notifier_left = false;
  for (EventIndex e = story.notify + 1; e < story.retaken; ++e) {
    const TraceEvent& event = trace.events[e];
    if (event.thread == notifier && part_with(trace, e, Role::release) != kNone) {
      notifier_left = true;
    }
    if (event.thread == waiter || (event.thread == notifier && !notifier_left)) continue;
    for (const Part& part : trace.parts_of(e)) {
      const Role role = trace.role(part.label);
      if ((role == Role::write || role == Role::update) && part.label.wrote &&
          changes_tested(part.label)) {
        return e;
      }
    }
  }
  return kNone;
}

Kind kind_of(Category category) {
  if (category == Category::assertion) return Kind::assertion;
  return category == Category::misuse ? Kind::misuse : Kind::uncaught_exception;
}

void StolenWakeup::conclude(const Trace& trace, std::vector<Detection>& out) {
  for (const Uncaught& uncaught : trace.uncaught) {
    const Awoken story = awoken(trace, uncaught);
    if (story.wait == kNone) continue;
    const EventIndex stolen = theft(trace, story);
    if (stolen == kNone) continue;
    Detection detection;
    detection.kind = Kind::stolen_wakeup;
    detection.symptom = kind_of(uncaught.category);
    detection.events = {story.wait, story.notify, stolen, story.retaken};
    detection.threads = {uncaught.thread};
    const std::uint32_t resume = part_with(trace, story.wait, Role::enqueue);
    detection.objects = {trace.parts[resume].label.object};
    for (const Part& part : trace.parts_of(stolen)) {
      const Role role = trace.role(part.label);
      if (role == Role::write || role == Role::update) {
        detection.objects.push_back(part.label.object);
        break;
      }
    }
    out.push_back(std::move(detection));
  }
}

void StolenWakeup::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const EventIndex wait = detection.events[0];
  const EventIndex notify = detection.events[1];
  const EventIndex stolen = detection.events[2];
  const EventIndex retaken = detection.events[3];
  const std::string waiter = trace.thread_name(detection.threads[0]);
  const std::string thief = trace.thread_name(trace.events[stolen].thread);
  const std::string condition = words::quoted(trace, detection.objects[0]);
  const std::string item = words::quoted(trace, detection.objects[1]);
  const std::string lock = words::quoted(trace, released_by(trace, wait));
  const Uncaught* failure = uncaught_of(trace, detection);
  words::begin(trace, detection,
               waiter + " is woken on " + condition + ", but " + thief + " changes " + item +
                   " first; " + waiter + " does not wait again and fails" +
                   (failure != nullptr ? ": " + exception_words(*failure) : "") + ".",
               finding);
  words::first(finding, trace.thread_name(trace.events[notify].thread) + " wakes " + waiter +
                            " by the notify of " + words::at(trace, notify) + ".");
  words::then(finding, words::deed(trace, stolen) + ", before " + waiter + " has " + lock +
                           " again at " + words::step(trace, retaken) + ".");
  const EventIndex before =
      acquired(trace, released_by(trace, wait), trace.events[stolen].thread, stolen);
  words::why(finding,
             "a notify reserves neither " + lock + " nor " + item + " for " + waiter +
                 ": it has to take the lock like any other thread, and " + thief +
                 (before == kNone ? std::string(" was faster.")
                                  : " took it first, at " + words::step(trace, before) + "."));
  words::fix(finding, "let the wait of " + words::spot(trace, wait) + " test " + item +
                          " again after each wakeup: `while` in place of `if`, or wait_for().");
}

}  // namespace

std::unique_ptr<Detector> stolen_wakeup(const Options&) { return std::make_unique<StolenWakeup>(); }

}  // namespace heddle::findings
