// All but one of n threads set a and then b; the last one looks between the two, where few
// schedules let it. With n = 20 half of them look.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

void reorder(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const int checkers = n == 20 ? 10 : 1;
  Shared<int> a{0, "a"};
  Shared<int> b{0, "b"};
  const auto set = [=] {
    a.set(1);
    b.set(-1);
  };
  const auto look = [=] {
    const bool whole =
        (a.get() == 0 && b.get() == 0) || (a.get() == 1 && b.get() == -1);  // stops when it knows
    check(whole, "a is set and b is not");
  };

  std::vector<Thread> threads;
  for (int i = 1; i <= n - checkers; ++i) threads.emplace_back(set);
  for (int i = 1; i <= checkers; ++i) threads.emplace_back(look);
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
