// n threads increment one counter: n! executions.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void ainc(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> x{0, "x"};
  const auto increment = [=] {
    const int before = x.fetch_add(1);
    check(before < n, "more increments than threads");
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) threads.emplace_back(increment);
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
