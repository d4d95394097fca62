#include "heddle/primitives/multiprocessing/queue_spec.hpp"

#include <algorithm>

namespace heddle::multiprocessing {
namespace {

using Kind = QueueSpec::Kind;
using State = QueueSpec::State;

ThreadId process_in(std::int64_t word) { return static_cast<ThreadId>(word & 255); }

bool takes(int kind) { return kind == Kind::kTake || kind == Kind::kFlush; }
bool sends(int kind) { return kind == Kind::kSend || kind == Kind::kFlush; }

/// The number in its buffer of what a kTake or a kFlush took.
std::int64_t taken_by(const Label& label) {
  return label.is(Kind::kFlush) ? label.result >> 1 : label.result;
}
bool sent_something(const Label& label) { return sends(label.kind) && label.tag != 0; }
bool received(const Label& label) { return label.is(Kind::kReceive) && !label.expired; }

bool has_room(const State& state, const Action& action) {
  const std::int64_t capacity = action.b >> 8;
  if (action.a > capacity) return state.bytes == 0;
  return state.bytes + action.a <= capacity;
}

bool can_flush(const State& state, const Action& action) {
  const QueueSpec::Buffer& buffer = state.buffers[process_in(action.b)];
  return buffer.has_next() && (buffer.at_end() || has_room(state, action));
}

Effect put(State& state, const Action& action) {
  if (action.b > 0 && state.size() >= action.b) return {0, 0, false, true};
  ++state.puts;
  ++state.unfinished;
  return {++state.buffers[process_in(action.a)].puts, action.b > 0 ? state.puts : 0, true};
}

std::int64_t take(State& state, const Action& action) {
  QueueSpec::Buffer& buffer = state.buffers[process_in(action.b)];
  return ++buffer.taken == buffer.end ? QueueSpec::kEndOfBuffer : buffer.taken;
}

/// The result is 1 if the pipe has ever been, or could now be, full.
Effect send(State& state, const Action& action) {
  const std::int64_t capacity = action.b >> 8;
  const std::int64_t bytes = std::min(action.a, capacity);
  state.sizes.push(bytes);
  state.bytes += bytes;
  state.all_bytes += action.a;
  ++state.sent;
  if (action.a <= capacity) ++state.complete;
  const bool narrow = state.all_bytes > capacity ||
                      state.sizes.changes > static_cast<std::int64_t>(QueueSpec::Sizes::kRuns);
  return {narrow ? 1 : 0, state.sent, true};
}

Effect flush(State& state, const Action& action) {
  const std::int64_t taken = take(state, action);
  if (taken == QueueSpec::kEndOfBuffer) return {taken, 0, true};
  const Effect sent = send(state, action);
  return {taken << 1 | sent.result, sent.tag, true};
}

/// An unsuccessful one gives the read lock back as well.
Effect receive(State& state) {
  state.reader = kNoThread;
  if (state.sent == state.received) return {0, state.received + 1, true, true};
  state.bytes -= state.sizes.pop();
  ++state.released;
  return {state.released, ++state.received, true};
}

Effect task_done(State& state) {
  if (state.unfinished <= 0) return {QueueSpec::kTooOften, state.generation};
  if (--state.unfinished > 0) return {QueueSpec::kOneOfSeveral, state.generation, true};
  return {QueueSpec::kLast, state.generation++, true};
}

Effect look(const State& state, const Action& action) {
  if (action.is(Kind::kSize)) return {state.size()};
  if (action.is(Kind::kJoin)) return {state.unfinished > 0 ? 1 : 0, state.generation};
  if (!action.is(Kind::kEmpty)) return {};
  const std::uint32_t next = state.received + 1;
  if (state.buffers[process_in(action.b)].ended()) return {QueueSpec::kHandleClosed, next};
  return {state.sent == state.received ? 1 : 0, next};
}

// ---- dependence, of two labels in this order of kinds -------------------------------------------

/// In a bounded queue the order of puts says whose place a get makes.
bool puts_meet(const Label& a, const Label& b) {
  return process_in(a.a) == process_in(b.a) || a.b > 0;
}

/// A put and what makes room for it: a receive or a drop.
bool place_meets(const Label& put, std::int64_t place) {
  return put.b > 0 && (put.expired || std::int64_t{put.tag} == place + put.b);
}

bool put_meets(const Label& put, const Label& other) {
  switch (other.kind) {
    case Kind::kPut: return puts_meet(put, other);
    case Kind::kTake:
    case Kind::kFlush:
      return !put.expired && process_in(put.a) == process_in(other.b) &&
             put.result == taken_by(other);
    case Kind::kDrop: return place_meets(put, other.tag);
    case Kind::kReceive: return !other.expired && place_meets(put, other.result);
    case Kind::kClose: return put.a == other.a;
    case Kind::kSize:
    case Kind::kTaskDone:
    case Kind::kJoin: return !put.expired;
    default: return false;
  }
}

/// Something sent, and a receiver or one who looks whether there is anything.
bool send_meets(const Label& send, const Label& other) {
  if (!sent_something(send)) return false;
  switch (other.kind) {
    case Kind::kSend:
    case Kind::kFlush: return sent_something(other);
    case Kind::kReceive: return send.tag == other.tag || ((send.result & 1) != 0 && !other.expired);
    case Kind::kSendRest: return true;
    case Kind::kEmpty: return send.tag == other.tag;
    default: return false;
  }
}

/// The end of a buffer, and who asks for it.
bool end_meets(const Label& take, const Label& other) {
  if (!takes(take.kind) || taken_by(take) != QueueSpec::kEndOfBuffer) return false;
  if (other.is(Kind::kClose)) return process_in(take.b) == process_in(other.a);
  return other.is(Kind::kEmpty) && process_in(take.b) == process_in(other.b);
}

bool readers_meet(const Label& a, const Label& b) {
  const auto reads = [](const Label& label) {
    return label.is(Kind::kLock) || label.is(Kind::kReceive) || label.is(Kind::kSendRest);
  };
  if (reads(a) && reads(b)) return a.wrote || b.wrote;
  if (b.is(Kind::kDrop)) return received(a) || a.is(Kind::kDrop);
  return received(a) && (b.is(Kind::kEmpty) || b.is(Kind::kSize));
}

bool tasks_meet(const Label& a, const Label& b) {
  if (!a.is(Kind::kTaskDone)) return false;
  if (b.is(Kind::kTaskDone)) return true;
  if (a.result != QueueSpec::kLast) return false;
  return b.is(Kind::kJoin) || (b.is(Kind::kJoined) && std::int64_t{a.tag} == b.a);
}

bool meets(const Label& a, const Label& b) {
  if (a.is(Kind::kPut)) return put_meets(a, b);
  if (a.is(Kind::kDrop) && b.is(Kind::kSize)) return true;
  if (a.is(Kind::kClose) && b.is(Kind::kClose)) return a.a == b.a;
  return send_meets(a, b) || end_meets(a, b) || readers_meet(a, b) || tasks_meet(a, b);
}

}  // namespace

void QueueSpec::Sizes::push(std::int64_t bytes) {
  if (bytes != latest) ++changes;
  latest = bytes;
  Run* last = used > 0 ? &runs[static_cast<std::size_t>(used) - 1] : nullptr;
  const bool same = last != nullptr && last->bytes == bytes * last->items;
  if (!same && used < static_cast<std::int64_t>(kRuns)) {
    last = &runs[static_cast<std::size_t>(used++)];
    *last = {};
  }
  ++last->items;
  last->bytes += bytes;
}

std::int64_t QueueSpec::Sizes::pop() {
  Run& first = runs[0];
  const std::int64_t bytes = first.bytes / first.items;
  first.bytes -= bytes;
  if (--first.items > 0) return bytes;
  for (std::size_t i = 1; i < kRuns; ++i) runs[i - 1] = runs[i];
  runs[kRuns - 1] = {};
  --used;
  return bytes;
}

int QueueSpec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kPut: return action.b <= 0 || state.size() < action.b || action.may_expire ? 1 : 0;
    case kTake: return state.buffers[process_in(action.b)].has_next() ? 1 : 0;
    case kFlush: return can_flush(state, action) ? 1 : 0;
    case kSend: return has_room(state, action) ? 1 : 0;
    case kSendRest: return state.reader != kNoThread && state.received + 1 == state.sent ? 1 : 0;
    case kLock: return state.reader == kNoThread || action.may_expire ? 1 : 0;
    case kReceive:
      if (state.sent == state.received) return action.may_expire ? 1 : 0;
      return state.complete != state.received ? 1 : 0;
    case kJoined: return state.generation > action.a ? 1 : 0;
    default: return 1;
  }
}

