// deadlock: no thread can go on and a non-daemon one has not ended; or a cycle of waits that only
// the holders could end, whatever the other threads still did (semantics, section 4).
//
// The waits-for graph has an edge from a blocked thread to every holder of what it waits for, as
// the object's specification names them. Timed waits have none: they can always end.
#include <algorithm>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

struct Wait {
  ThreadId thread = kNoThread;
  const OperationPart* part = nullptr;  ///< what it is blocked by
  ThreadSet holders;                    ///< of that, those that have not ended
};

/// Whether the thread could give the object back: a process's own copy is out of reach of others.
bool reaches(const Trace& trace, ThreadId thread, ObjectId object) {
  const ObjectRecord& record = trace.objects[object];
  return record.original == kNoObject || trace.threads[thread].process == record.creator;
}

/// The waits of an execution's end, by thread.
class WaitsFor {
 public:
  /// `owned_only`: leaves out what others than the holder could give back.
  WaitsFor(const Trace& trace, bool owned_only) {
    for (std::size_t i = 0; i < trace.threads.size(); ++i) {
      const auto thread = static_cast<ThreadId>(i);
      const OperationPart* part = blocker(trace, thread);
      if (part == nullptr || idles(trace, thread) || trace.gone(thread)) continue;
      if (owned_only && !trace.spec(part->object).owned) continue;
      Wait wait{thread, part, {}};
      for (const ThreadId holder : holders(trace, *part)) {
        const bool gone = trace.threads[holder].finished || trace.gone(holder);
        if (!gone && reaches(trace, holder, part->object)) wait.holders.insert(holder);
      }
      // Of a share in a pipe its own process is to blame only where nobody else has one.
      const bool shared = !trace.spec(part->object).hold(part->action, "").empty();
      if (shared && wait.holders.size() > 1) wait.holders.erase(trace.threads[i].process);
      waits_.push_back(wait);
    }
  }
  [[nodiscard]] const std::vector<Wait>& all() const { return waits_; }
  [[nodiscard]] const Wait* of(ThreadId thread) const {
    for (const Wait& wait : waits_) {
      if (wait.thread == thread) return &wait;
    }
    return nullptr;
  }
  /// Disjoint cycles: each begins with its smallest thread, every one waits for the next.
  [[nodiscard]] std::vector<std::vector<ThreadId>> cycles() const {
    std::vector<std::vector<ThreadId>> found;
    ThreadSet used;
    for (const Wait& wait : waits_) {
      if (used.contains(wait.thread)) continue;
      std::vector<ThreadId> path{wait.thread};
      ThreadSet visited = used;
      visited.insert(wait.thread);
      if (!closes(path, visited)) continue;
      for (const ThreadId thread : path) used.insert(thread);
      found.push_back(std::move(path));
    }
    return found;
  }

 private:
  /// Extends `path` to a cycle through its first thread.
  bool closes(std::vector<ThreadId>& path, ThreadSet& visited) const {
    const Wait* wait = of(path.back());
    if (wait == nullptr) return false;
    if (wait->holders.contains(path.front())) return true;
    for (const ThreadId holder : wait->holders) {
      if (visited.contains(holder)) continue;
      visited.insert(holder);
      path.push_back(holder);
      if (closes(path, visited)) return true;
      path.pop_back();
    }
    return false;
  }

  std::vector<Wait> waits_;
};

class Deadlock final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::deadlock; }
};

/// The events are in the order of the cycle, not of the schedule: every way into it is one finding.
Detection cycle_detection(const Trace& trace, const WaitsFor& graph,
                          const std::vector<ThreadId>& cycle) {
  Detection detection;
  detection.kind = Kind::deadlock;
  detection.threads = cycle;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const ObjectId object = graph.of(cycle[i])->part->object;
    detection.objects.push_back(object);
    const EventIndex taken = acquired(trace, object, cycle[(i + 1) % cycle.size()], kNone);
    if (taken != kNone) detection.events.push_back(taken);
  }
  return detection;
}

