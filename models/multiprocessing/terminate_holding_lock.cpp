// A process that is terminated while it holds a lock leaves it locked.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;

void terminate_holding_lock(const Parameters&) {
  const multiprocessing::Lock lock("lock");
  const Process worker(
      [=] {
        lock.acquire();
        lock.release();
      },
      "worker");
  worker.start();
  worker.terminate();
  worker.join();
  lock.acquire();
  lock.release();
}

}  // namespace heddle::programs
