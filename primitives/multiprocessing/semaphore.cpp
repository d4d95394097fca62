#include "heddle/primitives/multiprocessing/semaphore.hpp"

namespace heddle::multiprocessing {
namespace {

std::int64_t checked_permits(std::int64_t permits) {
  if (permits > Semaphore::kLargest || permits < -Semaphore::kLargest - 1) {
    throw OverflowError("Python int too large to convert to C int", Category::misuse);
  }
  if (permits < 0) throw OSError("[Errno 22] Invalid argument", Category::misuse);
  return permits;
}

}  // namespace

Semaphore::Semaphore(std::int64_t permits, std::int64_t bound, Name name, const Context& context,
                     Where where)
    : limited_(bound < kLargest || permits > kLargest / 2),
      made_(context),
      handle_(Spec::initial(checked_permits(permits), bound), name, where) {}

bool Semaphore::acquire(bool block, OptionalTimeout timeout, Where where) const {
  const Timeout limit = detail::block_timeout(block, timeout);
  return !handle_.perform(kAcquire, 0, 0, limit, where).expired;
}

void Semaphore::release(Where where) const {
  if (handle_.perform(kRelease, 1, limited_ ? 1 : 0, kForever, where).value != 0) {
    throw ValueError("semaphore or lock released too many times", Category::misuse);
  }
}

Semaphore::Spec::State Semaphore::Spec::initial(std::int64_t permits, std::int64_t bound) {
  State state;
  state.initial = permits;
  state.bound = bound;
  state.told = permits > 0;
  return state;
}

Effect Semaphore::Spec::apply(State& state, const Action& action, unsigned alternative) {
  if (action.is(kValue)) return {state.permits()};
  const Effect effect = threading::Semaphore::Spec::apply(state, action, alternative);
  if (action.is(kAcquire) && !effect.expired) state.holding.insert(action.thread);
  if (action.is(kRelease) && effect.result == 0) {
    state.told = state.told && state.holding.contains(action.thread);
    state.holding.erase(action.thread);
  }
  return effect;
}

std::string Semaphore::Spec::describe(const Label& label, const std::string& name,
                                      const std::string& value) {
  if (label.is(kValue)) return "value of " + name + ": " + std::to_string(label.result);
  return threading::Semaphore::Spec::describe(label, name, value);
}

}  // namespace heddle::multiprocessing
