#include "heddle/primitives/threading/semaphore.hpp"

namespace heddle::threading {
namespace {

int checked(int permits) {
  if (permits < 0) throw ValueError("semaphore initial value must be >= 0", Category::misuse);
  return permits;
}

}  // namespace

Semaphore::Semaphore(int permits, std::int64_t bound, Name name, Where where)
    : bounded_(bound != kNoBound), handle_({checked(permits), bound, 0, 0}, name, where) {}

bool Semaphore::acquire(bool blocking, OptionalTimeout timeout, Where where) const {
  if (!blocking && timeout) {
    throw ValueError("can't specify timeout for non-blocking acquire", Category::misuse);
  }
  const Timeout wait = blocking ? wait_timeout(timeout) : 0;
  return !handle_.perform(kAcquire, 0, 0, wait, where).expired;
}

void Semaphore::release(int n, Where where) const {
  if (n < 1) throw ValueError("n must be one or more", Category::misuse);
  if (handle_.perform(kRelease, n, bounded_ ? 1 : 0, kForever, where).value != 0) {
    throw ValueError("Semaphore released too many times", Category::misuse);
  }
}

Effect Semaphore::Spec::apply(State& state, const Action& action, unsigned) {
  if (action.is(kAcquire)) {
    if (state.permits() == 0) return {0, 0, false, true};
    ++state.acquired;
    const std::int64_t permit = state.acquired - state.initial;  // <= 0: an initial one
    return {0, permit > 0 ? static_cast<std::uint32_t>(permit) : 0};
  }
  const auto first = static_cast<std::uint32_t>(state.released + 1);
  if (state.permits() + action.a > state.bound) return {1, first};
  state.released += action.a;
  return {0, first};
}

std::string Semaphore::Spec::describe(const Label& label, const std::string& name,
                                      const std::string&) {
  if (label.is(kAcquire)) return "acquire " + name + (label.expired ? ": no permit" : "");
  std::string text = "release " + name;
  if (label.a > 1) text += " by " + std::to_string(label.a);
  if (label.result != 0) text += ": too many";
  return text;
}

}  // namespace heddle::threading