/// Without a cycle: all those that wait for nobody in particular, or for one that has ended. The
/// others wait for these.
Detection stuck_detection(const WaitsFor& graph, const Trace& trace) {
  Detection detection;
  detection.kind = Kind::deadlock;
  for (const bool daemons : {false, true}) {
    if (!detection.threads.empty()) break;
    for (const Wait& wait : graph.all()) {
      if (!wait.holders.empty() || trace.threads[wait.thread].daemon != daemons) continue;
      detection.threads.push_back(wait.thread);
      if (std::find(detection.objects.begin(), detection.objects.end(), wait.part->object) ==
          detection.objects.end()) {
        detection.objects.push_back(wait.part->object);
      }
    }
  }
  return detection;
}

void Deadlock::conclude(const Trace& trace, std::vector<Detection>& out) {
  const bool global = trace.ending == Ending::deadlock;
  if (!global && trace.left.empty()) return;
  const WaitsFor graph(trace, !global);
  const auto cycles = graph.cycles();
  for (const auto& cycle : cycles) out.push_back(cycle_detection(trace, graph, cycle));
  if (global && cycles.empty()) out.push_back(stuck_detection(graph, trace));
}

/// A cycle through locks alone: who took what, in the order of time, and wants what in vain.
bool explain_locks(const Trace& trace, const WaitsFor& graph, const Detection& detection,
                   Finding& finding) {
  const std::vector<ThreadId>& cycle = detection.threads;
  std::vector<std::pair<EventIndex, const Wait*>> taken;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Wait& wait = *graph.of(cycle[i]);
    const ThreadId next = cycle[(i + 1) % cycle.size()];
    const EventIndex event = acquired(trace, wait.part->object, next, kNone);
    const Role role = trace.spec(wait.part->object).role(wait.part->action.kind);
    if (role != Role::acquire || event == kNone) return false;
    taken.emplace_back(event, graph.of(next));
  }
  std::sort(taken.begin(), taken.end());
  std::vector<ObjectId> locks = detection.objects;
  std::sort(locks.begin(), locks.end());
  std::vector<std::string> names;
  for (const ObjectId lock : locks) names.push_back(words::quoted(trace, lock));
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const auto& [event, wait] = taken[i];
    const std::string wish = words::quoted(trace, wait->part->object);
    const std::string text = words::deed(trace, event) + ", and keeps it while it wants " + wish +
                             words::wanted_at(trace, wait->thread) + ".";
    i == 0 ? words::first(finding, text) : words::then(finding, text);
  }
  if (cycle.size() == 1) {
    words::why(finding, "only its owner would release " + names[0] + ", and that is who waits.");
    words::add_waits(trace, finding);
    words::fix(finding, "do not take " + names[0] +
                            " where it is held already; an RLock its owner may take again.");
    return true;
  }
  const std::string who = cycle.size() == 2 ? trace.thread_name(taken[1].second->thread) : "others";
  words::why(finding, words::threads(trace, cycle) +
                          " take these locks in different orders, and nothing keeps " + who +
                          " from running between the two acquires of " +
                          trace.thread_name(taken[0].second->thread) + ".");
  words::add_waits(trace, finding);
  std::string order;
  for (const std::string& name : names) order += (order.empty() ? "" : ", then ") + name;
  words::fix(finding, "take the locks in the same order everywhere, for instance " + order + ".");
  return true;
}

