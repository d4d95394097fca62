// A queue may seem empty right after a put: the feeder thread has not sent the item yet.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void queue_empty_after_put(const Parameters&) {
  const multiprocessing::Queue<int> numbers(0, "numbers");
  numbers.put(1);
  outcome(numbers.empty() ? "empty" : "not empty");
  outcome(numbers.qsize());
  outcome(numbers.get());
}

}  // namespace heddle::programs
