// n threads rotate a number: the i-th one makes i of i - 1, if it comes at the right time.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void casrot(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> x{0, "x"};
  const auto rotate = [=](int i) {
    int before = i - 1;
    x.compare_exchange(before, i);
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 1; i <= n; ++i) threads.emplace_back([=] { rotate(i); });
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
