#include <chrono>

#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

Report search_with_static() {
  static int runs = 0;
  runs = 0;
  return search([] {
    const Atomic<int> x(0, "x");
    x.load();
    if (runs++ % 2 == 1) x.store(1);
    x.load();
  });
}

/// `program` is told how often it was run before.
void check_noticed(const std::function<void(int)>& program) {
  for (const char* strategy : {"dfs", "optimal"}) {
    int runs = 0;
    Options options;
    options.strategy = strategy;
    const Report report = search([&] { program(runs++); }, options);
    CHECK(report.has(Kind::nondeterministic_program));
  }
}

}  // namespace

TEST_CASE("determinism: a static variable is noticed", "[checker][determinism]") {
  const Report report = search_with_static();
  CHECK(report.verdict == Verdict::error);
  const Finding* finding = report.find(Kind::nondeterministic_program);
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, Catch::Contains("step 2 differs"));
  CHECK_THAT(finding->message, Catch::Contains("store x"));
}

TEST_CASE("determinism: the likely source is named", "[checker][determinism]") {
  const Report report = search_with_static();
  REQUIRE(report.findings.size() == 1);
  std::string all;
  for (const auto& [heading, sentence] : report.findings[0].explanation) all += sentence + "\n";
  CHECK_THAT(all, Catch::Contains("static"));
}

TEST_CASE("determinism: a counter that never resets is noticed", "[checker][determinism]") {
  int runs = 0;
  const Report report = search([&runs] {
    const Atomic<int> x(0, "x");
    x.store(++runs);
  });
  CHECK(report.verdict == Verdict::error);
  CHECK(report.has(Kind::nondeterministic_program));
}

TEST_CASE("determinism: real time is noticed", "[checker][determinism]") {
  const Report report = search([] {
    const Atomic<std::int64_t> x(0, "x");
    x.store(std::chrono::steady_clock::now().time_since_epoch().count());
  });
  CHECK(report.verdict == Verdict::error);
  const Finding* finding = report.find(Kind::nondeterministic_program);
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, Catch::Contains("step 1 differs"));
}

TEST_CASE("determinism: a value that only a read shows is noticed", "[checker][determinism]") {
  int runs = 0;
  const Report report = search([&runs] {
    Shared<int> x(++runs, "x");
    outcome(x.get());
  });
  CHECK(report.has(Kind::nondeterministic_program));
}

TEST_CASE("determinism: a static that changes late is noticed at the end",
          "[checker][determinism]") {
  int runs = 0;
  const Report report = search([&runs] {
    const Atomic<int> x(0, "x");
    const auto touch = [x] { x.fetch_add(1); };
    in_threads({touch, touch});
    if (++runs > 3) x.load();
  });
  CHECK(report.verdict == Verdict::error);
  CHECK(report.has(Kind::nondeterministic_program));
}

TEST_CASE("determinism: a step that a replayed prefix lacks", "[checker][determinism]") {
  int runs = 0;
  const Report report = search([&runs] {
    const Atomic<int> x(0, "x");
    const Atomic<int> y(0, "y");
    (++runs > 2 ? y : x).load();
    const auto touch = [x] { x.fetch_add(1); };
    in_threads({touch, touch});
  });
  const Finding* finding = report.find(Kind::nondeterministic_program);
  REQUIRE(finding != nullptr);
  CHECK_THAT(finding->message, Catch::Contains("step 1 differs"));
}

TEST_CASE("determinism: a deterministic program passes", "[checker][determinism]") {
  const Report report = search([] { outcome(heddle::random() == heddle::random()); });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Texts{"false"});
}

TEST_CASE("determinism: a thread that ends earlier than before is noticed",
          "[checker][determinism]") {
  check_noticed([](int run) {
    const Atomic<int> x;
    const bool whole = run < 2 || run % 2 == 0;
    in_threads({[=] {
                  x.store(1);
                  if (!whole) return;
                  x.store(3);
                  x.store(4);
                },
                [=] {
                  x.store(2);
                  x.store(7);
                }});
  });
}

TEST_CASE("determinism: a thread that is not started any more is noticed",
          "[checker][determinism]") {
  check_noticed([](int run) {
    const Atomic<int> x;
    x.store(0);
    if (run < 2) in_threads({[=] { x.store(1); }, [=] { x.store(2); }});
  });
}
