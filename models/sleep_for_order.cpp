// Main sleeps long enough, as it thinks, for the worker to have ended.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void sleep_for_order(const Parameters&) {
  Atomic<int> result{0, "result"};
  const auto work = [=] {
    sleep(1);
    result.store(42);
  };

  Thread worker(work, "worker");
  worker.start();
  sleep(2);
  check(result.load() == 42, "the worker has ended");
}

}  // namespace heddle::programs
