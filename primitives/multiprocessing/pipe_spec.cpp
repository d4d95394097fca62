#include "heddle/primitives/multiprocessing/pipe_spec.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

// ---- the window ---------------------------------------------------------------------------------

void PipeWindow::add(std::int64_t room) {
  append(static_cast<std::uint32_t>(room & PipeSpec::kMostBytes));
  while (bytes_ > room >> 32) drop_first();
}

void PipeWindow::append(std::uint32_t bytes) {
  bytes_ += bytes;
  if (used_ > 0) {
    Entry& last = entries_[used_ - 1];
    if (std::uint64_t{bytes} * last.count == last.bytes) {
      ++last.count;
      last.bytes += bytes;
      return;
    }
  }
  if (used_ == entries_.size()) {
    entries_[0].count += entries_[1].count;
    entries_[0].bytes += entries_[1].bytes;
    std::move(entries_.begin() + 2, entries_.end(), entries_.begin() + 1);
    --used_;
  }
  entries_[used_++] = {1, bytes};
}

void PipeWindow::drop_first() {
  Entry& first = entries_[0];
  const std::uint32_t bytes = first.bytes / first.count;
  first.bytes -= bytes;
  bytes_ -= bytes;
  ++before_;
  if (--first.count > 0) return;
  std::move(entries_.begin() + 1, entries_.end(), entries_.begin());
  entries_[--used_] = {};
}

// ---- the pipe -----------------------------------------------------------------------------------

namespace {

using Spec = PipeSpec;

/// How many messages must have been received before one of that size can be sent.
std::uint32_t needed(const Spec::State& state, int end, std::int64_t room) {
  PipeWindow window = state.from[end].window;
  window.add(room);
  return window.before();
}

bool readable(const Spec::State& state, int end) {
  const Spec::Direction& direction = state.from[1 - end];
  return direction.sent > direction.received || state.gone(1 - end);
}

Effect receive(Spec::State& state, int end) {
  Spec::Direction& direction = state.from[1 - end];
  if (direction.sent > direction.received) return {Spec::kMessage, ++direction.received};
  const Spec::Direction& other = state.from[end];
  const bool unread = state.duplex && other.sent > other.received;
  return {unread ? Spec::kReset : Spec::kEndOfFile};
}

std::int64_t close(Spec::State& state, int ends, ProcessId process) {
  std::int64_t closed = 0;
  for (int end = 0; end < 2; ++end) {
    if ((ends >> end & 1) == 0 || !state.open[end].contains(process)) continue;
    state.open[end].erase(process);
    closed |= 1 << end;
  }
  return closed;
}

}  // namespace

int PipeSpec::alternatives(const State& state, const Action& action) {
  if (action.kind > kPoll) return 1;
  const int end = end_of(action.a);
  const bool handle = state.open[end].contains(process_of(action.a));
  switch (action.kind) {
    case kSend:
      return !handle || state.gone(1 - end) ||
             needed(state, end, action.b) <= state.from[end].received;
    case kFinish: return state.gone(1 - end) || state.from[end].received >= action.b;
    default: return !handle || action.may_expire || readable(state, end);
  }
}

