// lost-wakeup: at the end a thread waits for ever, and the wakeup that was meant for it is gone
// (semantics, section 4; algorithms, section 5):
//
// (a) a notify, or a set that a clear took back, reached nobody, and only scheduling, or the order
//     of critical sections, put it before the wait, and the thread did not test again after it;
// (b) a notify woke another thread, which changed nothing and waited again without notifying.
//
// A thread that would wait again because all it tested is still as it saw it has lost nothing.
#include <algorithm>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class LostWakeup final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::lost_wakeup; }
};

/// The object's parts with a role, latest first, that come before the part `before` (kNone: all).
std::vector<std::uint32_t> parts_before(const Trace& trace, ObjectId object, Role role,
                                        std::uint32_t before) {
  std::vector<std::uint32_t> parts;
  for (std::uint32_t p = trace.objects[object].last; p != kNone; p = trace.parts[p].previous) {
    if (p < before && trace.role(trace.parts[p].label) == role) parts.push_back(p);
  }
  return parts;
}

/// Whether a set was taken back before `wait` without anybody having seen it: the next change is a
/// clear, and no wait or look (an event without effect whose result is not 0) between the two found
/// it set.
bool unseen_pulse(const Trace& trace, std::uint32_t set, std::uint32_t wait) {
  if (!trace.parts[set].label.wrote) return false;
  bool unseen = false;
  for (std::uint32_t p = trace.parts[wait].previous; p != kNone && p > set;
       p = trace.parts[p].previous) {
    const Label& label = trace.parts[p].label;
    const Role role = trace.role(label);
    if (role == Role::clear && label.wrote) {
      unseen = true;
    } else if (!label.wrote && label.result != 0 && role != Role::notify) {
      unseen = false;  // seen, unless a clear lies before this look
    }
  }
  return unseen;
}

/// The first thing that a test before `waiting` counts from: when it took the lock that it gives
/// back, or, where there is none, the wakeup itself.
EventIndex tests_from(const Trace& trace, const Waiting& waiting, EventIndex wakeup) {
  if (waiting.lock == kNoObject) return wakeup;
  const EventIndex taken = acquired(trace, waiting.lock, waiting.thread, waiting.event);
  return taken != kNone ? taken : wakeup;
}

/// Whether what the thread tested before it waited no longer holds, or it tested nothing.
bool would_go_on(const Trace& trace, const std::vector<std::uint32_t>& tests) {
  return tests.empty() || std::any_of(tests.begin(), tests.end(),
                                      [&](std::uint32_t read) { return outdated(trace, read); });
}

/// (a): the latest wakeup that nobody heard and that could as well have come after the wait.
EventIndex unheard_wakeup(const Trace& trace, const Waiting& waiting) {
  const std::uint32_t wait = part_with(trace, waiting.event, Role::enqueue);
  const bool pulse = is_pulse(trace.spec(waiting.object));
  for (const std::uint32_t p : parts_before(trace, waiting.object, Role::notify, wait)) {
    const Part& notify = trace.parts[p];
    if (notify.label.result != 0 || (pulse && !unseen_pulse(trace, p, wait))) continue;
    const auto tests =
        reads_between(trace, tests_from(trace, waiting, notify.event), waiting.event);
    if (!trace.ordered(notify.event, waiting.event)) {
      if (would_go_on(trace, tests)) return notify.event;
    } else if (tests.empty() && !ordered_without_locks(trace, notify.event, waiting.event)) {
      return notify.event;
    }
  }
  return kNone;
}

/// How a thread that a notify woke went on: it waited again (an event) having neither notified nor
/// changed anything, or kNone.
EventIndex waited_again(const Trace& trace, ThreadId thread, const Part& notify) {
  EventIndex again = kNone;
  for (EventIndex e = trace.threads[thread].last; e != kNone && e > notify.event;
       e = trace.events[e].previous) {
    bool waits = false;
    bool acts = false;
    for (const Part& part : trace.parts_of(e)) {
      const Role role = trace.role(part.label);
      waits |= role == Role::enqueue && part.label.object == notify.label.object;
      acts |= role == Role::notify ||
              ((role == Role::write || role == Role::update) && part.label.wrote);
    }
    if (waits) {
      again = e;
    } else if (acts && again != kNone) {
      again = kNone;  // whatever it did next, it used this wakeup
    }
  }
  return again;
}

/// (b): the latest notify that woke a thread in vain while this one waited, and that thread's wait.
std::pair<EventIndex, EventIndex> stray_wakeup(const Trace& trace, const Waiting& waiting) {
  const std::uint32_t wait = part_with(trace, waiting.event, Role::enqueue);
  if (!would_go_on(
          trace, reads_between(trace, tests_from(trace, waiting, waiting.event), waiting.event))) {
    return {kNone, kNone};
  }
  for (const std::uint32_t p : parts_before(trace, waiting.object, Role::notify, kNone)) {
    if (p < wait) break;
    for (const ThreadId thread : woken(trace, p)) {
      const EventIndex again = waited_again(trace, thread, trace.parts[p]);
      if (again != kNone) return {trace.parts[p].event, again};
    }
  }
  return {kNone, kNone};
}

