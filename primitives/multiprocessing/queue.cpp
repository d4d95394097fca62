#include "heddle/primitives/multiprocessing/queue.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

Timeout detail::pipe_timeout(bool block, OptionalTimeout timeout) {
  if (!block) return 0;  // and a timeout is ignored
  const Timeout limit = threading::wait_timeout(timeout);
  return std::max(limit, 0.0);
}

std::int64_t detail::sending_process() {
  return QueueSpec::from(Execution::process(), running_execution().options().pipe_capacity);
}

void detail::throw_closed(const char* type) {
  throw ValueError(
      std::string("Queue <multiprocessing.queues.") + type + " object at 0x..> is closed",
      Category::misuse);
}

std::string detail::shortened(std::string text) {
  constexpr std::size_t kShown = 20;
  if (text.size() <= 2 * kShown) return text;
  return text.substr(0, kShown) + "... (" + std::to_string(text.size()) + " characters)";
}

void detail::print_refusal(const char* refusal, bool inherited) {
  running_execution().print(std::string("Traceback (most recent call last): ...\n") +
                            (inherited ? "RuntimeError: " : "TypeError: ") + refusal + "\n");
}

}  // namespace heddle::multiprocessing
