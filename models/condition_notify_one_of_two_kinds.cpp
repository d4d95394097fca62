// A buffer for one item, with one condition for those who wait for an item and those who wait for
// room: notify() may wake one of the wrong kind, which waits again. notify_all() (all=1) is right.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Condition;
using threading::Thread;

void condition_notify_one_of_two_kinds(const Parameters& parameters) {
  const bool all = parameters["all"] != 0;
  Condition changed("changed");
  Shared<bool> full{false, "full"};
  const auto signal = [=] {
    if (all) {
      changed.notify_all();
    } else {
      changed.notify();
    }
  };
  const auto put = [=] {
    changed.acquire();
    while (full.get()) changed.wait();
    full.set(true);
    signal();
    changed.release();
  };
  const auto get = [=] {
    changed.acquire();
    while (!full.get()) changed.wait();
    full.set(false);
    signal();
    changed.release();
  };

  Thread consumer1(get, "consumer1");
  Thread consumer2(get, "consumer2");
  consumer1.start();
  consumer2.start();
  put();
  put();
  consumer1.join();
  consumer2.join();
}

}  // namespace heddle::programs
