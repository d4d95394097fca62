#include "heddle/primitives/queue/queue.hpp"

namespace heddle::queue {

Timeout detail::queue_timeout(bool block, OptionalTimeout timeout) {
  if (!block) return 0;  // and a timeout is ignored
  if (timeout && *timeout < 0) {
    throw ValueError("'timeout' must be a non-negative number", Category::misuse);
  }
  return threading::wait_timeout(timeout);
}

int QueueSpec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kPut:
      return state.maxsize <= 0 || state.size() < state.maxsize || action.may_expire ? 1 : 0;
    case kGet: return state.size() > 0 || action.may_expire ? 1 : 0;
    case kJoin: return state.unfinished == 0 ? 1 : 0;
    default: return 1;
  }
}

Effect QueueSpec::apply(State& state, const Action& action, unsigned) {
  switch (action.kind) {
    case kPut:
      if (state.maxsize > 0 && state.size() >= state.maxsize) return {0, 0, false, true};
      ++state.unfinished;
      return {0, ++state.puts};
    case kGet:
      if (state.size() == 0) return {0, 0, false, true};
      return {0, ++state.gets};
    case kTaskDone:
      if (state.unfinished <= 0) return {1};
      --state.unfinished;
      return {};
    case kUncount: --state.unfinished; return {};
    case kSize: return {state.size()};
    case kUnfinished: return {state.unfinished};
    default: return {};
  }
}

std::string QueueSpec::describe(const Label& label, const std::string& name,
                                const std::string& value) {
  const std::string item = value.empty() ? "" : " " + value;
  switch (label.kind) {
    case kPut: return "put" + item + " into " + name + (label.expired ? ": full" : "");
    case kGet: return "get" + item + " from " + name + (label.expired ? ": empty" : "");
    case kSize: return "size of " + name + ": " + std::to_string(label.result);
    case kUnfinished: return "unfinished tasks of " + name + ": " + std::to_string(label.result);
    case kTaskDone: return "task done in " + name + (label.result != 0 ? ": too often" : "");
    case kJoin: return "join " + name;
    default: return "the item in " + name + " is not counted";
  }
}

}  // namespace heddle::queue