void LostWakeup::conclude(const Trace& trace, std::vector<Detection>& out) {
  for (const Waiting& waiting : waiting_for_ever(trace)) {
    Detection detection;
    detection.kind = Kind::lost_wakeup;
    if (trace.ending == Ending::deadlock) detection.symptom = Kind::deadlock;
    detection.threads = {waiting.thread};
    detection.objects = {waiting.object};
    if (const EventIndex wakeup = unheard_wakeup(trace, waiting); wakeup != kNone) {
      detection.events = {wakeup, waiting.event};
    } else if (const auto [notify, again] = stray_wakeup(trace, waiting); notify != kNone) {
      detection.events = {waiting.event, notify, again};
      if (trace.events[again].thread != waiting.thread) {
        detection.threads.push_back(trace.events[again].thread);
      }
    } else {
      continue;
    }
    out.push_back(std::move(detection));
  }
}

/// The thread's last read before it waited, or kNone.
EventIndex last_test(const Trace& trace, EventIndex wait) {
  for (EventIndex e = trace.events[wait].previous; e != kNone; e = trace.events[e].previous) {
    if (part_with(trace, e, Role::read) != kNone) return e;
    if (part_with(trace, e, Role::enqueue) != kNone) return kNone;
  }
  return kNone;
}

/// Whether the lock was given back between the test and the wait.
bool apart(const Trace& trace, EventIndex wait, EventIndex test) {
  const ObjectId lock = released_by(trace, wait);
  if (lock == kNoObject) return false;
  const EventIndex taken = acquired(trace, lock, trace.events[wait].thread, wait);
  return taken != kNone && taken > test;
}

/// Why a wakeup could come before the wait that it was for.
std::string missed(const Trace& trace, EventIndex wakeup, EventIndex wait, EventIndex test) {
  const std::string waiter = trace.thread_name(trace.events[wait].thread);
  const std::string other = trace.thread_name(trace.events[wakeup].thread);
  if (test == kNone) {
    return waiter + " tests nothing before it waits, and nothing makes " + other +
           " wait for it to begin.";
  }
  if (test > wakeup) {
    return "what " + waiter + " tested at " + words::at(trace, test) + " changed after the test.";
  }
  std::string text = waiter + " tests at " + words::at(trace, test) + " whether to wait";
  if (!apart(trace, wait, test)) {
    return text + ", and nothing keeps " + other + " from coming between the test and the wait.";
  }
  return text + ", and releases " + words::quoted(trace, released_by(trace, wait)) +
         " before it waits; " + other + " can come between.";
}

void explain_unheard(const Trace& trace, const Detection& detection, Finding& finding) {
  const EventIndex wakeup = detection.events[0];
  const EventIndex wait = detection.events[1];
  const std::string wake = words::wake(trace, detection.objects[0]);
  const std::string name = words::quoted(trace, detection.objects[0]);
  const std::string waiter = trace.thread_name(detection.threads[0]);
  words::begin(trace, detection,
               waiter + " waits on " + name + " for ever: its " + wake + " came before the wait.",
               finding);
  words::first(finding, words::deed(trace, wakeup) + ".");
  words::then(finding, waiter + " begins to wait at " + words::at(trace, wait) + ".");
  const ObjectId lock = released_by(trace, wait);
  const EventIndex test = last_test(trace, wait);
  words::why(finding, missed(trace, wakeup, wait, test) +
                          (is_pulse(trace.spec(detection.objects[0]))
                               ? " By then the set had been cleared again."
                               : " A notify that meets no waiter is not remembered."));
  words::add_waits(trace, finding);
  if (lock == kNoObject) {
    words::fix(finding, "do not " + wake +
                            " and take it back at once: leave it set until the "
                            "waiter has seen it, or count the wakeups with a semaphore.");
  } else if (test != kNone && apart(trace, wait, test)) {
    words::fix(finding, "keep " + words::quoted(trace, lock) + " from the test (" +
                            words::spot(trace, test) + ") until the wait (" +
                            words::spot(trace, wait) + "): wait_for() does both in one.");
  } else {
    words::fix(finding, "hold " + words::quoted(trace, lock) + " while you change what " + waiter +
                            " waits for and " + wake + ", and test it right before the wait (" +
                            words::spot(trace, wait) + "), under the same lock: wait_for().");
  }
}

void explain_stray(const Trace& trace, const Detection& detection, Finding& finding) {
  const auto [wait, notify, again] =
      std::tuple(detection.events[0], detection.events[1], detection.events[2]);
  const std::string name = words::quoted(trace, detection.objects[0]);
  const std::string other = trace.thread_name(trace.events[again].thread);
  const std::string waiter = trace.thread_name(detection.threads[0]);
  words::begin(trace, detection,
               waiter + " waits on " + name + " for ever: the notify meant for it woke " + other +
                   ", which waited again.",
               finding);
  words::first(finding, waiter + " begins to wait at " + words::at(trace, wait) + ".");
  words::then(finding, trace.thread_name(trace.events[notify].thread) + " wakes " + other +
                           " by the notify of " + words::at(trace, notify) + ".");
  words::then(finding, other + " waits again at " + words::at(trace, again) +
                           "; it has changed nothing and notified nobody.");
  words::why(finding, "a notify wakes any one of the threads that wait on " + name +
                          ", also one that waits for something else.");
  words::add_waits(trace, finding);
  words::fix(finding, "call notify_all on " + name + " (" + words::spot(trace, notify) +
                          "), or give each thing that is waited for a condition of its own.");
}

void LostWakeup::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  if (detection.events.size() == 2) {
    explain_unheard(trace, detection, finding);
  } else {
    explain_stray(trace, detection, finding);
  }
}

}  // namespace

std::unique_ptr<Detector> lost_wakeup(const Options&) { return std::make_unique<LostWakeup>(); }

}  // namespace heddle::findings