void explain_cycle(const Trace& trace, const WaitsFor& graph, const Detection& detection,
                   Finding& finding) {
  if (explain_locks(trace, graph, detection, finding)) return;
  const std::vector<ThreadId>& cycle = detection.threads;
  bool joins = false;
  bool pipes = false;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Wait& wait = *graph.of(cycle[i]);
    const ThreadId next = cycle[(i + 1) % cycle.size()];
    joins |= trace.spec(wait.part->object).role(wait.part->action.kind) == Role::join;
    words::why(finding, words::wait_for(trace, wait.thread, *wait.part, next));
    const Role role = trace.spec(wait.part->object).role(wait.part->action.kind);
    if (words::share(trace, *wait.part, next).empty()) continue;
    pipes |= role == Role::receive || role == Role::send;
    if (role != Role::receive) continue;
    for (const ThreadId other : holders(trace, *wait.part)) {
      if (other != next && !trace.threads[other].finished)
        words::why(finding, words::share(trace, *wait.part, other) + ".");
    }
  }
  words::add_waits(trace, finding);
  if (pipes) {
    words::fix(finding,
               "close in every process the ends that it does not use, right after it was started, "
               "and see that each message that is sent is received.");
  } else if (joins) {
    words::fix(finding,
               "join a thread only where that thread needs nothing more from the one that "
               "joins it: release locks before join().");
  } else {
    words::fix(finding, "take the locks in the same order everywhere.");
  }
}

/// A thread that waits for nobody in particular, or for what an ended thread has kept.
void explain_stuck(const Trace& trace, const Wait& wait, Finding& finding) {
  const ThreadSet owners = holders(trace, *wait.part);
  for (const ThreadId owner : owners) {
    words::why(finding, words::wait_for(trace, wait.thread, *wait.part, owner));
  }
  if (!owners.empty()) return;
  const bool waits = waits_for_wake(trace, *wait.part);
  const std::string wish = waits ? " waits for a " + words::wake(trace, wait.part->object) +
                                       " of " + words::quoted(trace, wait.part->object)
                                 : " wants to " + trace.describe_pending(wait.thread);
  words::why(finding, trace.thread_name(wait.thread) + wish + words::wanted_at(trace, wait.thread) +
                          ", and no thread is left that could " +
                          (waits ? "do it." : "make that possible."));
}

std::string message(const Trace& trace, const WaitsFor& graph, const Detection& detection,
                    bool cycle) {
  const std::string who = words::threads(trace, detection.threads);
  const bool one = detection.threads.size() == 1;
  if (cycle && !one) return who + " wait for each other for ever.";
  const Wait* first = detection.threads.empty() ? nullptr : graph.of(detection.threads[0]);
  if (first == nullptr) return "the program can not go on.";
  const std::string name = words::quoted(trace, first->part->object);
  if (cycle) {
    const std::string held = words::share(trace, *first->part, first->thread);
    if (!held.empty()) return who + " waits for ever: " + held + ".";
    return who + " waits for ever for " + name + ", which it holds itself.";
  }
  if (!one) return who + " wait for ever: no thread is left that could let them go on.";
  for (const ThreadId owner : holders(trace, *first->part)) {
    const std::string held = words::share(trace, *first->part, owner);
    if (!held.empty()) return who + " waits for ever: " + held + ".";
    return who + " waits for ever for " + name + ": " + trace.thread_name(owner) +
           " ended without releasing it.";
  }
  return who + " waits for ever for " + name + ": no thread is left that could let it go on.";
}

void Deadlock::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const bool global = trace.ending == Ending::deadlock;
  const WaitsFor graph(trace, !global);
  const auto cycles = graph.cycles();
  const bool cycle = std::find(cycles.begin(), cycles.end(), detection.threads) != cycles.end();
  words::begin(trace, detection, message(trace, graph, detection, cycle), finding);
  if (cycle) {
    explain_cycle(trace, graph, detection, finding);
  } else {
    for (const ThreadId thread : detection.threads) {
      if (const Wait* wait = graph.of(thread)) explain_stuck(trace, *wait, finding);
    }
    words::add_waits(trace, finding);
    words::fix(finding,
               "see that every wait is matched by a release, a notify or a put that comes "
               "whatever the order of the threads, also on the way out of an exception.");
  }
  if (cycle && !global) {
    words::remark(finding, "other threads could still run: only those of the cycle are stuck.");
  }
}

}  // namespace

std::unique_ptr<Detector> deadlock(const Options&) { return std::make_unique<Deadlock>(); }

}  // namespace heddle::findings
