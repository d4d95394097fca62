// Store buffering in a ring: each thread writes its cell and reads the next one's. Not all of them
// can read 0: 2^n - 1 executions.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void sb(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Array<Atomic<int>> x(n, "x");
  const auto write_and_read = [=](int i) {
    x[i].store(1);
    x[(i + 1) % n].load();
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    threads.emplace_back([=] { write_and_read(i); });
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
