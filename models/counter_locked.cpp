// Two threads add 10 and 20 to a counter, each holding the lock.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;
using threading::Thread;

void counter_locked(const Parameters&) {
  Lock lock("lock");
  Shared<int> counter{0, "counter"};
  const auto increase = [=](int by) {
    lock.acquire();
    int local_counter = counter.get();
    local_counter += by;
    counter.set(local_counter);
    lock.release();
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
