// condition_while with `if` in place of `while`: who is woken finds the item gone.
#include <heddle/heddle.hpp>

#include <mutex>
#include <stdexcept>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Condition;
using threading::Lock;
using threading::Thread;

void condition_if(const Parameters&) {
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

  Thread consumer1(consume_one, "consumer1");
  Thread consumer2(consume_one, "consumer2");
  consumer1.start();
  consumer2.start();
  produce_one();
  produce_one();
  consumer1.join();
  consumer2.join();
}

}  // namespace heddle::programs
