#include "heddle/primitives/threading/barrier.hpp"

#include <string>
#include <utility>

namespace heddle::threading {

Barrier::Arrival Barrier::wait(OptionalTimeout timeout, Where where) const {
  Payload& payload = handle_.payload();
  const Timeout limit = wait_timeout(timeout ? timeout : payload.timeout);
  Execution& run = handle_.execution();
  const Result arrival = handle_.perform(kArrive, order_matters(run) ? 1 : 0, 0, kForever, where);
  if (run.leaving()) return {*this, 0};
  if (arrival.value < 0) throw BrokenBarrierError();
  if (arrival.tag != std::exchange(payload.round, arrival.tag)) payload.arrivals = 0;
  Arrival result(*this, payload.arrivals++);
  if (run.recording()) run.describe_value(std::to_string(result.index_));
  if (arrival.value == 1) {
    act(where);
  } else if (handle_.perform(kPass, 0, 0, limit, where).value != 1 && !run.leaving()) {
    throw BrokenBarrierError();
  }
  return result;
}

/// The caller is about to arrive: whether anybody can tell its place among the arrivals. Where more
/// threads come than meet, they compete for the places of a round.
bool Barrier::order_matters(const Execution& run) const {
  Payload& payload = handle_.payload();
  payload.users.insert(run.self());
  if (payload.users.size() > parties_) observe_order();
  return payload.action || run.observed(object());
}

void Barrier::observe_order() const {
  Execution& run = handle_.execution();
  // What is recorded has been run before: what looks at something new then are the report's words.
  if (!run.recording()) run.observe_object(object());
}

/// Runs the action, then lets the round go.
void Barrier::act(Where where) const {
  try {
    handle_.payload().action();
  } catch (...) {
    // It breaks, and this thread leaves the round.
    if (!handle_.execution().leaving()) handle_.perform(kOpen, 1, 0, kForever, where);
    throw;
  }
  handle_.perform(kOpen, 0, 0, kForever, where);
}

void Barrier::reset(Where where) const { handle_.perform(kReset, 0, 0, kForever, where); }

// Who came last is not thrown out, and so can be told from the others.
void Barrier::abort(Where where) const {
  observe_order();
  handle_.perform(kAbort, 0, 0, kForever, where);
}

int Barrier::n_waiting(Where where) const {
  return static_cast<int>(handle_.perform(kWaiting, 0, 0, kForever, where).value);
}

bool Barrier::broken(Where where) const {
  return handle_.perform(kBroken, 0, 0, kForever, where).value != 0;
}

namespace {

using Spec = Barrier::Spec;

/// One thread of the round leaves; the last of them lets the next round in.
void leave_round(Spec::State& state) {
  --state.count;
  if (state.count > 0 || (state.phase != Spec::kDraining && state.phase != Spec::kResetting))
    return;
  state.phase = Spec::kFilling;
  ++state.round;
}

}  // namespace

int Barrier::Spec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kArrive: return state.phase == kFilling || state.phase == kBrokenPhase ? 1 : 0;
    case kPass:
      if (state.phase == kActing) return 0;
      return state.phase != kFilling || action.may_expire ? 1 : 0;
    case kReset:
    case kAbort: return state.phase == kActing ? 0 : 1;  // the action runs under the lock
    default: return 1;
  }
}

Effect Barrier::Spec::apply(State& state, const Action& action, unsigned) {
  const std::uint32_t round = state.round;
  switch (action.kind) {
    case kArrive: {
      if (state.phase == kBrokenPhase) return {-1, round};
      if (++state.count != state.parties) return {0, round};
      state.phase = state.has_action ? kActing : kDraining;
      if (!state.has_action) state.last = action.thread;
      return {state.has_action ? 1 : 0, round};
    }
    case kOpen:
      state.phase = action.a == 0 ? kDraining : kBrokenPhase;
      leave_round(state);
      return {0, round};
    case kPass: {
      const bool through = state.phase == kDraining || state.last == action.thread;
      const bool expired = state.phase == kFilling;
      if (expired) state.phase = kBrokenPhase;
      if (state.last == action.thread) state.last = kNoThread;
      leave_round(state);
      return {through ? 1 : 0, round, false, expired};
    }
    case kReset:
      if (state.count == 0) {
        if (state.phase != kFilling) ++state.round;
        state.phase = kFilling;
      } else if (state.phase != kDraining) {
        state.phase = kResetting;
      }
      return {0, round};
    case kAbort: state.phase = kBrokenPhase; return {0, round};
    case kWaiting: {
      const bool fills = state.phase == kFilling || state.phase == kActing;
      return {fills ? state.count : 0, round};
    }
    default: return {state.phase == kBrokenPhase ? 1 : 0, round};
  }
}

std::string Barrier::Spec::describe(const Label& label, const std::string& name,
                                    const std::string& value) {
  switch (label.kind) {
    case kArrive:
      if (label.result < 0) return "wait " + name + ": broken";
      return "arrive at " + name + (value.empty() ? "" : " as number " + value);
    case kOpen: return (label.a == 0 ? "open " : "break ") + name;
    case kPass:
      if (label.expired) return "wait " + name + ": timed out, which breaks it";
      return "pass " + name + (label.result == 1 ? "" : ": broken");
    case kReset: return "reset " + name;
    case kAbort: return "abort " + name;
    case kWaiting: return "how many wait at " + name + "? " + std::to_string(label.result);
    default: return "is " + name + " broken? " + (label.result != 0 ? "yes" : "no");
  }
}

}  // namespace heddle::threading
