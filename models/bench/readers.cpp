// One writer and n readers of one variable: each reader comes before or after, 2^n executions.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void readers(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> x{0, "x"};

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n + 1));
  threads.emplace_back([=] { x.store(42); }, "writer");
  for (int i = 1; i <= n; ++i) {
    threads.emplace_back([=] { x.load(); });
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
