// `await` and `spin_until`, and additions that commute.
#include <stdexcept>
#include <string>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Thread;

namespace {

Options by(const char* strategy) {
  Options options;
  options.strategy = strategy;
  return options;
}

}  // namespace

TEST_CASE("await: one event, however long it waits, and no bound", "[primitives][await]") {
  const Report report = explore_all(
      [] {
        const Atomic<int> level{0, "level"};
        Thread waiter([=] { outcome(level.await([](int value) { return value >= 2; })); });
        waiter.start();
        for (int i = 1; i <= 3; ++i) level.store(i);
        waiter.join();
      },
      by("optimal"));
  CHECK(report.executions == 2);
  CHECK(report.outcome_values() == Results{"2", "3"});
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.limits.empty());
}

TEST_CASE("await: what it asks may refer to the caller's frame", "[primitives][await]") {
  for (const char* strategy : {"dfs", "optimal", "random"}) {
    Options options = by(strategy);
    options.keep_going = true;
    options.max_executions = 200;
    const Report report = explore(
        [] {
          const Atomic<std::string> text{"", "text"};
          const auto wait_for = [=](std::string wanted) {
            outcome(await(text, [&](const std::string& now) { return now == wanted; }));
          };
          Thread one(wait_for, threading::args(std::string("a")));
          Thread other(wait_for, threading::args(std::string("b")));
          one.start();
          other.start();
          text.store("a");
          text.store("b");
        },
        options);
    INFO(strategy);
    // A thread may come too late for "a".
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].kind == Kind::deadlock);
    CHECK(report.findings[0].message.find("`text`") != std::string::npos);
    CHECK(report.outcome_values() == Results{"a | b"});
  }
}

TEST_CASE("await: it knows what was done before the store", "[primitives][await]") {
  const auto program = [](std::memory_order order) {
    return [order] {
      const Atomic<bool> ready{false, "ready"};
      const Shared<int> value{0, "value"};
      Thread writer([=] {
        value.set(1);
        ready.store(true, order);
      });
      writer.start();
      ready.spin_until([](bool is) { return is; });
      outcome(value.get());
      writer.join();
    };
  };
  const Report report = explore_all(program(std::memory_order_seq_cst));
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"1"});
  CHECK(explore_all(program(std::memory_order_relaxed)).has(Kind::data_race));
}

TEST_CASE("await: one that waits for ever is part of a deadlock", "[primitives][await]") {
  const Report report = explore_all([] {
    const Atomic<int> level{0, "level"};
    Thread waiter([=] { level.await([](int value) { return value == 1; }); });
    waiter.start();
    level.store(2);
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::deadlock);
  CHECK(report.findings[0].message.find("`level`") != std::string::npos);
  bool named = false;
  for (const auto& [head, sentence] : report.findings[0].explanation) {
    named |= head == "waits" && sentence.find("await level") != std::string::npos;
  }
  CHECK(named);
}

TEST_CASE("await: what the predicate throws ends the wait", "[primitives][await]") {
  CHECK(results([] {
          const Atomic<int> level{0};
          const auto wait = [&] {
            level.await([](int value) -> bool { throw ValueError("no " + std::to_string(value)); });
          };
          outcome(result_of(wait));
        }) == Results{"raises ValueError: no 0"});
}

TEST_CASE("await: the predicate may look at its argument alone", "[primitives][await]") {
  const Report report = explore_all([] {
    const Atomic<int> level{0};
    const Atomic<int> other{0};
    level.await([=](int) { return other.load() == 0; });
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::misuse);
  CHECK(report.findings[0].message.find("must not use a primitive") != std::string::npos);
}

TEST_CASE("await: of a plain variable it reads again whenever somebody has written",
          "[primitives][await]") {
  const auto program = [] {
    const Shared<int> level{0, "level"};
    const Thread writer([=] {
      for (int i = 1; i <= 2; ++i) level.set(i);
    });
    writer.start();
    outcome(await(level, [](int value) { return value >= 2; }));
    writer.join();
  };
  const Report report = explore_all(program, by("optimal"));
  // It has read both, one, or none of the values before the last.
  CHECK(report.executions == 4);
  CHECK(report.outcome_values() == Results{"2"});
  CHECK(report.limits.empty());
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::data_race);
  CHECK(explore_all(program, without_reduction()).outcome_values() == Results{"2"});
}

TEST_CASE("await: of a plain variable that nobody writes any more", "[primitives][await]") {
  const auto wait_for = [](int wanted) {
    return [wanted] {
      const Shared<int> level{0, "level"};
      level.set(1);
      run_in_thread([=] { spin_until(level, [=](int value) { return value == wanted; }); });
    };
  };
  CHECK(explore_all(wait_for(1)).verdict == Verdict::verified);
  const Report report = explore_all(wait_for(2));
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::deadlock);
  CHECK(report.findings[0].message.find("`level`") != std::string::npos);
}

