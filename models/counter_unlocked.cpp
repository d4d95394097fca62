// Two threads add 10 and 20 to a counter: without a lock one of the additions can be lost.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void counter_unlocked(const Parameters&) {
  Shared<int> counter{0, "counter"};
  const auto increase = [=](int by) {
    int local_counter = counter.get();
    local_counter += by;
    counter.set(local_counter);
  };

  Thread t1([=] { increase(10); }, "t1");
  Thread t2([=] { increase(20); }, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
  outcome(counter.get());
}

}  // namespace heddle::programs
