// n threads make a[j] one more than a[j - 1], while another one looks for the last zero from the
// end: how many cells it reads depends on what it finds. a[0] stays 0.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void lastzero(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Array<Atomic<int>> a(n + 1, "a");
  const auto search = [=] {
    int i = n;
    while (a[i].load() != 0) --i;
  };
  const auto write = [=](int j) {
    const int before = a[j - 1].load();
    a[j].store(before + 1);
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n + 1));
  threads.emplace_back(search, "searcher");
  for (int j = 1; j <= n; ++j) {
    threads.emplace_back([=] { write(j); });
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
