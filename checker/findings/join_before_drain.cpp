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

/// Threads: the feeder, who waits for it, and who waits for that one.
void JoinBeforeDrain::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (trace.ending != Ending::deadlock) return;
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto feeder = static_cast<ThreadId>(i);
    const OperationPart* part = blocked_with(trace, feeder, Role::feed);
    if (part == nullptr || missing(trace, *part) == 0) continue;
    for (const ThreadId waiter : joiners(trace, feeder)) {
      Detection detection;
      detection.kind = Kind::join_before_drain;
      detection.symptom = Kind::deadlock;
      detection.threads = {feeder, waiter};
      for (const ThreadId joiner : joiners(trace, waiter)) detection.threads.push_back(joiner);
      detection.objects = {part->object};
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
  const ThreadId waiter = detection.threads[1];
  const OperationPart* part = blocker(trace, feeder);
  const std::string queue = words::quoted(trace, detection.objects[0]);
  const std::string process = trace.process_name(trace.threads[feeder].process);
  const std::string left = items(part != nullptr ? missing(trace, *part) : 0);
  const std::vector<ThreadId> joiners(detection.threads.begin() + 2, detection.threads.end());
  const std::string end = process + ", which cannot end before " + left + " that it put into " +
                          queue + " went through the pipe.";
  words::begin(trace, detection,
               joiners.empty() ? "nothing ends " + end
                               : words::threads(trace, joiners) + " waits for the end of " + end,
               finding);
  words::why(finding, trace.thread_name(feeder) + " has still to send " + left +
                          ", but the pipe of " + queue + " is full and nobody gets from it.");
  words::why(finding, trace.thread_name(waiter) + " waits for " + trace.thread_name(feeder) +
                          " to send everything.");
  for (const ThreadId joiner : joiners) {
    const Where& where = trace.threads[joiner].operation.where;
    words::why(finding, trace.thread_name(joiner) + " waits for the end of " + process +
                            words::place(where.file, where.line) + ".");
  }
  words::add_waits(trace, finding);
  words::fix(finding,
             "get everything that a process puts before joining it; cancel_join_thread() lets it "
             "end and loses what has not been sent.");
}

}  // namespace

std::unique_ptr<Detector> join_before_drain(const Options&) {
  return std::make_unique<JoinBeforeDrain>();
}

}  // namespace heddle::findings
