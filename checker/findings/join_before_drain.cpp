// join-before-drain: a process is joined whose end waits for its feeder, a thread that has still to
// send what the process has put into a queue, and nobody takes anything out.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class JoinBeforeDrain final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::feed); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::join_before_drain; }
};

/// The blocked part of a thread, if it has that role.
const OperationPart* blocked_with(const Trace& trace, ThreadId thread, Role role) {
  const OperationPart* part = blocker(trace, thread);
  const bool has = part != nullptr && trace.spec(part->object).role(part->action.kind) == role;
  return has ? part : nullptr;
}

/// The threads that wait for the end of `thread`.
std::vector<ThreadId> joiners(const Trace& trace, ThreadId thread) {
  std::vector<ThreadId> found;
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const OperationPart* part = blocked_with(trace, static_cast<ThreadId>(i), Role::join);
    if (part != nullptr && holders(trace, *part).contains(thread)) {
      found.push_back(static_cast<ThreadId>(i));
    }
  }
  return found;
}

/// The event by which the process put the first of its last `count` items; kNone if it is unknown.
EventIndex put_of(const Trace& trace, ObjectId queue, ProcessId process, std::int64_t count) {
  EventIndex found = kNone;
  for (std::uint32_t p = trace.objects[queue].last; count > 0 && p != kNone;
       p = trace.parts[p].previous) {
    const Part& part = trace.parts[p];
    const bool own = trace.threads[part.label.thread].process == process;
    if (!own || trace.role(part.label) != Role::put || !part.label.wrote) continue;
    found = part.event;
    --count;
  }
  return found;
}

/// Threads: the feeder, who waits for it, and who waits for that one.
void JoinBeforeDrain::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::deadlock) return;
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto feeder = static_cast<ThreadId>(i);
    const OperationPart* part = blocked_with(trace, feeder, Role::feed);
    if (part == nullptr || missing(trace, *part) == 0) continue;
    const EventIndex put =
        put_of(trace, part->object, trace.threads[feeder].process, missing(trace, *part));
    for (const ThreadId waiter : joiners(trace, feeder)) {
      Detection detection;
      detection.kind = Kind::join_before_drain;
      detection.symptom = Kind::deadlock;
      detection.threads = {feeder, waiter};
      for (const ThreadId joiner : joiners(trace, waiter)) detection.threads.push_back(joiner);
      detection.objects = {part->object};
      if (put != kNone) detection.events = {put};
      out.push_back(std::move(detection));
    }
  }
}

std::string items(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " item" : " items");
}

void JoinBeforeDrain::explain(const Trace& trace, const Detection& detection,
                              Finding& finding) const {
  const ThreadId feeder = detection.threads[0];
  const OperationPart* part = blocker(trace, feeder);
  const std::string queue = words::quoted(trace, detection.objects[0]);
  const std::string process = trace.process_name(trace.threads[feeder].process);
  const std::int64_t count = part != nullptr ? missing(trace, *part) : 0;
  const std::vector<ThreadId> joiners(detection.threads.begin() + 2, detection.threads.end());
  const std::string end = process + ", which cannot end before " + items(count) +
                          " that it put into " + queue + (count == 1 ? " is" : " are") +
                          " sent through the pipe.";
  words::begin(trace, detection,
               joiners.empty() ? "nothing ends " + end
                               : words::threads(trace, joiners) + " waits for the end of " + end,
               finding);
  if (!detection.events.empty()) {
    words::first(finding, words::deed(trace, detection.events[0]) + ".");
  }
  std::string before = process + " ends.";
  for (const ThreadId joiner : joiners) {
    const Where& where = trace.threads[joiner].operation.where;
    words::then(finding, trace.thread_name(joiner) + " joins " + process + " at " +
                             words::stuck_at(trace, joiner) + ", before anybody has got " +
                             (count == 1 ? "that item." : "those items."));
    before = trace.thread_name(joiner) + " joins " + process;
    before += words::place(where.file, where.line) + ".";
  }
  words::why(finding, "the pipe of " + queue + " is full, and " + trace.thread_name(feeder) +
                          ", which sends what was put, waits until somebody gets from it; " +
                          process + " ends only after that thread.");
  words::add_waits(trace, finding);
  words::fix(finding, "get everything from " + queue + " before " + before);
}

}  // namespace

std::unique_ptr<Detector> join_before_drain(const Options&) {
  return std::make_unique<JoinBeforeDrain>();
}

}  // namespace heddle::findings
