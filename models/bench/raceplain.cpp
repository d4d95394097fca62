// Two threads write a plain variable without a lock.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void raceplain(const Parameters&) {
  Shared<int> x{0, "x"};
  Thread t1([=] { x.set(1); }, "t1");
  Thread t2([=] { x.set(2); }, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

}  // namespace heddle::programs::bench