Effect QueueSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kPut: return put(state, action);
    case kTake: return {take(state, action), 0, true};
    case kSend: return send(state, action);
    case kFlush: return flush(state, action);
    case kSendRest: ++state.complete; return {0, state.complete, true};
    case kDrop: return {0, ++state.released, true};
    case kLock:
      if (state.reader != kNoThread) return {0, 0, false, true};
      state.reader = action.thread;
      return {0, 0, true};
    case kReceive: return receive(state);
    case kClose: {
      Buffer& buffer = state.buffers[process_in(action.a)];
      if (buffer.end != 0) return {};
      return {buffer.end = ++buffer.puts, 0, true};
    }
    case kTaskDone: return task_done(state);
    default: return look(state, action);
  }
}

bool QueueSpec::dependent(const Label& a, const Label& b) {
  return plain_dependent(a, b) && (meets(a, b) || meets(b, a));
}

bool QueueSpec::synchronizes(const Label& earlier, const Label& later) {
  if (!earlier.wrote) return false;
  if (later.is(kJoin)) return later.result == 0 && earlier.is(kTaskDone);
  if (later.is(kJoined)) return earlier.is(kTaskDone) && earlier.tag <= later.a;
  if (!later.wrote) return false;
  if (takes(later.kind)) {
    return earlier.is(kPut) && process_in(earlier.a) == process_in(later.b) &&
           earlier.result == taken_by(later);
  }
  if (received(later)) {
    return (sent_something(earlier) || earlier.is(kSendRest)) && earlier.tag == later.tag;
  }
  if (!later.is(kPut)) return false;
  if (earlier.is(kDrop)) return place_meets(later, earlier.tag);
  return received(earlier) && place_meets(later, earlier.result);
}

