// n philosophers; phil takes the fork with the lower number first, phil_bad the one at its left,
// which deadlocks when all of them do.
#include <heddle/heddle.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

namespace {

void dine(int n, bool lower_first) {
  const Array<Lock> f(n, "f");
  const Array<Shared<int>> eaten(n, "eaten");
  const auto eat = [=](int i) {
    int first = i;
    int second = (i + 1) % n;
    if (lower_first && second < first) std::swap(first, second);
    f[first].acquire();
    f[second].acquire();
    eaten[i].set(1);
    f[second].release();
    f[first].release();
  };

  std::vector<Thread> philosophers;
  for (int i = 0; i < n; ++i) {
    philosophers.emplace_back([=] { eat(i); }, "philosopher" + std::to_string(i));
  }
  for (const Thread& philosopher : philosophers) philosopher.start();
  for (const Thread& philosopher : philosophers) philosopher.join();
}

}  // namespace

void phil(const Parameters& parameters) { dine(static_cast<int>(parameters["n"]), true); }

void phil_bad(const Parameters& parameters) { dine(static_cast<int>(parameters["n"]), false); }

}  // namespace heddle::programs::bench
