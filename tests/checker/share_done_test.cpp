// How much of a search is done while it goes on.
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

/// The first and the last share before the end of a search.
struct Shares final : Watcher {
  void executed(const Report& so_far) override {
    if (first < 0) first = so_far.share_done;
    grows = grows && so_far.share_done >= last;
    if (so_far.share_done < 1) last = so_far.share_done;
  }
  double first = -1;
  double last = -1;
  bool grows = true;
};

/// Two threads with six writes of one variable each: 924 interleavings.
void two_by_six() {
  Atomic<int> x(0);
  const auto write = [=] {
    for (int i = 0; i < 6; ++i) x.store(i);
  };
  threading::Thread a(write);
  threading::Thread b(write);
  a.start();
  b.start();
  a.join();
  b.join();
}

Shares shares(const std::string& strategy, std::uint64_t budget = 0) {
  Options options;
  options.strategy = strategy;
  options.keep_going = true;
  options.max_executions = budget;
  options.dependence = Dependence::plain;
  Shares seen;
  explore(two_by_six, options, &seen);
  return seen;
}

}  // namespace

TEST_CASE("share done: depth first, the path says how much is done", "[checker]") {
  const Shares seen = shares("dfs");
  CHECK(seen.first == Approx(1.0 / 64));  // six choices of two, then one thread is left
  CHECK(seen.last == Approx(2047.0 / 2048));
}

TEST_CASE("share done: optimal, towards the end nearly all is done", "[checker]") {
  CHECK(shares("optimal").last == Approx(2047.0 / 2048));
}

TEST_CASE("share done: depth first without reduction it only grows", "[checker]") {
  CHECK(shares("dfs").grows);
}

TEST_CASE("share done: a random search knows its budget alone", "[checker]") {
  CHECK(shares("random", 640).last == Approx(639.0 / 640));
}
