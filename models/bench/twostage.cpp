// All but one of n threads write two variables in two critical sections; the last one reads them
// in between.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

void twostage(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Lock l1("l1");
  Lock l2("l2");
  Shared<int> d1{0, "d1"};
  Shared<int> d2{0, "d2"};
  const auto write = [=] {
    l1.acquire();
    d1.set(1);
    l1.release();
    l2.acquire();
    d2.set(d1.get() + 1);
    l2.release();
  };
  const auto read = [=] {
    l1.acquire();
    if (d1.get() == 0) {
      l1.release();
      return;
    }
    const int t1 = d1.get();
    l1.release();
    l2.acquire();
    const int t2 = d2.get();
    l2.release();
    check(t2 == t1 + 1, "the second stage is missing");
  };

  std::vector<Thread> threads;
  for (int i = 1; i < n; ++i) threads.emplace_back(write);
  threads.emplace_back(read, "reader");
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
