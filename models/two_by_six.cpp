// Two threads draw six numbers each from one counter: (12 choose 6) = 924 ways to share them out.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void two_by_six(const Parameters&) {
  Atomic<int> next{0, "next"};
  const auto draw = [=] {
    for (int i = 0; i < 6; ++i) outcome(next.fetch_add(1));
  };

  Thread t1(draw, "t1");
  Thread t2(draw, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

}  // namespace heddle::programs
