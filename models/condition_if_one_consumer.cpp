// `if` in place of `while` with a single consumer: nobody can take its item, so it is right as long
// as nothing but a notify wakes it.
#include <heddle/heddle.hpp>

#include <mutex>
#include <stdexcept>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Condition;
using threading::Lock;
using threading::Thread;

void condition_if_one_consumer(const Parameters&) {
  Lock cv_lock("cv_lock");
  Condition cv(cv_lock, "cv");
  Shared<int> items{0, "items"};
  const auto consume_one = [=] {
    const std::unique_lock with_cv(cv);
    if (items.get() == 0) cv.wait();
    if (items.get() == 0) throw std::out_of_range("pop from an empty list");
    items -= 1;
  };
  const auto produce_one = [=] {
    const std::unique_lock with_cv(cv);
    items += 1;
    cv.notify();
  };

  Thread consumer(consume_one, "consumer");
  consumer.start();
  produce_one();
  consumer.join();
  outcome(items.get());
}

}  // namespace heddle::programs
