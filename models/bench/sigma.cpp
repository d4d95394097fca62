// The main thread counts up an index and starts a thread at each step; the thread marks the cell
// at the index that it finds, which may have moved on.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void sigma(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Atomic<int> idx{-1, "idx"};
  const Array<Atomic<int>> array(n, "array");
  const auto mark = [=] {
    const int k = idx.load();
    array[k].store(1);
  };

  std::vector<Thread> threads;
  for (int i = 0; i < n; ++i) {
    const int v = idx.load();
    idx.store(v + 1);
    threads.emplace_back(mark);
    threads.back().start();
  }
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
