// A monitor with room for one item, n items, and a condition for each of full and empty.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Condition;
using threading::Lock;
using threading::Thread;

void prodcons(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Lock m("m");
  Condition notfull(m, "notfull");
  Condition notempty(m, "notempty");
  Shared<int> slot{0, "slot"};
  Shared<int> full{0, "full"};

  Thread producer(
      [=] {
        for (int i = 1; i <= n; ++i) {
          m.acquire();
          while (full.get() != 0) notfull.wait();
          slot.set(i);
          full.set(1);
          notempty.notify();
          m.release();
        }
      },
      "producer");
  Thread consumer(
      [=] {
        for (int i = 1; i <= n; ++i) {
          m.acquire();
          while (full.get() == 0) notempty.wait();
          check(slot.get() == i, "an item is missing");
          full.set(0);
          notfull.notify();
          m.release();
        }
      },
      "consumer");
  producer.start();
  consumer.start();
  producer.join();
  consumer.join();
}

}  // namespace heddle::programs::bench
