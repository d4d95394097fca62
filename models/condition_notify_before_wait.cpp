// The consumer tests in one critical section and waits in another: a notify that falls between
// them wakes nobody and is not remembered.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Condition;
using threading::Lock;
using threading::Thread;

void condition_notify_before_wait(const Parameters&) {
  Lock lock("lock");
  Condition not_empty(lock, "not_empty");
  Shared<int> items{0, "items"};
  const auto produce = [=] {
    not_empty.acquire();
    items.set(1);
    not_empty.notify();
    not_empty.release();
  };
  const auto consume = [=] {
    not_empty.acquire();
    const bool empty = items.get() == 0;
    not_empty.release();
    if (empty) {
      not_empty.acquire();
      not_empty.wait();
      not_empty.release();
    }
  };

  Thread producer(produce, "producer");
  Thread consumer(consume, "consumer");
  producer.start();
  consumer.start();
  producer.join();
  consumer.join();
}

}  // namespace heddle::programs