std::string QueueSpec::describe(const Label& label, const std::string& name,
                                const std::string& value) {
  const std::string item = value.empty() ? " an item" : " " + value;
  const bool ends = takes(label.kind) && label.wrote && taken_by(label) == kEndOfBuffer;
  if (ends) return "end of the buffer of " + name;
  switch (label.kind) {
    case kPut:
      return "put" + (value.empty() ? "" : " " + value) + " into " + name +
             (label.expired ? ": full" : "");
    case kTake: return "take" + item + " from the buffer of " + name;
    case kSend:
    case kFlush: return "send" + item + " through the pipe of " + name;
    case kSendRest: return "send the rest of" + item + " through the pipe of " + name;
    case kDrop: return "drop" + item + ", put into " + name;
    case kLock: return "take the read lock of " + name + (label.expired ? ": taken" : "");
    case kReceive:
      return "get" + (value.empty() ? "" : " " + value) + " from " + name +
             (label.expired ? ": empty" : "");
    case kEmpty: return "is " + name + " empty? " + (label.result != 0 ? "yes" : "no");
    case kSize: return "size of " + name + ": " + std::to_string(label.result);
    case kClose: return "close " + name;
    case kTaskDone:
      return "task done in " + name + (label.result == kTooOften ? ": too often" : "");
    case kJoin: return "join " + name + (label.result != 0 ? ": not all tasks are done" : "");
    default: return "join " + name + ": all tasks are done";
  }
}

ThreadSet QueueSpec::holders(const State& state, const Action& action) {
  ThreadSet holder;
  if (action.is(kLock) && state.reader != kNoThread) {
    holder.insert(static_cast<ThreadId>(state.reader));
  }
  return holder;
}

/// The items that a feeder has still to send, or the tasks that are not done.
std::int64_t QueueSpec::missing(const State& state, const Action& action) {
  if (action.is(kJoined)) return state.unfinished;
  const Buffer& buffer = state.buffers[process_in(action.b)];
  const std::int64_t in_hand = action.is(kSend) || action.is(kSendRest) ? 1 : 0;
  const std::uint16_t last = buffer.end != 0 ? buffer.end - 1 : buffer.puts;
  return static_cast<std::uint16_t>(last - buffer.taken) + in_hand;
}

}  // namespace heddle::multiprocessing
