// How a program ends: main before its threads, daemons, the step bound, too many threads.
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

TEST_CASE("endings: main returns before its threads", "[checker][endings]") {
  const auto program = [] {
    const Thread thread([] {
      const Atomic<int> x;
      x.store(1);
      outcome("thread");
    });
    thread.start();
    outcome("main");
  };
  CHECK(count(program) == Counts{1, 1});
  CHECK(search(program).outcome_values() == Texts{"main | thread"});
}

TEST_CASE("endings: main throws before its threads have ended", "[checker][endings]") {
  const Report report = search([] {
    const Thread thread([] { outcome("thread"); });
    thread.start();
    throw RuntimeError("main is gone");
  });
  CHECK(report.complete == 1);
  CHECK(report.outcome_values() == Texts{"thread"});
  CHECK(report.has(Kind::uncaught_exception));
}

TEST_CASE("endings: a thread that main does not wait for can be stuck", "[checker][endings]") {
  const Report report = search([] {
    const Lock lock;
    lock.acquire();
    const Thread thread([lock] { lock.acquire(); });
    thread.start();
  });
  CHECK(report.blocked == 1);
  const Finding* finding = report.find(Kind::deadlock);
  REQUIRE(finding != nullptr);
  CHECK(finding->threads == Texts{"Thread-1"});
}

TEST_CASE("endings: threads of threads", "[checker][endings]") {
  const Report report = search([] {
    const Thread parent([] {
      const Thread child([] { outcome("child"); });
      child.start();
      outcome("parent");
    });
    parent.start();
    outcome("main");
  });
  CHECK(report.executions == 1);
  CHECK(report.outcome_values() == Texts{"main | parent | child"});
}

