#include "heddle/primitives/multiprocessing/connection.hpp"

namespace heddle::multiprocessing {

std::any detail::Messages::take(int end) {
  std::deque<std::any>& messages = from[static_cast<std::size_t>(end)];
  if (messages.empty()) return {};  // only where the execution is being left
  std::any first = std::move(messages.front());
  messages.pop_front();
  return first;
}

PipeSpec::State detail::new_pipe(bool duplex) {
  PipeSpec::State state;
  state.duplex = duplex;
  for (ThreadSet& open : state.open) open.insert(Execution::process());
  return state;
}

void detail::throw_closed_handle() { throw OSError("handle is closed", Category::misuse); }

void detail::perform_along(ObjectId object, int kind, std::int64_t a, std::int64_t b, Where where) {
  Execution& run = running_execution();
  const OperationPart part{object, {static_cast<std::uint8_t>(kind), 0, false, a, b}};
  Operation operation{&part, 1, Scheduling::invisible, false, kForever, where};
  operation.atomic = true;
  run.perform(operation);
}

/// What the end is for: Python looks first at whether it is closed.
void detail::AnyConnection::require(bool allowed, const char* otherwise, Where where) const {
  if (allowed || handle_.execution().leaving()) return;
  if (closed(where)) throw_closed_handle();
  throw OSError(otherwise, Category::misuse);
}

bool detail::AnyConnection::send_message(std::any message, std::int64_t bytes,
                                         const std::string& text, Where where) const {
  require(writable(), "connection is read-only", where);
  Execution& run = handle_.execution();
  const std::int64_t capacity = run.options().pipe_capacity;
  const Result sent =
      handle_.perform(PipeSpec::kSend, place(), PipeSpec::room(bytes, capacity), kForever, where);
  if (run.leaving()) return false;
  if (run.recording()) run.describe_value(text);
  if (sent.value == PipeSpec::kNoHandle) throw_closed_handle();
  if (sent.value == PipeSpec::kBroken) throw BrokenPipeError();
  handle_.payload().from[static_cast<std::size_t>(end_)].push_back(std::move(message));
  if (bytes <= capacity) return true;
  if (handle_.perform(PipeSpec::kFinish, place(), sent.tag, kForever, where).value != 0) {
    if (!run.leaving()) throw BrokenPipeError();
  }
  return true;
}

std::any detail::AnyConnection::receive_message(Where where) const {
  require(readable(), "connection is write-only", where);
  const Result got = handle_.perform(PipeSpec::kReceive, place(), 0, kForever, where);
  if (handle_.execution().leaving()) return {};
  switch (got.value) {
    case PipeSpec::kMessage: return handle_.payload().take(1 - end_);
    case PipeSpec::kEndOfFile: throw EOFError();
    case PipeSpec::kReset: throw ConnectionResetError();
    default: throw_closed_handle();
  }
}

bool detail::AnyConnection::poll(OptionalTimeout timeout, Where where) const {
  require(readable(), "connection is write-only", where);
  const Timeout limit = threading::wait_timeout(timeout);
  const Result seen = handle_.perform(PipeSpec::kPoll, place(), 0, limit, where);
  if (seen.value == PipeSpec::kNoHandle) throw_closed_handle();
  return seen.value % PipeSpec::kSheltered == 1;
}

void detail::AnyConnection::close(Where where) const {
  handle_.perform(PipeSpec::kClose, place(), 0, kForever, where);
}

bool detail::AnyConnection::closed(Where where) const {
  return handle_.perform(PipeSpec::kIsClosed, place(), 0, kForever, where).value == 1;
}

void detail::AnyConnection::pickle_argument() const {
  if (closed()) throw_closed_handle();
}

void detail::AnyConnection::pass_to(Execution& run, ProcessId process) const {
  perform_along(object(), PipeSpec::kPass, place(), process, Where{});
  run.give_share(object(), process);
}

void detail::AnyConnection::lend(Where where) const {
  perform_along(object(), PipeSpec::kLend, place(), 0, where);
}

void detail::AnyConnection::adopt(Where where) const {
  perform_along(object(), PipeSpec::kAdopt, place(), 0, where);
  handle_.execution().take_share(object());
}

OperationPart Waitable::part() const {
  if (end_ == kProcess) return {object_, {ProcessSpec::kJoin, 0, false, 0, 0}};
  const std::int64_t place = PipeSpec::place(end_, Execution::process(), duplex_);
  return {object_, {PipeSpec::kPoll, 0, false, place, 0}};
}

std::vector<Waitable> wait(const std::vector<Waitable>& objects, OptionalTimeout timeout,
                           Where where) {
  Execution& run = running_execution();
  std::vector<OperationPart> parts;
  for (const Waitable& object : objects) {
    if (object.end_ == Waitable::kProcess) run.observe_object(object.object_);
    parts.push_back(object.part());
  }
  const auto count = static_cast<std::uint8_t>(parts.size());
  Operation operation{
      parts.data(), count, Scheduling::visible, false, threading::wait_timeout(timeout), where};
  operation.any = count;
  run.perform(operation);
  std::vector<Waitable> ready;
  if (run.leaving()) return ready;
  for (int i = 0; i < count; ++i) {
    const Label& label = run.last_label(i);
    const Waitable& object = objects[static_cast<std::size_t>(i)];
    if (object.end_ != Waitable::kProcess && label.result == PipeSpec::kNoHandle) {
      detail::throw_closed_handle();
    }
    if (!label.expired) ready.push_back(object);
  }
  return ready;
}

}  // namespace heddle::multiprocessing
