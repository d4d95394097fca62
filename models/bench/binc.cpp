// n threads increment two counters, one after the other: (n!)^2 executions.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void binc(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> x{0, "x"};
  Atomic<int> y{0, "y"};
  const auto increment = [=] {
    const int r = x.fetch_add(1);
    const int s = y.fetch_add(1);
    check(r + s < 2 * n, "more increments than threads");
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) threads.emplace_back(increment);
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
