// A thread that joins itself would wait for ever: RuntimeError.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void join_self(const Parameters&) {
  Thread t1([] { threading::current_thread().join(); }, "t1");
  t1.start();
  t1.join();
}

}  // namespace heddle::programs
