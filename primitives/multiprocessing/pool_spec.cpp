#include "heddle/primitives/multiprocessing/pool_spec.hpp"

namespace heddle::multiprocessing {
namespace {

using PoolKind = PoolSpec::Kind;
using PoolState = PoolSpec::State;

Effect put_tasks(PoolState& state, const Action& action) {
  if (state.closed != 0) return {PoolSpec::kRefused};
  const std::uint32_t before = state.put;
  const auto tasks = static_cast<std::uint32_t>(action.a);
  state.put += tasks;
  state.unfinished += static_cast<std::int32_t>(tasks);
  std::uint32_t handling = 0;
  if (action.b != 0 && state.handled == 0) handling = PoolSpec::kFirstHandled;
  if (action.b != 0) state.handled = 1;
  if (state.handled != 0) handling |= PoolSpec::kHandled;
  return {before, handling, true};
}

Effect take_task(PoolState& state, const Action& action) {
  if (state.terminated == 0 && state.taken != state.put) return {1, ++state.taken, true};
  state.workers.erase(static_cast<ThreadId>(action.a));
  return {0, 0, true};
}

Effect receive_result(PoolState& state) {
  if (state.terminated == 0 && state.received != state.sent) return {1, ++state.received, true};
  return {0, state.received + 1};
}

Effect stop(PoolState& state, bool drop) {
  const bool first = drop ? state.terminated == 0 : state.closed == 0;
  state.closed = 1;
  if (drop) state.terminated = 1;
  return {first ? 1 : 0, 0, first};
}

Effect change_workers(PoolState& state, const Action& action) {
  const auto process = static_cast<ThreadId>(action.a);
  if (action.is(PoolKind::kEnroll)) {
    state.workers.insert(process);
    return {0, 0, true};
  }
  if (action.a == static_cast<std::int64_t>(state.creator)) {
    state.abandoned = 1;
    return {1, 0, true};
  }
  if (!state.workers.contains(process)) return {};
  state.workers.erase(process);
  ++state.lost;
  return {0, 0, true};
}

std::int64_t look_at(const PoolState& state) {
  if (state.terminated != 0) return PoolSpec::kTerminated;
  return state.closed != 0 ? PoolSpec::kClosed : PoolSpec::kRunning;
}

// ---- dependence, of two labels in this order of kinds -------------------------------------------

bool stops(const Label& label) {
  return label.is(PoolKind::kClose) || label.is(PoolKind::kTerminate);
}

bool put_meets_in_pool(const Label& put, const Label& other) {
  if (other.is(PoolKind::kPut)) return true;
  if (other.is(PoolKind::kTake)) {
    const bool end = other.result == 0;  // that it is not, where the pool is not closed
    return end || (put.result < other.tag && other.tag <= put.result + put.a);
  }
  return stops(other);
}

bool take_meets_in_pool(const Label& take, const Label& other) {
  const bool end = take.result == 0;
  switch (other.kind) {
    case PoolKind::kTake: return !end || other.result != 0;
    case PoolKind::kClose:
    case PoolKind::kDone: return end;
    case PoolKind::kTerminate: return true;
    case PoolKind::kEnroll: return take.a == other.a;
    case PoolKind::kAbandon: return take.a == other.a || other.result != 0;
    default: return false;
  }
}

/// Also where it got something: without it the end of the pool would have let it go on.
bool receive_meets(const Label& receive, const Label& other) {
  switch (other.kind) {
    case PoolKind::kReceive:
    case PoolKind::kTerminate:
    case PoolKind::kClose:
    case PoolKind::kDone: return true;
    case PoolKind::kSend: return other.tag == receive.tag;
    case PoolKind::kAbandon: return other.result != 0;
    default: return false;
  }
}

/// Also the end of a worker where the pool is over: either lets it go on, in two ways.
bool renew_meets(const Label& other) {
  switch (other.kind) {
    case PoolKind::kRenew:
    case PoolKind::kClose:
    case PoolKind::kTerminate:
    case PoolKind::kDone:
    case PoolKind::kAbandon: return true;
    default: return false;
  }
}

bool pool_meets(const Label& a, const Label& b) {
  switch (a.kind) {
    case PoolKind::kPut: return put_meets_in_pool(a, b);
    case PoolKind::kTake: return take_meets_in_pool(a, b);
    case PoolKind::kSend: return b.is(PoolKind::kSend);
    case PoolKind::kReceive: return receive_meets(a, b);
    case PoolKind::kRenew: return renew_meets(b);
    case PoolKind::kLook: return stops(b);
    case PoolKind::kClose:
    case PoolKind::kTerminate: return stops(b);
    case PoolKind::kEnroll:
    case PoolKind::kAbandon:
      return (b.is(PoolKind::kEnroll) || b.is(PoolKind::kAbandon)) && a.a == b.a;
    default: return false;
  }
}

}  // namespace

int PoolSpec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kTake:
      if (state.terminated != 0 && state.abandoned == 0) return 0;
      return state.taken != state.put || state.over() ? 1 : 0;
    case kReceive: return state.received != state.sent || state.over() ? 1 : 0;
    case kRenew: return state.lost > 0 || state.over() ? 1 : 0;
    default: return 1;
  }
}

Effect PoolSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kPut: return put_tasks(state, action);
    case kTake: return take_task(state, action);
    case kDone: --state.unfinished; return {0, 0, true};
    case kSend: return {0, ++state.sent, true};
    case kReceive: return receive_result(state);
    case kClose:
    case kTerminate: return stop(state, action.is(kTerminate));
    case kLook: return {look_at(state)};
    case kInherit: return {};
    case kEnroll:
    case kAbandon: return change_workers(state, action);
    default:
      if (state.over()) return {};
      --state.lost;
      return {1, 0, true};
  }
}

bool PoolSpec::dependent(const Label& a, const Label& b) {
  return plain_dependent(a, b) && (pool_meets(a, b) || pool_meets(b, a));
}

bool PoolSpec::synchronizes(const Label& earlier, const Label& later) {
  if (!earlier.wrote) return false;
  switch (later.kind) {
    case kTake:
      if (later.result == 0) return earlier.is(kClose);
      return earlier.is(kPut) && put_meets_in_pool(earlier, later);
    case kReceive: return later.result != 0 && earlier.is(kSend) && earlier.tag == later.tag;
    case kRenew: return later.result != 0 && earlier.is(kAbandon);
    default: return false;
  }
}

std::string PoolSpec::describe(const Label& label, const std::string& name,
                               const std::string& value) {
  const std::string what = value.empty() ? "" : " " + value;
  switch (label.kind) {
    case kPut:
      if (label.result == kRefused) return "put into " + name + ": not running";
      return "put " + std::to_string(label.a) + (label.a == 1 ? " task" : " tasks") + " into " +
             name;
    case kTake:
      return label.wrote && label.result == 0 ? "take a task of " + name + ": there are no more"
                                              : "take a task of " + name;
    case kSend: return "send a result" + what + " of " + name;
    case kReceive: return "receive a result" + what + " of " + name;
    case kClose: return "close " + name;
    case kTerminate: return "terminate " + name;
    case kRenew: return "replace a worker of " + name;
    case kLook: return "is " + name + " running? " + (label.result == kRunning ? "yes" : "no");
    default: return "";
  }
}

}  // namespace heddle::multiprocessing
