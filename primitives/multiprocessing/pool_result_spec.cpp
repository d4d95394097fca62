#include "heddle/primitives/multiprocessing/pool_result_spec.hpp"

namespace heddle::multiprocessing {
namespace {

using ResultKind = PoolResultSpec::Kind;
using ResultState = PoolResultSpec::State;

constexpr std::uint64_t kWordBits = 64;

bool succeeded(std::int64_t outcome) { return (outcome & 1) != 0; }

bool has_next(const ResultState& state) {
  if (std::int64_t{state.next} >= state.chunks) return true;
  if (state.order == PoolResultSpec::kAsTheyCome) return state.arrivals > state.next;
  return ((state.arrived[state.next / kWordBits] >> (state.next % kWordBits)) & 1) != 0;
}

Effect finish_chunk(ResultState& state, const Action& action) {
  --state.left;
  const auto worker = static_cast<ThreadId>(action.b >> 1);
  if (worker < kMaxThreads) state.workers.erase(worker);
  if (state.order == PoolResultSpec::kAsTheyCome) return {0, ++state.arrivals, true};
  const auto chunk = static_cast<std::uint64_t>(action.a);
  if (state.order == PoolResultSpec::kInTurn) {
    state.arrived[chunk / kWordBits] |= std::uint64_t{1} << (chunk % kWordBits);
  }
  if (succeeded(action.b) || state.failed != 0) return {0, 0, true};
  state.failed = 1;
  return {1, 0, true};
}

Effect take_next(ResultState& state) {
  if (std::int64_t{state.next} >= state.chunks) return {PoolResultSpec::kStop};
  if (!has_next(state)) return {0, state.next + 1, false, true};
  const std::int64_t number = state.next++;
  return {number, state.next, true};
}

// ---- dependence, of two labels in this order of kinds -------------------------------------------

bool chunks_meet(const Label& a, const Label& b) {
  const bool order_is_seen = a.tag != 0 && b.tag != 0;
  const bool both_failed = !succeeded(a.b) && !succeeded(b.b);
  return order_is_seen || both_failed;
}

/// A chunk, and who asks for the next one.
bool comes_next(const Label& done, const Label& next) {
  if (next.result == PoolResultSpec::kStop) return false;
  return next.a != 0 ? done.a + 1 == std::int64_t{next.tag} : done.tag == next.tag;
}

bool result_meets(const Label& a, const Label& b) {
  if (a.is(ResultKind::kNext)) return b.is(ResultKind::kNext);
  if (!a.is(ResultKind::kDone)) return false;
  switch (b.kind) {
    case ResultKind::kDone: return chunks_meet(a, b);
    case ResultKind::kNext: return comes_next(a, b);
    case ResultKind::kGet:
    case ResultKind::kReady: return true;
    default: return false;
  }
}

}  // namespace

PoolResultSpec::State PoolResultSpec::initial(Order order, std::int64_t chunks) {
  State state;
  state.chunks = state.left = chunks;
  state.order = order;
  return state;
}

int PoolResultSpec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kGet: return state.left <= 0 || action.may_expire ? 1 : 0;
    case kNext: return has_next(state) || action.may_expire ? 1 : 0;
    default: return 1;
  }
}

Effect PoolResultSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kDone: return finish_chunk(state, action);
    case kGet: return {0, 0, false, state.left > 0};
    case kReady: return {state.left <= 0 ? 1 : 0};
    case kNext: return take_next(state);
    default: state.workers.insert(action.thread); return {0, 0, true};
  }
}

bool PoolResultSpec::dependent(const Label& a, const Label& b) {
  return plain_dependent(a, b) && (result_meets(a, b) || result_meets(b, a));
}

bool PoolResultSpec::synchronizes(const Label& earlier, const Label& later) {
  if (!earlier.is(kDone) || later.expired) return false;
  if (later.is(kReady)) return later.result != 0;
  return later.is(kGet) || (later.is(kNext) && comes_next(earlier, later));
}

std::string PoolResultSpec::describe(const Label& label, const std::string& name,
                                     const std::string& value) {
  const std::string what = value.empty() ? "" : ": " + value;
  switch (label.kind) {
    case kDone: return "finish chunk " + std::to_string(label.a) + " of " + name + what;
    case kGet: return "get " + name + (label.expired ? ": timed out" : what);
    case kReady: return "is " + name + " ready? " + (label.result != 0 ? "yes" : "no");
    case kNext:
      if (label.expired) return "next of " + name + ": timed out";
      return "next of " + name + (label.result == kStop ? ": there are no more" : what);
    default: return "";
  }
}

/// Of a result that does not come: those that are to bring it.
ThreadSet PoolResultSpec::holders(const State& state, const Action& action) {
  return may_block(action.kind) ? state.workers : ThreadSet();
}

}  // namespace heddle::multiprocessing
