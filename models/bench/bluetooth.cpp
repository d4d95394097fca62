// A driver is stopped while it works: between its look at `stopping` and its mark in `pending` the
// stopper may come through.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

void bluetooth(const Parameters&) {
  Lock lock("lock");  // of `pending` alone
  Shared<int> pending{1, "pending"};
  Shared<bool> stopping{false, "stopping"};
  Shared<bool> event{false, "event"};
  Shared<bool> stopped{false, "stopped"};
  const auto increase = [=] {
    if (stopping.get()) return -1;
    lock.acquire();
    pending += 1;
    lock.release();
    return 0;
  };
  const auto decrease = [=] {
    lock.acquire();
    pending -= 1;
    const int p = pending.get();
    lock.release();
    if (p == 0) event.set(true);
  };

  Thread stopper(
      [=] {
        stopping.set(true);
        decrease();
        if (event.get()) stopped.set(true);
      },
      "stopper");
  stopper.start();
  const int status = increase();
  if (status == 0) check(!stopped.get(), "it works although it is stopped");
  decrease();
  stopper.join();
}

}  // namespace heddle::programs::bench
