// n writers and one reader of one variable: (n + 1)! executions.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void nw1r(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> x{0, "x"};

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n + 1));
  for (int i = 1; i <= n; ++i) {
    threads.emplace_back([=] { x.store(i); });
  }
  threads.emplace_back([=] { x.load(); }, "reader");
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
