// A stack of three cells without locks that three threads pop from and push to, twice each. A
// thread that is held up in `pop` may find the same head again, with another cell below it; two
// threads then own one cell. It takes several preemptions in the right places.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Thread;

namespace {

constexpr int kThreads = 3;
constexpr int kRounds = 2;

struct Stack {
  Atomic<int> head{0, "head"};
  Atomic<int> count{3, "count"};
  std::vector<Atomic<int>> next{Atomic<int>(1, "next[0]"), Atomic<int>(2, "next[1]"),
                                Atomic<int>(-1, "next[2]")};

  /// A cell that is the caller's from now on, or -1.
  [[nodiscard]] int pop() const {
    while (count.load() > 1) {
      int h = head.load();
      const int cell = h;
      const int n = below(cell).exchange(-1);
      if (n < 0) {
        yield();
      } else if (head.compare_exchange(h, n)) {
        count.fetch_sub(1);
        return cell;
      } else {
        below(cell).exchange(n);
      }
    }
    return -1;
  }
  void push(int cell) const {
    int h = head.load();
    do {
      below(cell).store(h);
    } while (!head.compare_exchange(h, cell));
    count.fetch_add(1);
  }

 private:
  [[nodiscard]] const Atomic<int>& below(int cell) const {
    return next[static_cast<std::size_t>(cell)];
  }
};

}  // namespace

void safestack(const Parameters&) {
  const Stack stack;
  const Array<Shared<int>> val(3, "val");
  const auto use = [=](int t) {
    for (int i = 0; i < kRounds; ++i) {
      int e = stack.pop();
      while (e < 0) {
        yield();
        e = stack.pop();
      }
      val[e].set(t);
      check(val[e].get() == t, "two threads own one cell");
      stack.push(e);
    }
  };

  std::vector<Thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([=] { use(t); });
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs::bench
