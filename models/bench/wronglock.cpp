// One thread counts under lock a, seven under lock b.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

namespace {

constexpr int kOthers = 7;

}  // namespace

void wronglock(const Parameters&) {
  Lock a("a");
  Lock b("b");
  Shared<int> v{0, "v"};
  const auto count_and_check = [=] {
    a.acquire();
    const int x = v.get();
    v += 1;
    check(v.get() == x + 1, "another thread counted, too");
    a.release();
  };
  const auto count = [=] {
    b.acquire();
    v += 1;
    b.release();
  };

  std::vector<Thread> threads;
  threads.emplace_back(count_and_check, "checker");
  for (int i = 1; i <= kOthers; ++i) threads.emplace_back(count);
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
