// task-done-missing: somebody joins a queue and waits for ever, because not every item that was put
// has been reported done.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class TaskDoneMissing final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::settle); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::task_done_missing; }
};

void TaskDoneMissing::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::deadlock) return;
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    const OperationPart* part = blocker(trace, thread);
    if (part == nullptr || trace.spec(part->object).role(part->action.kind) != Role::settle) {
      continue;
    }
    Detection detection;
    detection.kind = Kind::task_done_missing;
    detection.symptom = Kind::deadlock;
    detection.threads = {thread};
    detection.objects = {part->object};
    out.push_back(std::move(detection));
  }
}

/// The events by which items of the queue were dropped, in order.
std::vector<EventIndex> drops(const Trace& trace, ObjectId queue) {
  std::vector<EventIndex> found;
  for (std::uint32_t p = trace.objects[queue].last; p != kNone; p = trace.parts[p].previous) {
    if (trace.role(trace.parts[p].label) == Role::drop) {
      found.insert(found.begin(), trace.parts[p].event);
    }
  }
  return found;
}

void TaskDoneMissing::explain(const Trace& trace, const Detection& detection,
                              Finding& finding) const {
  const ThreadId thread = detection.threads[0];
  const ObjectId object = detection.objects[0];
  const std::string queue = words::quoted(trace, object);
  const OperationPart* part = blocker(trace, thread);
  const std::int64_t count = part != nullptr ? missing(trace, *part) : 0;
  const std::string calls = std::to_string(count) + (count == 1 ? " call" : " calls");
  const Where& where = trace.threads[thread].operation.where;
  words::begin(trace, detection,
               trace.thread_name(thread) + " joins " + queue + " for ever: " + calls +
                   " of task_done " + (count == 1 ? "is" : "are") + " missing.",
               finding);
  words::why(finding, trace.thread_name(thread) + " waits until every item that was put into " +
                          queue + " has been reported done" + words::place(where.file, where.line) +
                          "; there is no thread left that could call task_done.");
  for (const EventIndex drop : drops(trace, object)) {
    words::why(finding, "an item was dropped in " + words::at(trace, drop) +
                            ", since it cannot be pickled: nobody gets it, and nobody calls "
                            "task_done for it.");
  }
  words::add_waits(trace, finding);
  words::fix(finding,
             "call task_done once for every item that was got, also where dealing with it failed "
             "(in a finally block).");
}

}  // namespace

std::unique_ptr<Detector> task_done_missing(const Options&) {
  return std::make_unique<TaskDoneMissing>();
}

}  // namespace heddle::findings
