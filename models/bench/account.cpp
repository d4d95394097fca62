// n deposits and n withdrawals of the same amounts: the balance is what it was before. account_bad
// reads and writes it in two critical sections.
#include <heddle/heddle.hpp>

#include <cstddef>
#include <vector>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

namespace {

/// `in_between` happens between reading the balance and writing it.
template <class Between>
void transfer(int n, const Lock& m, Between in_between) {
  Shared<int> bal{100, "bal"};
  const auto change = [=](int amount) {
    m.acquire();
    const int before = bal.get();
    in_between();
    bal.set(before + amount);
    m.release();
  };

  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(2 * n));
  for (int i = 0; i < n; ++i) {
    threads.emplace_back([=] { change(1 + i); });
    threads.emplace_back([=] { change(-1 - i); });
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
  check(bal.get() == 100, "money was made or lost");
}

}  // namespace

void account(const Parameters& parameters) {
  Lock m("m");
  transfer(static_cast<int>(parameters["n"]), m, [] {});
}

void account_bad(const Parameters& parameters) {
  Lock m("m");
  transfer(static_cast<int>(parameters["n"]), m, [=] {
    m.release();
    m.acquire();
  });
}

}  // namespace heddle::programs::bench
