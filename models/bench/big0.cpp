// Two readers and two writers over four variables: many reads see many writes.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void big0(const Parameters&) {
  Atomic<int> x{0, "x"};
  Atomic<int> y{0, "y"};
  Atomic<int> z{0, "z"};
  Atomic<int> w{0, "w"};
  const auto read_seven = [=] {
    x.load();
    y.load();
    z.load();
    w.load();
    x.load();
    y.load();
    z.load();
  };
  const auto read_three = [=] {
    x.load();
    y.load();
    z.load();
  };
  const auto write = [](const Atomic<int>& first, const Atomic<int>& second) {
    for (int i = 1; i <= 3; ++i) {
      first.store(i);
      second.store(i);
    }
  };

  std::vector<Thread> threads;
  threads.emplace_back(read_seven, "t1");
  threads.emplace_back(read_three, "t2");
  threads.emplace_back([=] { write(x, y); }, "t3");
  threads.emplace_back([=] { write(z, w); }, "t4");
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
