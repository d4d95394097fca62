#include <heddle/heddle.hpp>

HEDDLE_MODEL("counter-locked", "two threads add to a counter under a lock") {
  heddle::threading::Lock lock;
  heddle::Shared<int> counter(0);
  const auto add = [&] {
    lock.acquire();
    counter += 1;
    lock.release();
  };
  heddle::threading::Thread first(add);
  heddle::threading::Thread second(add);
  first.start();
  second.start();
  first.join();
  second.join();
}
