// condition_while with the loop inside wait_for(predicate).
#include <heddle/heddle.hpp>

#include <mutex>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Condition;
using threading::Lock;
using threading::Thread;

void condition_wait_for(const Parameters&) {
  Lock cv_lock("cv_lock");
  Condition cv(cv_lock, "cv");
  Shared<int> items{0, "items"};
  const auto an_item_is_available = [=] { return items.get() > 0; };
  const auto consume_one = [=] {
    const std::unique_lock with_cv(cv);
    cv.wait_for(an_item_is_available);
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
  outcome(items.get());
}

}  // namespace heddle::programs
