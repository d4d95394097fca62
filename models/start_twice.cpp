// A thread can be started once: RuntimeError.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void start_twice(const Parameters&) {
  Thread t1([] { print("Thread running"); }, "t1");
  t1.start();
  t1.join();
  t1.start();
}

}  // namespace heddle::programs
