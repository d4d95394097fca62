// Two threads take two locks in opposite orders.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;
using threading::Thread;

void abba_deadlock(const Parameters&) {
  Lock a("a");
  Lock b("b");
  const auto transfer = [](const Lock& from, const Lock& to) {
    from.acquire();
    to.acquire();
    to.release();
    from.release();
  };

  Thread t1([=] { transfer(a, b); }, "t1");
  Thread t2([=] { transfer(b, a); }, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

}  // namespace heddle::programs
