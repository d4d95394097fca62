#include "heddle/primitives/multiprocessing/barrier.hpp"

#include <utility>

namespace heddle::multiprocessing {
namespace {

Barrier::Spec::State new_barrier(int parties, bool has_action) {
  Barrier::Spec::State state;
  state.parties = parties;
  state.has_action = has_action;
  return state;
}

/// Whether the running thread can end in the midst of a call while others go on.
bool is_mortal(const Execution& run) {
  const ProcessId process = Execution::process();
  if (process == 0) return false;
  return run.trace().threads[run.self()].daemon ||
         run.observed(run.trace().processes[process].life);
}

}  // namespace

Barrier::Barrier(int parties, const std::function<void()>& action, OptionalTimeout timeout,
                 Name name, const Context& context, Where where)
    : parties_(parties),
      made_(context),
      handle_(new_barrier(parties, action != nullptr), name, where, {action, timeout, {}, 0, 0}) {}

Barrier::Arrival Barrier::wait(OptionalTimeout timeout, Where where) const {
  Payload& payload = handle_.payload();
  const Timeout limit = detail::block_timeout(true, timeout ? timeout : payload.timeout);
  Execution& run = handle_.execution();
  const bool mortal = is_mortal(run);
  const Result arrival =
      handle_.perform(kArrive, order_matters(run) ? 1 : 0, mortal ? 1 : 0, kForever, where);
  if (run.leaving()) return {*this, 0};
  if (arrival.value < 0) throw BrokenBarrierError();
  if (arrival.tag != std::exchange(payload.round, arrival.tag)) payload.arrivals = 0;
  Arrival result(*this, payload.arrivals++);
  if (run.recording()) run.describe_value(std::to_string(result.index_));
  if (arrival.value == 1) {
    act(where);
  } else if (arrival.value == Spec::kMustSettle) {
    handle_.perform(kSettle, 0, 0, kForever, where);
  } else {
    pass(mortal, limit, where);
  }
  return result;
}

/// Waits for the round to leave, and leaves with it. One that can be killed wakes first: only that
/// can take it too long.
void Barrier::pass(bool mortal, Timeout limit, Where where) const {
  std::int64_t through = 1;
  if (mortal) through = settled(kWake, 0, limit, where);
  if (through == 1) through = settled(kPass, 0, mortal ? kForever : limit, where);
  if (through != 1 && !handle_.execution().leaving()) throw BrokenBarrierError();
}

std::int64_t Barrier::settled(int kind, std::int64_t a, Timeout limit, Where where) const {
  const std::int64_t value = handle_.perform(kind, a, 0, limit, where).value;
  if (value == Spec::kMustSettle) handle_.perform(kSettle, 0, 0, kForever, where);
  return value;
}

bool Barrier::order_matters(const Execution& run) const {
  Payload& payload = handle_.payload();
  payload.users.insert(run.self());
  if (payload.users.size() > parties_) observe_order();
  return payload.action || run.observed(object());
}

/// From now on, and in all executions, somebody can tell in which order threads arrive.
void Barrier::observe_order() const {
  Execution& run = handle_.execution();
  if (!run.recording()) run.observe_object(object());
}

/// Runs the action, then lets the round go; if it throws, the barrier breaks.
void Barrier::act(Where where) const {
  try {
    handle_.payload().action();
  } catch (...) {
    if (!handle_.execution().leaving()) settled(kOpen, 1, kForever, where);
    throw;
  }
  settled(kOpen, 0, kForever, where);
}

void Barrier::reset(Where where) const { settled(kReset, 0, kForever, where); }

void Barrier::abort(Where where) const {
  observe_order();
  settled(kAbort, 0, kForever, where);
}

int Barrier::n_waiting(Where where) const {
  return static_cast<int>(handle_.perform(kWaiting, 0, 0, kForever, where).value);
}

bool Barrier::broken(Where where) const {
  return handle_.perform(kBroken, 0, 0, kForever, where).value != 0;
}

// ---- the specification --------------------------------------------------------------------------

namespace {

using BarrierSpec = Barrier::Spec;

bool only_looks(const Action& action) {
  return action.is(Barrier::kWaiting) || action.is(Barrier::kBroken);
}

}  // namespace

int Barrier::Spec::alternatives(const State& state, const Action& action) {
  if (action.is(kSettle)) return state.sleeping.empty() ? 1 : 0;
  if (action.is(kWake)) {
    if (state.phase == kActing) return 0;
    return state.phase != kFilling || action.may_expire ? 1 : 0;
  }
  if (state.busy != kNoThread && !only_looks(action)) return 0;
  return Base::alternatives(state, action);
}

Effect Barrier::Spec::apply(State& state, const Action& action, unsigned alternative) {
  const ThreadId self = action.thread;
  if (action.is(kSettle)) {
    state.busy = kNoThread;
    if (state.last != self) return {0, state.round};
    state.mortal.erase(self);  // the last to arrive leaves first
    Base::apply(state, {kPass, self, false, 0, 0}, 0);
    return {1, state.round};
  }
  if (action.is(kWake)) {
    state.sleeping.erase(self);
    if (state.phase != kFilling) return {1, state.round};
  }
  // One whose time is up breaks the barrier and leaves, whether it had to wake or not.
  Action plain = action;
  if (action.is(kWake)) plain.kind = kPass;
  Effect effect = Base::apply(state, plain, alternative);
  const bool stays = action.is(kArrive) && effect.result >= 0;
  if (stays && action.b != 0) state.mortal.insert(self);
  if (action.is(kPass) || action.is(kWake) || action.is(kOpen)) state.mortal.erase(self);
  const bool filling = state.phase == kFilling || state.phase == kActing;
  if (stays && filling && action.b != 0 && effect.result == 0) state.sleeping.insert(self);
  const bool ends = !filling && !only_looks(action) && !(action.is(kArrive) && !stays);
  if (ends && !state.sleeping.empty()) {
    state.busy = self;
    effect.result = kMustSettle;
  }
  return effect;
}

ThreadSet Barrier::Spec::holders(const State& state, const Action& action) {
  ThreadSet holders;
  if (action.is(kSettle)) return state.sleeping;
  if (action.is(kWake) || only_looks(action)) return holders;
  if (state.busy != kNoThread) {
    holders.insert(state.busy);
  } else if (action.is(kArrive)) {
    holders = state.mortal;
  }
  return holders;
}

std::string Barrier::Spec::describe(const Label& label, const std::string& name,
                                    const std::string& value) {
  switch (label.kind) {
    case kWake:
      if (label.expired) return "wait " + name + ": timed out, which breaks it";
      return "wake up at " + name;
    case kSettle: return "see the others wake up at " + name;
    default: return Base::describe(label, name, value);
  }
}

}  // namespace heddle::multiprocessing
