#include "heddle/primitives/multiprocessing/simple_queue.hpp"

#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing::detail {
namespace {

/// "jobs (read lock)"; the name lives for ever.
Name lock_name(Name queue, const char* lock) {
  if (queue == nullptr || *queue == '\0') return lock;
  return heddle::detail::kept(std::string(queue) + " (" + lock + ")")->c_str();
}

}  // namespace

AnySimpleQueue::AnySimpleQueue(Name name, const Context& context, Where where)
    : made_(context),
      pipe_(QueuePipeSpec::State(new_pipe(false)), name, where),
      read_lock_({}, lock_name(name, "read lock"), where),
      write_lock_({}, lock_name(name, "write lock"), where) {}

Result AnySimpleQueue::perform(const OperationPart& first, const OperationPart& second,
                               Where where) const {
  const OperationPart parts[] = {first, second};
  return execution().perform({parts, 2, Scheduling::visible, false, kForever, where});
}

void AnySimpleQueue::put_item(std::any item, std::int64_t bytes, const std::string& text,
                              Where where) const {
  Execution& run = execution();
  const std::int64_t capacity = run.options().pipe_capacity;
  const std::int64_t place = AnySimpleQueue::place(kWriter);
  const OperationPart send = pipe_.part(PipeSpec::kSend, place, PipeSpec::room(bytes, capacity));
  const OperationPart release = write_lock_.part(QueueLockSpec::kRelease);
  const bool large = bytes > capacity;
  write_lock_.perform(QueueLockSpec::kAcquire, 0, 0, kForever, where);
  const Result sent = large ? run.perform({&send, 1, Scheduling::visible, false, kForever, where})
                            : perform(send, release, where);
  if (run.leaving()) return;
  if (run.recording()) run.describe_value(text);
  std::int64_t problem = sent.value;
  if (problem >= 0) pipe_.payload().from[kWriter].push_back(std::move(item));
  if (large && problem >= 0) {
    problem = perform(pipe_.part(PipeSpec::kFinish, place, sent.tag), release, where).value;
  } else if (large) {
    write_lock_.perform(QueueLockSpec::kRelease, 0, 0, kForever, where);
  }
  if (run.leaving()) return;
  if (problem == PipeSpec::kNoHandle) throw_closed_handle();
  if (problem == PipeSpec::kBroken) throw BrokenPipeError();
}

std::any AnySimpleQueue::get_item(Where where) const {
  read_lock_.perform(QueueLockSpec::kAcquire, 0, 0, kForever, where);
  const Result got = perform(pipe_.part(PipeSpec::kReceive, place(kReader)),
                             read_lock_.part(QueueLockSpec::kRelease), where);
  if (execution().leaving()) return {};
  if (got.value == PipeSpec::kNoHandle) throw_closed_handle();
  if (got.value != PipeSpec::kMessage) throw EOFError();
  return pipe_.payload().take(kWriter);
}

bool AnySimpleQueue::empty(Where where) const {
  const Result seen = pipe_.perform(PipeSpec::kPoll, place(kReader), 0, 0, where);
  if (seen.value == PipeSpec::kNoHandle) throw_closed_handle();
  return seen.value % PipeSpec::kSheltered != 1;
}

void AnySimpleQueue::close(Where where) const {
  perform(pipe_.part(PipeSpec::kClose, place(kReader)),
          pipe_.part(PipeSpec::kClose, place(kWriter)), where);
}

void AnySimpleQueue::pickle_argument() const {
  const std::int64_t reader = place(kReader);
  if (pipe_.perform(PipeSpec::kIsClosed, reader).value == 1) throw_closed_handle();
}

void AnySimpleQueue::pass_to(Execution& run, ProcessId process) const {
  for (const End end : {kReader, kWriter}) {
    perform_along(object(), PipeSpec::kPass, place(end), process, Where{});
  }
  run.give_share(object(), process);
}

}  // namespace heddle::multiprocessing::detail