Effect PipeSpec::apply(State& state, const Action& action, unsigned) {
  const int end = end_of(action.a);
  const ProcessId process = process_of(action.a);
  switch (action.kind) {
    case kEnds: return {close(state, 3, static_cast<ProcessId>(action.a))};
    case kFork:
      for (ThreadSet& open : state.open) {
        if (open.contains(static_cast<ThreadId>(action.a)))
          open.insert(static_cast<ThreadId>(action.b));
      }
      return {};
    case kClose: return {close(state, 1 << end, process)};
    case kFinish: return {state.from[end].received >= action.b ? 0 : kBroken};
    case kAdopt:
      --state.lent[end];
      state.open[end].insert(process);
      return {};
    default: break;
  }
  const bool handle = state.open[end].contains(process);
  if (action.is(kIsClosed)) return {handle ? 0 : 1};
  if (!handle) return {kNoHandle};
  const std::int64_t shelter = state.open[1 - end].contains(process) ? kSheltered : 0;
  switch (action.kind) {
    case kSend: {
      if (state.gone(1 - end)) return {kBroken};
      Direction& direction = state.from[end];
      direction.window.add(action.b);
      return {direction.window.before() + shelter, ++direction.sent};
    }
    case kReceive: return receive(state, end);
    case kPoll: {
      const bool ready = readable(state, end);
      return {(ready ? 1 : 0) + shelter, 0, false, !ready};
    }
    case kPass: state.open[end].insert(static_cast<ThreadId>(action.b)); return {};
    default: ++state.lent[end]; return {};  // kLend
  }
}

// ---- dependence ---------------------------------------------------------------------------------

namespace {

bool closes(const Label& label) { return label.is(Spec::kClose) || label.is(Spec::kEnds); }
ProcessId closing_process(const Label& close) {
  return close.is(Spec::kEnds) ? static_cast<ProcessId>(close.a) : Spec::process_of(close.a);
}

/// A close that closed something, and any other event. It changes what its own process can do, and
/// perhaps, whether it was the last copy or not, what others can do at the other end. No two closes
/// of two processes change what the other does: the copies of a process are its own.
bool close_meets(const Label& close, const Label& other) {
  if (closes(other)) return closing_process(close) == closing_process(other);
  if (Spec::process_of(other.a) == closing_process(close)) return true;
  const int end = Spec::end_of(other.a);
  if ((close.result >> (1 - end) & 1) == 0) return false;
  switch (other.kind) {
    case Spec::kSend:
    case Spec::kPoll: return other.result != Spec::kNoHandle && other.result < Spec::kSheltered;
    case Spec::kFinish: return other.result == Spec::kBroken;
    case Spec::kReceive: return other.result == Spec::kEndOfFile || other.result == Spec::kReset;
    default: return false;
  }
}

/// Messages go at an end and come out at the other.
int direction(const Label& label) {
  const int end = Spec::end_of(label.a);
  return label.is(Spec::kSend) || label.is(Spec::kFinish) ? end : 1 - end;
}

/// How many messages must have been received before a send.
std::int64_t needs(const Label& send) { return send.result % Spec::kSheltered; }

bool is_message(const Label& label) {
  return label.is(Spec::kReceive) && label.result == Spec::kMessage;
}

}  // namespace

/// Two sends in one direction depend, and two receives: each is the k-th whoever comes first. A
/// send and a receive meet only where the one takes the message of the other or makes room for it;
/// a poll meets all that change the number of messages; the end of the file comes after all of
/// them. What its own process has closed depends on that alone; a broken pipe also on the messages
/// in it: before the close that broke it a sender might have waited for room.
bool PipeSpec::dependent(const Label& a, const Label& b) {
  if (!plain_dependent(a, b)) return false;
  if (closes(a) && a.wrote) return close_meets(a, b);
  if (closes(b) && b.wrote) return close_meets(b, a);
  if (closes(a) || closes(b) || a.is(kIsClosed) || b.is(kIsClosed)) return false;
  if (a.kind > kPoll || b.kind > kPoll) return true;
  if (a.result == kNoHandle || b.result == kNoHandle || direction(a) != direction(b)) return false;
  if (a.kind == b.kind || a.is(kPoll) || b.is(kPoll)) return !a.is(kFinish) && !b.is(kFinish);
  if (a.is(kFinish) || b.is(kFinish)) {
    const Label& finish = a.is(kFinish) ? a : b;
    const Label& other = a.is(kFinish) ? b : a;
    return is_message(other) && other.tag == finish.b;
  }
  const Label& send = a.is(kSend) ? a : b;
  const Label& receive = a.is(kSend) ? b : a;
  if (!is_message(receive) || send.result == kBroken) return true;
  return send.tag == receive.tag || needs(send) == receive.tag;
}

