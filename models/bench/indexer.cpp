// n threads put four words each into a hash table without locks. Only with 12 threads or more do
// two of them want the same cell.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

namespace {

constexpr int kCells = 128;
constexpr int kWords = 4;

}  // namespace

void indexer(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Array<Atomic<int>> table(kCells, "table");
  const auto insert = [=](int i) {
    for (int m = 0; m < kWords; ++m) {
      const int word = 11 * m + i;
      int h = 7 * word % kCells;
      for (int none = 0; !table[h].compare_exchange(none, word); none = 0) h = (h + 1) % kCells;
    }
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) threads.emplace_back([=] { insert(i); });
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
