#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options pct(int depth, std::uint64_t seed = 1, std::uint64_t executions = 1000) {
  Options options = sampling("pct", seed, executions);
  options.depth = depth;
  return options;
}

}  // namespace

TEST_CASE("pct: the same seed gives the same report", "[checker][pct]") {
  check_same(search(two_by(4), pct(3, 7, 300)), search(two_by(4), pct(3, 7, 300)));
}

TEST_CASE("pct: another seed gives other schedules", "[checker][pct]") {
  CHECK_FALSE(search(two_by(4), pct(3, 1, 30)).outcomes ==
              search(two_by(4), pct(3, 2, 30)).outcomes);
}

TEST_CASE("pct: depth 1 never preempts", "[checker][pct]") {
  CHECK(search(two_by(3), pct(1)).outcome_values() == Texts{"aaabbb", "bbbaaa"});
}

TEST_CASE("pct: depth d preempts d - 1 times at most", "[checker][pct]") {
  // Two threads of three events: 2, 4, 8, 4 and 2 interleavings have 0, 1, 2, 3 and 4 preemptions.
  CHECK(search(two_by(3), pct(2)).outcomes.size() == 2 + 4);
  CHECK(search(two_by(3), pct(3)).outcomes.size() == 2 + 4 + 8);
  CHECK(search(two_by(3), pct(4)).outcomes.size() == 2 + 4 + 8 + 4);
}

TEST_CASE("pct: enough depth reaches every interleaving", "[checker][pct]") {
  CHECK(search(two_by(3), pct(5, 1, 5000)).outcomes.size() == 20);
}

TEST_CASE("pct: depth 1 finds a bug of depth 1", "[checker][pct]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::uint64_t first = first_failure(read_before_write, pct(1, seed, 20));
    CHECK(first >= 1);
    CHECK(first <= 20);
  }
}

TEST_CASE("pct: depth 1 does not find a bug of depth 2", "[checker][pct]") {
  CHECK(first_failure(torn_pair, pct(1)) == 0);
}

TEST_CASE("pct: depth 2 finds a bug of depth 2", "[checker][pct]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(first_failure(torn_pair, pct(2, seed, 60)) >= 1);
  }
}

TEST_CASE("pct: the alternatives of one operation are as likely as each other", "[checker][pct]") {
  const Report report = search([] { outcome(choose(4)); }, pct(3, 3, 4000));
  REQUIRE(report.outcomes.size() == 4);
  for (const Outcome& each : report.outcomes) {
    CHECK(each.executions > 850);
    CHECK(each.executions < 1150);
  }
}

TEST_CASE("pct: a thread that polls does not keep others from going on", "[checker][pct]") {
  const auto program = [] {
    const Atomic<bool> ready;
    in_threads({[=] {
                  while (!ready.load()) yield();
                },
                [=] { ready.store(true); }});
  };
  const Report report = search(program, pct(3, 1, 200));
  CHECK(report.complete == 200);
  CHECK(report.limits.empty());
}

TEST_CASE("pct: without a budget it makes 10,000 executions and proves nothing", "[checker][pct]") {
  const Report report = search([] {}, pct(3, 1, 0));
  CHECK(report.executions == 10'000);
  CHECK(report.verdict == Verdict::no_bug_found);
}

TEST_CASE("pct: a depth below 1 is refused", "[checker][pct]") {
  CHECK_THROWS_AS(search([] {}, pct(0)), UsageError);
}
