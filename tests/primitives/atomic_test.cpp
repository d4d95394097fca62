// Atomic<T>: one event per operation.
#include <atomic>
#include <string>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Thread;

TEST_CASE("Atomic: each operation does what std::atomic's does", "[primitives][atomic]") {
  CHECK(results([] {
          Atomic<int> x{5, "x"};
          outcome(x.exchange(6));
          outcome(x.fetch_add(4));
          outcome(x.fetch_sub(3));
          outcome(x.fetch_and(6));
          outcome(x.fetch_or(9));
          outcome(x.fetch_xor(3));
          outcome(x.load());
          x = 1;
          outcome(++x);
          outcome(x++);
          outcome(--x);
          outcome(x--);
          outcome(x += 5);
          outcome(x -= 2);
          outcome(static_cast<int>(x));
        }) == Results{"5 6 10 7 6 15 12 2 2 2 2 6 4 4"});
}

TEST_CASE("Atomic: compare_exchange stores only where it finds what it expects",
          "[primitives][atomic]") {
  CHECK(results([] {
          const Atomic<int> x{1};
          int expected = 2;
          outcome(x.compare_exchange(expected, 3));
          outcome(expected);
          outcome(x.compare_exchange_strong(expected, 4));
          outcome(x.compare_exchange_weak(expected, 5));
          outcome(expected);
        }) == Results{"false 1 true false 4"});
}

TEST_CASE("Atomic: whole numbers wrap", "[primitives][atomic]") {
  CHECK(results([] {
          const Atomic<unsigned char> byte{255};
          byte.fetch_add(2);
          outcome(static_cast<int>(byte.load()));
          byte.fetch_sub(3);
          outcome(static_cast<int>(byte.load()));
          const Atomic<signed char> small{-128};
          small.fetch_sub(1);
          outcome(static_cast<int>(small.load()));
          const Atomic<long> large{-1};
          large.fetch_add(1);
          outcome(large.load());
        }) == Results{"1 254 127 0"});
}

TEST_CASE("Atomic: any copyable type with == will do", "[primitives][atomic]") {
  struct Padded {
    char letter;
    int number;
    bool operator==(const Padded&) const = default;
  };
  CHECK(results([] {
          const Atomic<std::string> text{"a"};
          std::string expected = "a";
          outcome(text.compare_exchange(expected, "b"));
          outcome(text.load());
          const Atomic<double> real{0.5};
          outcome(real.fetch_add(0.25));
          outcome(real.load());
          const Atomic<Padded> padded{{'x', 1}};
          Padded wanted{'x', 1};
          outcome(padded.compare_exchange(wanted, {'y', 2}));
          outcome(padded.load().number);
        }) == Results{"true b 0.5 0.75 true 2"});
}

TEST_CASE("Atomic: no update is lost, and each is one event", "[primitives][atomic]") {
  const Report report = explore_all(
      [] {
        const Atomic<int> counter{0, "counter"};
        const auto add = [=] { counter.fetch_add(1); };
        run_threads({Thread(add), Thread(add)});
        outcome(counter.load());
      },
      without_reduction());
  CHECK(report.executions == 2);
  CHECK(report.outcome_values() == Results{"2"});
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Atomic: a load and a store apart lose updates without a race", "[primitives][atomic]") {
  const Report report = explore_all([] {
    const Atomic<int> counter{0, "counter"};
    const auto add = [=] { counter.store(counter.load() + 1); };
    run_threads({Thread(add), Thread(add)});
    outcome(counter.load());
  });
  CHECK(report.outcome_values() == Results{"1", "2"});
  CHECK(report.has(Kind::lost_update));
  CHECK_FALSE(report.has(Kind::data_race));
}

TEST_CASE("Atomic: storing the same whatever was read loses no update", "[primitives][atomic]") {
  const Report report = explore_all([] {
    const Atomic<int> level{0, "level"};
    const auto set = [=](int value) {
      outcome(level.load());
      level.store(value);
    };
    run_threads({Thread(set, threading::args(1)), Thread(set, threading::args(2))});
  });
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Atomic: a compare-exchange loop loses none", "[primitives][atomic]") {
  const Report report = explore_all([] {
    const Atomic<int> counter{0, "counter"};
    const auto add = [=] {
      int seen = counter.load();
      while (!counter.compare_exchange_weak(seen, seen + 1)) {}
    };
    run_threads({Thread(add), Thread(add)});
    outcome(counter.load());
  });
  CHECK(report.outcome_values() == Results{"2"});
  CHECK(report.verdict == Verdict::verified);
}

namespace {

/// A flag that is raised after a plain write and tested before a plain read.
Report publish(std::memory_order store, std::memory_order load) {
  return explore_all([=] {
    const Shared<int> value{0, "value"};
    const Atomic<bool> ready{false, "ready"};
    const Thread writer([=] {
      value.set(42);
      ready.store(true, store);
    });
    writer.start();
    if (ready.load(load)) outcome(value.get());
  });
}

}  // namespace

TEST_CASE("Atomic: a load synchronises with the store it reads, unless one is relaxed",
          "[primitives][atomic]") {
  CHECK(publish(std::memory_order_seq_cst, std::memory_order_seq_cst).verdict == Verdict::verified);
  CHECK(publish(std::memory_order_release, std::memory_order_acquire).verdict == Verdict::verified);
  CHECK(publish(std::memory_order_relaxed, std::memory_order_acquire).has(Kind::data_race));
  CHECK(publish(std::memory_order_release, std::memory_order_relaxed).has(Kind::data_race));
}

TEST_CASE("Atomic: a read-modify-write continues the release sequence", "[primitives][atomic]") {
  const Report report = explore_all([] {
    const Shared<int> value{0, "value"};
    const Atomic<int> flag{0, "flag"};
    const Thread writer([=] {
      value.set(42);
      flag.store(1, std::memory_order_release);
    });
    const Thread between([=] {
      int expected = 1;
      flag.compare_exchange_strong(expected, 2, std::memory_order_relaxed);
    });
    writer.start();
    between.start();
    if (flag.load(std::memory_order_acquire) == 2) outcome(value.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"", "42"});
}
