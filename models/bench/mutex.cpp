// n threads change a variable under a lock: n! executions, one for each order.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

void mutex(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  Lock m("m");
  Shared<int> x{0, "x"};
  const auto change = [=](int i) {
    m.acquire();
    x.set(2 * x.get() + i);
    m.release();
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) threads.emplace_back([=] { change(i); });
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