bool PipeSpec::synchronizes(const Label& earlier, const Label& later) {
  if (!earlier.wrote || later.kind > kReceive) return false;
  if (closes(earlier)) {
    const bool end = (earlier.result >> (1 - end_of(later.a)) & 1) != 0;
    const bool sees = later.is(kReceive) ? later.result > kMessage : later.result == kBroken;
    return end && sees;
  }
  if (later.result < 0 || direction(earlier) != direction(later)) return false;
  if (later.is(kReceive)) {
    return is_message(later) && earlier.is(kSend) && earlier.tag == later.tag;
  }
  if (!is_message(earlier)) return false;
  return earlier.tag == (later.is(kSend) ? needs(later) : later.b);
}

// ---- words --------------------------------------------------------------------------------------

namespace {

std::string failure(const Label& label) {
  if (label.result == Spec::kNoHandle) return ": handle is closed";
  if (label.result == Spec::kBroken) return ": broken pipe";
  if (!label.is(Spec::kReceive)) return "";
  if (label.result == Spec::kEndOfFile) return ": end of file";
  return label.result == Spec::kReset ? ": connection reset" : "";
}

/// " (end 1)" of a duplex pipe; of others the action says it.
std::string which(const Label& label) {
  if ((label.a & 2) == 0) return "";
  return Spec::end_of(label.a) == 0 ? " at its first end" : " at its second end";
}

const char* name_of_end(int end, bool duplex) {
  if (duplex) return end == 0 ? "first" : "second";
  return end == 0 ? "receiving" : "sending";
}

}  // namespace

std::string PipeSpec::describe(const Label& label, const std::string& name,
                               const std::string& value) {
  const std::string item = value.empty() ? "" : " " + value;
  const std::string end =
      std::string(" the ") + name_of_end(end_of(label.a), (label.a & 2) != 0) + " end of " + name;
  switch (label.kind) {
    case kSend: return "send" + item + " into " + name + which(label) + failure(label);
    case kFinish: return "finish sending into " + name + which(label) + failure(label);
    case kReceive: return "recv" + item + " from " + name + which(label) + failure(label);
    case kPoll:
      return "poll " + name + which(label) + ": " +
             (label.result % kSheltered > 0 ? "ready" : "nothing") + failure(label);
    case kClose: return "close" + end;
    case kIsClosed:
      return std::string("is") + end + " closed? " + (label.result > 0 ? "yes" : "no");
    case kEnds: return label.result == 0 ? "" : "end of its copies of " + name;
    case kPass: return "pass" + end;
    case kLend: return "send a copy of" + end;
    case kAdopt: return "get a copy of" + end;
    default: return "";
  }
}

std::string QueuePipeSpec::describe(const Label& label, const std::string& name,
                                    const std::string& value) {
  const std::string item = value.empty() ? "" : " " + value;
  switch (label.kind) {
    case kSend: return "put" + item + " into " + name + failure(label);
    case kReceive: return "get" + item + " from " + name + failure(label);
    case kPoll:
      return "is " + name + " empty? " + (label.result % kSheltered > 0 ? "no" : "yes") +
             failure(label);
    case kClose: return "close " + name;
    default: return PipeSpec::describe(label, name, value);
  }
}

ThreadSet PipeSpec::holders(const State& state, const Action& action) {
  return action.kind <= kPoll ? state.open[1 - end_of(action.a)] : ThreadSet{};
}

std::string PipeSpec::hold(const Action& action, const std::string& name) {
  const bool duplex = (action.a & 2) != 0;
  const std::string end =
      std::string(name_of_end(1 - end_of(action.a), duplex)) + " end of " + name;
  if (action.is(kSend) || action.is(kFinish))
    return "could receive at the " + end + ", and does not";
  return "still has a copy of the " + end + " open";
}

}  // namespace heddle::multiprocessing
