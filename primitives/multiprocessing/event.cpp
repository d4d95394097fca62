#include "heddle/primitives/multiprocessing/event.hpp"

namespace heddle::multiprocessing {

bool Event::wait(OptionalTimeout timeout, Where where) const {
  const Timeout limit = detail::block_timeout(true, timeout);
  if (handle_.perform(kWait, 0, 0, kForever, where).value != 0) return true;
  if (handle_.perform(kResume, 0, 0, limit, where).expired) return false;
  return handle_.perform(kLook, 0, 0, kForever, where).value != 0;
}

Effect Event::Spec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kSet: {
      const int woken = state.waiters.size();
      if (!state.flag || woken > 0) ++state.generation;
      state.flag = true;
      state.released = state.waiters;
      state.waiters.clear();
      if (woken > 0) state.setter = action.thread;
      return {woken, state.generation};
    }
    case kSettle: state.setter = kNoThread; return {0, state.generation};
    case kClear: state.flag = false; return {0, state.generation};
    case kWait:
      if (state.flag) return {1, state.generation};
      state.waiters.insert(action.thread);
      return {0, state.generation};
    case kResume:
      if (state.released.contains(action.thread)) {
        state.released.erase(action.thread);
        return {1, state.generation};
      }
      state.waiters.erase(action.thread);
      return {0, state.generation, false, true};
    default: return {state.flag ? 1 : 0, state.generation};
  }
}

ThreadSet Event::Spec::holders(const State& state, const Action& action) {
  ThreadSet holders;
  if (action.is(kSettle)) return state.released;
  if (!action.is(kResume) && state.setter != kNoThread) holders.insert(state.setter);
  return holders;
}

std::string Event::Spec::describe(const Label& label, const std::string& name, const std::string&) {
  const char* answer = label.result != 0 ? "yes" : "no";
  switch (label.kind) {
    case kSet:
      return "set " + name + (label.result == 0 ? "" : ": wakes " + std::to_string(label.result));
    case kSettle: return "finish the set of " + name;
    case kClear: return "clear " + name;
    case kWait:
      return label.result != 0 ? "wait " + name + ": is set" : "begin to wait for " + name;
    case kResume:
      return "wait " + name + (label.expired ? ": timed out" : label.result ? ": woken" : "");
    case kLook: return std::string("is ") + name + " still set? " + answer;
    default: return "is " + name + " set? " + answer;
  }
}

}  // namespace heddle::multiprocessing
