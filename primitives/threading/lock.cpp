#include "heddle/primitives/threading/lock.hpp"

namespace heddle::threading {

bool Lock::acquire(bool blocking, double timeout, Where where) const {
  const Timeout wait = lock_timeout(blocking, timeout);
  if (handle_.perform(kAcquire, 0, 0, wait, where).expired) return false;
  handle_.payload().holder = handle_.execution().self();
  return true;
}

void Lock::release(Where where) const {
  if (handle_.perform(kRelease, 0, 0, kForever, where).value != 0) {
    throw RuntimeError("release unlocked lock", Category::misuse);
  }
  handle_.payload().holder = kNoThread;
}

Effect Lock::Spec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kAcquire:
    case kAcquireAt:
      if (state.holder != kNoThread) return {0, 0, false, true};
      state.holder = action.thread;
      return {};
    case kRelease:
    case kReleaseAll:
      if (state.holder == kNoThread) return {1};
      state.holder = kNoThread;
      return {};
    default: return {state.holder != kNoThread ? 1 : 0};
  }
}

std::string Lock::Spec::describe(const Label& label, const std::string& name, const std::string&) {
  switch (label.kind) {
    case kAcquire:
    case kAcquireAt: return "acquire " + name + (label.expired ? ": taken" : "");
    case kRelease:
    case kReleaseAll: return "release " + name + (label.result != 0 ? ": was free" : "");
    default: return "is " + name + " locked? " + (label.result != 0 ? "yes" : "no");
  }
}

ThreadSet Lock::Spec::holders(const State& state, const Action& action) {
  ThreadSet holders;
  const bool takes = action.is(kAcquire) || action.is(kAcquireAt);
  if (takes && state.holder != kNoThread) holders.insert(state.holder);
  return holders;
}

}  // namespace heddle::threading
