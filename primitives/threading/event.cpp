#include "heddle/primitives/threading/event.hpp"

namespace heddle::threading {

Effect Event::Spec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kSet: {
      const int woken = state.waiters.size();
      if (!state.flag || woken > 0) ++state.generation;
      state.flag = true;
      state.released = state.released | state.waiters;
      state.waiters.clear();
      return {woken, state.generation};
    }
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

std::string Event::Spec::describe(const Label& label, const std::string& name, const std::string&) {
  switch (label.kind) {
    case kSet: {
      if (label.result == 0) return "set " + name;
      return "set " + name + ": wakes " + std::to_string(label.result);
    }
    case kClear: return "clear " + name;
    case kWait:
      return label.result != 0 ? "wait " + name + ": is set" : "begin to wait for " + name;
    case kResume:
      return "wait " + name + (label.expired ? ": timed out" : label.result ? ": woken" : "");
    default: return "is " + name + " set? " + (label.result != 0 ? "yes" : "no");
  }
}

}  // namespace heddle::threading
