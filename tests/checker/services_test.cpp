// What programs ask of the engine: choices, assumptions, invariants, outcomes, output.
#include "heddle/primitives/multiprocessing.hpp"
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

TEST_CASE("services: every value of a choice is explored once", "[checker][services]") {
  const Report report = search([] { outcome(choose(4)); });
  CHECK(report.executions == 4);
  CHECK(report.outcome_values() == Texts{"0", "1", "2", "3"});
  for (const Outcome& each : report.outcomes) CHECK(each.executions == 1);
}

TEST_CASE("services: a choice that depends on what was seen", "[checker][services]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[=] { x.store(1); },
                             [=] { outcome(x.load() == 0 ? choose(2) : 2 + choose(3)); }};
  });
  CHECK(search(program).outcome_values() == Texts{"0", "1", "2", "3", "4"});
  CHECK(search(program).executions == 5);
}

TEST_CASE("services: an assumption drops executions", "[checker][services]") {
  const Report report = search([] {
    const int value = choose(5);
    assume(value % 2 == 0);
    outcome(value);
  });
  CHECK(report.outcome_values() == Texts{"0", "2", "4"});
  CHECK(report.complete == 3);
  CHECK(report.blocked == 2);
  CHECK(report.findings.empty());
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("services: a failed assumption stops its thread, not the others", "[checker][services]") {
  const Report report = search(program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[] { assume(false); }, [=] { check(x.load() == 1, "still found"); }};
  }));
  CHECK(report.has(Kind::assertion));
  CHECK_FALSE(report.has(Kind::deadlock));
}

TEST_CASE("services: an invariant is evaluated after every operation", "[checker][services]") {
  const auto program = [](int limit) {
    return [limit] {
      const Atomic<int> a(0, "a");
      const Atomic<int> b(0, "b");
      invariant({a, b}, [=] { return a.peek() + b.peek() < limit; });
      in_threads({[=] {
                    a.store(2);
                    a.store(0);
                  },
                  [=] {
                    b.store(2);
                    b.store(0);
                  }});
    };
  };
  const Report fails = search(program(4));
  REQUIRE(fails.findings.size() == 2);  // either of the first stores may be the one that breaks it
  CHECK(fails.findings[0].kind == Kind::assertion);
  CHECK(fails.findings[1].kind == Kind::assertion);
  const Report holds = search(program(5));
  CHECK(holds.verdict == Verdict::verified);
  CHECK(holds.executions == 6);  // operations on its objects depend on each other
}

TEST_CASE("services: after an invariant that throws the threads go on as before",
          "[checker][services]") {
  int early = 0;
  const Report report = search([&early] {
    const Atomic<int> x(0, "x");
    bool ended = false;
    invariant({x}, [=] { return x.peek() == 1 ? throw RuntimeError("no answer") : true; });
    in_threads({[=] { x.store(1); },
                [&ended, x] {
                  x.store(2);
                  x.store(3);
                  ended = true;
                }});
    if (!ended) ++early;
  });
  CHECK(report.has(Kind::uncaught_exception));
  CHECK(early == 0);
}

TEST_CASE("services: an invariant may be broken after the main function", "[checker][services]") {
  const Report report = search([] {
    const Atomic<int> x(0, "x");
    invariant({x}, [=] { return x.peek() != 2; });
    multiprocessing::detail::at_exit([=] {
      x.store(2);
      x.store(3);
    });
    x.store(1);
  });
  CHECK(report.has(Kind::assertion));
  CHECK(report.executions == 1);
}

TEST_CASE("services: outcomes stand in the order of threads", "[checker][services]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[=] { outcome(x.fetch_add(1)); }, [=] { outcome(x.fetch_add(1)); }};
  });
  const Report report = search(program);
  CHECK(report.outcome_values() == Texts{"0 | 1", "1 | 0"});
  for (const Outcome& each : report.outcomes) {
    Options options;
    options.strategy = "replay";
    options.schedule = each.schedule;
    CHECK(search(program, options).outcome_values() == Texts{each.value});
  }
}

TEST_CASE("services: numbers sort as numbers", "[checker][services]") {
  CHECK(search([] { outcome(choose(12)); }).outcome_values().back() == "11");
}

TEST_CASE("services: an execution without a result beside others", "[checker][services]") {
  const Report report = search([] {
    if (choose(2) == 1) outcome("one");
  });
  CHECK(report.outcome_values() == Texts{"", "one"});
  CHECK(search([] {}).outcomes.empty());
}

TEST_CASE("services: the order of prints is no scheduling", "[checker][services]") {
  const auto program = program_of([] {
    return std::vector<Body>{[] { print("a"); }, [] { print("b"); }};
  });
  CHECK(count(program) == Counts{1, 1});
  CHECK(search(program).outcomes.empty());
}

TEST_CASE("services: the output as outcome", "[checker][services]") {
  const auto program = program_of([] {
    return std::vector<Body>{[] { print("a", 1); }, [] { print("b", 2.5); }};
  });
  Options options;
  options.outcomes = Outcomes::stdout_text;
  CHECK(search(program, options).outcome_values() == Texts{"a 1\nb 2.5\n", "b 2.5\na 1\n"});
  CHECK(count(program, options) == Counts{2, 2});
}

TEST_CASE("services: output stands beside its step in a witness", "[checker][services]") {
  const Report report = search([] {
    const Atomic<int> x(0, "x");
    x.store(1);
    print("stored");
    x.store(2);
    check(false, "end");
  });
  const Finding* finding = report.find(Kind::assertion);
  REQUIRE(finding != nullptr);
  REQUIRE(finding->events.size() == 2);
  CHECK(finding->events[0].output == "stored\n");
  CHECK(finding->events[1].output.empty());
}

TEST_CASE("services: outcomes are listed as nothing, numbers, texts", "[checker][services]") {
  const Report report = search([] {
    const Texts values{"b", "10", "9", "", "5x", "-3"};
    const std::string& value = values[static_cast<std::size_t>(choose(6))];
    if (!value.empty()) outcome(value);
  });
  CHECK(report.outcome_values() == Texts{"", "-3", "9", "10", "5x", "b"});
}