TEST_CASE("await: of a plain variable that is changed in one call", "[primitives][await]") {
  const Report report = explore_all([] {
    const Shared<std::string> text{"", "text"};
    const Thread writer([=] { text.write([](std::string& now) { now += "a"; }); });
    writer.start();
    outcome(text.await([](const std::string& now) { return now == "a"; }));
    writer.join();
  });
  CHECK(report.outcome_values() == Results{"a"});
  CHECK(report.executions == 2);
}

TEST_CASE("await: of a plain variable makes its accesses visible", "[primitives][await]") {
  Options options;
  options.plain = Plain::invisible;
  const Report report = explore_all(
      [] {
        const Shared<int> level{0, "level"};
        const Thread writer([=] { level.set(1); });
        writer.start();
        level.await([](int value) { return value == 1; });
        writer.join();
      },
      options);
  CHECK(report.executions == 2);
  CHECK(report.has(Kind::data_race));
}

TEST_CASE("add: additions commute, and what looks at the sum depends on them",
          "[primitives][await]") {
  const auto program = [](bool awaits) {
    return [awaits] {
      const Atomic<int> counter{0, "counter"};
      const auto count = [=] { counter.add(2); };
      run_threads({Thread(count), Thread(count), Thread([=] { counter.sub(1); })});
      outcome(awaits ? counter.await([](int sum) { return sum == 3; }) : counter.load());
    };
  };
  const Report report = explore_all(program(false), by("optimal"));
  CHECK(report.executions == 1);
  CHECK(report.outcome_values() == Results{"3"});
  CHECK(report.verdict == Verdict::verified);
  Options plain = by("optimal");
  plain.dependence = Dependence::plain;
  CHECK(explore_all(program(false), plain).executions == 6);
  CHECK(explore_all(program(true), by("optimal")).executions == 6);
}

TEST_CASE("add: who sees the sum knows what was done before each addition", "[primitives][await]") {
  for (const char* strategy : {"dfs", "optimal"}) {
    const Report report = explore_all(
        [] {
          const Atomic<int> done{0, "done"};
          const Shared<int> left{0, "left"};
          const Shared<int> right{0, "right"};
          const auto work = [=](Shared<int> value) {
            value.set(1);
            done.add(1);
          };
          Thread one(work, threading::args(left));
          Thread other(work, threading::args(right));
          one.start();
          other.start();
          if (done.load() == 2) outcome(left.get() + right.get());
        },
        by(strategy));
    INFO(strategy);
    CHECK(report.verdict == Verdict::verified);
    CHECK(report.outcome_values() == Results{"", "2"});
  }
}

TEST_CASE("add: the order of rounded additions can be seen", "[primitives][await]") {
  const Report report = explore_all(
      [] {
        const Atomic<double> sum{0.0, "sum"};
        const auto add = [=](double by) { sum.add(by); };
        run_threads({Thread(add, threading::args(0.1)), Thread(add, threading::args(0.2)),
                     Thread(add, threading::args(0.3))});
        outcome(sum.load() == 0.6);
      },
      by("optimal"));
  CHECK(report.executions == 6);
  CHECK(report.outcome_values() == Results{"false", "true"});
}

TEST_CASE("await: of a plain variable, the predicate may look at its argument alone",
          "[primitives][await]") {
  const Report report = explore_all(
      [] {
        const Shared<int> x(0, "x");
        const Shared<int> y(0, "y");
        Thread waiter([=] { x.await([=](int value) { return value + y.get() >= 1; }); });
        waiter.start();
        x.set(1);
        waiter.join();
      },
      by("optimal"));
  REQUIRE(report.find(Kind::misuse) != nullptr);
  CHECK(report.find(Kind::deadlock) == nullptr);
}
