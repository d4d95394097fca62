// Peterson's algorithm for two threads, n rounds. A thread that does not get in at the second try
// gives up.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

namespace {

constexpr int kTries = 2;

}  // namespace

void peterson(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Array<Atomic<int>> flag(2, "flag");
  Atomic<int> turn{0, "turn"};
  Atomic<int> x{0, "x"};
  const auto may_enter = [=](int other) {
    for (int i = 0; i < kTries; ++i) {
      const int f = flag[other].load();
      const int t = turn.load();
      if (f != 1 || t != other) return true;
    }
    return false;
  };
  const auto compete = [=](int me) {
    const int other = 1 - me;
    for (int i = 0; i < n; ++i) {
      flag[me].store(1);
      turn.store(other);
      if (!may_enter(other)) return;
      x.store(me + 1);
      check(x.load() == me + 1, "two threads are in the critical section");
      flag[me].store(0);
    }
  };

  Thread t0([=] { compete(0); }, "t0");
  Thread t1([=] { compete(1); }, "t1");
  t0.start();
  t1.start();
  t0.join();
  t1.join();
}

}  // namespace heddle::programs::bench
