// Two threads work n times on a cell of their own and then meet at one variable: 4 executions,
// however long they are.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void length(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Array<Atomic<int>> local(2, "local");
  Atomic<int> v{0, "v"};
  const auto work = [=](int t) {
    for (int i = 0; i < n; ++i) {
      local[t].store(i);
      local[t].load();
    }
    v.store(t);
    v.load();
  };

  std::vector<Thread> threads;
  threads.emplace_back([=] { work(0); }, "t0");
  threads.emplace_back([=] { work(1); }, "t1");
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
