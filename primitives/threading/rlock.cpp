#include "heddle/primitives/threading/rlock.hpp"

namespace heddle::threading {

bool RLock::acquire(bool blocking, double timeout, Where where) const {
  const Timeout wait = lock_timeout(blocking, timeout);
  const std::uint32_t level = own_level();
  const Scheduling scheduling = level > 0 ? Scheduling::local : Scheduling::visible;
  const Timeout limit = level > 0 ? kForever : wait;  // a nested one never waits
  const Result result = handle_.perform_as(scheduling, kAcquire, 0, 0, limit, where);
  if (result.expired) return false;
  set_own_level(level + 1);
  return true;
}

void RLock::release(Where where) const {
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  const std::uint32_t level = own_level();
  if (level == 0) throw RuntimeError("cannot release un-acquired lock", Category::misuse);
  const Scheduling scheduling = level > 1 ? Scheduling::local : Scheduling::visible;
  handle_.perform_as(scheduling, kRelease, 0, 0, kForever, where);
  set_own_level(level - 1);
}

Effect RLock::Spec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kAcquire:
      if (state.owner != kNoThread && state.owner != action.thread) return {0, 0, false, true};
      state.owner = action.thread;
      ++state.level;
      return {};
    case kAcquireAt: state = {action.thread, static_cast<std::uint32_t>(action.a)}; return {};
    case kReleaseAll: {
      const Effect effect{state.level};
      state = {};
      return effect;
    }
    default:
      if (--state.level == 0) state.owner = kNoThread;
      return {};
  }
}

std::string RLock::Spec::describe(const Label& label, const std::string& name, const std::string&) {
  if (label.is(kAcquire) || label.is(kAcquireAt)) {
    return "acquire " + name + (label.expired ? ": taken" : "");
  }
  return "release " + name;
}

ThreadSet RLock::Spec::holders(const State& state, const Action& action) {
  ThreadSet holders;
  const bool takes = action.is(kAcquire) || action.is(kAcquireAt);
  if (takes && state.owner != kNoThread) holders.insert(state.owner);
  return holders;
}

}  // namespace heddle::threading