TEST_CASE("endings: a daemon is killed at each of its points", "[checker][endings]") {
  const auto program = [] {
    const Atomic<int> x(0, "x");
    const Thread daemon(
        [x] {
          for (int i = 1; i <= 3; ++i) {
            x.store(i);
            outcome(i);
          }
        },
        as_daemon());
    daemon.start();
  };
  const Report report = search(program);
  CHECK(report.outcome_values() == Texts{"", "1", "1 2", "1 2 3"});
  // Killed before it begins, before each store; or it ends by itself.
  CHECK(count(program) == Counts{5, 5});
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("endings: what a daemon does for ever is cut", "[checker][endings]") {
  Options options;
  options.daemon_steps = 5;
  const Report report = search(
      [] {
        const Atomic<int> x;
        const Thread daemon(
            [x] {
              for (;;) x.fetch_add(1);
            },
            as_daemon());
        daemon.start();
      },
      options);
  CHECK(report.executions == 6);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK(report.limits == Texts{"daemon threads cut after 5 steps"});
}

TEST_CASE("endings: a daemon that is blocked is no deadlock", "[checker][endings]") {
  const Report report = search([] {
    const Lock lock;
    lock.acquire();
    const Thread daemon([lock] { lock.acquire(); }, as_daemon());
    daemon.start();
  });
  CHECK(report.findings.empty());
  CHECK(report.blocked == 0);
}

TEST_CASE("endings: a daemon does not outlive a thread that main waits for", "[checker][endings]") {
  const Report report = search([] {
    const Atomic<int> x;
    const Thread daemon([x] { x.store(1); }, as_daemon());
    daemon.start();
    const Thread thread([x] { outcome(x.load()); });
    thread.start();
  });
  CHECK(report.outcome_values() == Texts{"0", "1"});
}

TEST_CASE("endings: the step bound", "[checker][endings]") {
  Options options;
  options.max_steps = 10;
  const Report report = search(
      [] {
        const Atomic<int> x;
        for (;;) x.fetch_add(1);
      },
      options);
  CHECK(report.executions == 1);
  CHECK(report.truncated == 1);
  CHECK(report.blocked == 1);
  CHECK(report.complete == 0);
  CHECK(report.steps == 10);
  CHECK(report.limits ==
        Texts{"1 executions cut after 10 steps (--max-steps; a loop that waits is better an "
              "await() or has a yield())"});
  CHECK(report.verdict == Verdict::no_bug_found);
}

TEST_CASE("endings: a program of just as many steps is not cut", "[checker][endings]") {
  Options options;
  options.max_steps = 10;
  const Report report = search(
      [] {
        const Atomic<int> x;
        for (int i = 0; i < 10; ++i) x.fetch_add(1);
      },
      options);
  CHECK(report.truncated == 0);
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("endings: a budget of executions", "[checker][endings]") {
  Options options;
  options.max_executions = 3;
  const Report report = search([] { choose(10); }, options);
  CHECK(report.executions == 3);
  CHECK_FALSE(report.exhaustive);
  CHECK(report.verdict == Verdict::inconclusive);
  CHECK(report.stopped == "the budget of 3 executions ran out");
}

TEST_CASE("endings: an interrupted search", "[checker][endings]") {
  Options options;
  options.cancelled = [] { return true; };
  const Report report = search([] { choose(10); }, options);
  CHECK(report.executions == 1);
  CHECK(report.verdict == Verdict::inconclusive);
  CHECK(report.stopped == "it was interrupted");
}

TEST_CASE("endings: the first error ends a search that is not to go on", "[checker][endings]") {
  const auto program = [] { check(choose(5) != 2, "two"); };
  const Report first = explore(program);
  CHECK(first.executions == 3);
  CHECK(first.verdict == Verdict::bug);
  CHECK_FALSE(first.exhaustive);
  const Report all = search(program);
  CHECK(all.executions == 5);
  CHECK(all.verdict == Verdict::bug);
  CHECK(all.exhaustive);
  REQUIRE(all.findings.size() == 1);
  CHECK(all.findings[0].executions == 1);
  CHECK(all.findings[0].first_execution == 3);
}

TEST_CASE("endings: 127 threads beside main, and no more", "[checker][endings]") {
  const auto program = [](int threads) {
    return [threads] {
      std::vector<Thread> all;
      for (int i = 0; i < threads; ++i) all.emplace_back([] {});
      for (const Thread& thread : all) thread.start();
    };
  };
  CHECK(search(program(127)).executions == 1);
  CHECK_THROWS_WITH(search(program(128)), Catch::Contains("more than 127 threads"));
  CHECK_THROWS_AS(search(program(128)), UsageError);
  CHECK(search(program(2)).executions == 1);  // the engine is as new
}

TEST_CASE("endings: the user's errors come out of explore", "[checker][endings]") {
  Options options;
  options.strategy = "best-first";
  CHECK_THROWS_WITH(
      explore([] {}, options),
      "unknown strategy `best-first`; there are: optimal, dfs, random, pct, pos, surw, "
      "portfolio, probes, replay, follow");
  const auto wrong = [] { throw UsageError("no such file"); };
  CHECK_THROWS_WITH(search(wrong), "no such file");
  CHECK_THROWS_WITH(search([wrong] { in_threads({wrong}); }), "no such file");
}

TEST_CASE("endings: a program with one thread is called sequential", "[checker][endings]") {
  CHECK(search([] {}).sequential);
  CHECK_FALSE(search([] { in_threads({[] {}}); }).sequential);
  CHECK_FALSE(search([] {
                if (choose(2) == 1) in_threads({[] {}});
              }).sequential);
}

namespace {

/// Fails at its n-th choice.
class Failing final : public Strategy {
 public:
  explicit Failing(int choice) : left_(choice) {}
  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t /*keep*/) override {}
  Choice pick(const Crossroads& here) override {
    if (--left_ == 0) throw InternalError("the strategy is at its end");
    return {here.live_in_some_order()[0], 0};
  }
  Next finished(const Trace& /*trace*/) override { return {}; }

 private:
  int left_;
};

void two_stores() {
  const Atomic<int> x;
  in_threads({[=] { x.store(1); }, [=] { x.store(2); }});
}

}  // namespace

TEST_CASE("endings: an error of the engine while a thread announces what it does",
          "[checker][endings]") {
  Execution execution{Options{}};
  Failing strategy(1);
  CHECK_THROWS_AS(execution.run(two_stores, strategy, 0), InternalError);
}

TEST_CASE("endings: an error of the engine when a thread has ended", "[checker][endings]") {
  Execution execution{Options{}};
  Failing strategy(2);
  CHECK_THROWS_AS(execution.run(two_stores, strategy, 0), InternalError);
}

TEST_CASE("endings: after an error of the engine it can run another execution",
          "[checker][endings]") {
  Execution execution{Options{}};
  for (const int choice : {1, 2}) {
    Failing strategy(choice);
    CHECK_THROWS_AS(execution.run(two_stores, strategy, 0), InternalError);
  }
  Failing never(-1);
  CHECK(execution.run(two_stores, never, 0).ending == Ending::complete);
}

TEST_CASE("endings: no memory for a stack is an error of usage", "[checker][endings]") {
  Options options;
  options.stack_bytes = std::size_t{1} << 50U;  // more than there are addresses
  CHECK_THROWS_WITH(search(two_stores, options), Catch::Contains("no memory for the stacks"));
  CHECK(Execution::current_execution() == nullptr);
}

TEST_CASE("endings: an exception in flight outlives an execution", "[checker][endings]") {
  try {
    throw RuntimeError("in flight");
  } catch (const RuntimeError&) {
    search(two_stores);
    CHECK(std::current_exception() != nullptr);
  }
  CHECK(std::current_exception() == nullptr);
}

TEST_CASE("endings: an execution can be destroyed by an exception", "[checker][endings]") {
  try {
    Execution execution{Options{}};
    Failing strategy(1);
    execution.run(two_stores, strategy, 0);
  } catch (const InternalError&) {
    CHECK(std::uncaught_exceptions() == 0);
  }
  CHECK(std::uncaught_exceptions() == 0);
}
