// Two threads add to each other's number, which makes Fibonacci numbers when they take turns. A
// third one claims that no number gets beyond the one that perfect turns give.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

namespace {

int fibonacci(int n) {
  int number = 0;
  for (int i = 0, next = 1; i < n; ++i) {
    const int sum = number + next;
    number = next;
    next = sum;
  }
  return number;
}

/// `most`: the largest value that the third thread puts up with.
void add_in_turns(int n, int most) {
  Atomic<int> x{1, "x"};
  Atomic<int> y{1, "y"};
  const auto add = [=](const Atomic<int>& sum) {
    for (int i = 0; i < n; ++i) {
      const int a = x.load();
      const int b = y.load();
      sum.store(a + b);
    }
  };

  Thread t1([=] { add(x); }, "t1");
  Thread t2([=] { add(y); }, "t2");
  Thread t3(
      [=] {
        check(x.load() <= most, "x is too large");
        check(y.load() <= most, "y is too large");
      },
      "t3");
  t1.start();
  t2.start();
  t3.start();
  t1.join();
  t2.join();
  t3.join();
}

}  // namespace

void fib(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  add_in_turns(n, fibonacci(2 * n + 2));
}

void fib_bad(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  add_in_turns(n, fibonacci(2 * n + 2) - 1);
}

}  // namespace heddle::programs::bench
