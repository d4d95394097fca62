// One thread gives its permit back twice: a BoundedSemaphore does not let that pass.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::BoundedSemaphore;
using threading::Thread;

void bounded_semaphore_over_release(const Parameters&) {
  BoundedSemaphore permits(2, "permits");
  const auto careful = [=] {
    permits.acquire();
    permits.release();
  };
  const auto careless = [=] {
    permits.acquire();
    permits.release();
    permits.release();
  };

  Thread t1(careful, "t1");
  Thread t2(careless, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

}  // namespace heddle::programs
