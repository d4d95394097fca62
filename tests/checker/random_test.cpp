#include <mutex>

#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options at_random(std::uint64_t seed, std::uint64_t executions) {
  Options options;
  options.strategy = "random";
  options.seed = seed;
  options.max_executions = executions;
  return options;
}

/// Two threads that write their letter four times.
void two_by_four() {
  const Shared<std::string> order;
  const auto writer = [order](char letter) {
    return [=] {
      for (int i = 0; i < 4; ++i) order.write([letter](std::string& text) { text += letter; });
    };
  };
  in_threads({writer('a'), writer('b')});
  outcome(order.get());
}

}  // namespace

TEST_CASE("random: the same seed gives the same report", "[checker][random]") {
  check_same(search(two_by_four, at_random(7, 500)), search(two_by_four, at_random(7, 500)));
}

TEST_CASE("random: another seed gives another walk", "[checker][random]") {
  const Report a = search(two_by_four, at_random(1, 50));
  const Report b = search(two_by_four, at_random(2, 50));
  CHECK_FALSE(a.outcomes == b.outcomes);
}

TEST_CASE("random: every interleaving is reached", "[checker][random]") {
  const Report report = search(two_by_four, at_random(1, 5000));
  CHECK(report.outcomes.size() == 70);
  CHECK(search(two_by_four).outcomes.size() == 70);
  CHECK(report.executions == 5000);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK_FALSE(report.exhaustive);
}

TEST_CASE("random: without a budget it makes 10,000 executions", "[checker][random]") {
  Options options;
  options.strategy = "random";
  const Report report = search([] {}, options);
  CHECK(report.executions == 10'000);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK(report.stopped == "the budget of 10000 executions ran out");
}

TEST_CASE("random: the alternatives of one operation are as likely as each other",
          "[checker][random]") {
  const Report report = search([] { outcome(choose(4)); }, at_random(3, 4000));
  REQUIRE(report.outcomes.size() == 4);
  for (const Outcome& each : report.outcomes) {
    CHECK(each.executions > 850);
    CHECK(each.executions < 1150);
  }
}

TEST_CASE("random: threads that can go are as likely as each other", "[checker][random]") {
  const auto program = program_of([] {
    const Atomic<int> turn;
    const threading::Lock taken;
    taken.acquire();
    const auto racer = [turn] { outcome(turn.fetch_add(1)); };
    return std::vector<Body>{racer, racer, [taken] { taken.acquire(true, 0); }};
  });
  const Report report = search(program, at_random(5, 4000));
  REQUIRE(report.outcomes.size() == 2);
  CHECK(report.outcomes[0].executions > 1850);
  CHECK(report.outcomes[0].executions < 2150);
}

TEST_CASE("random: what it finds replays", "[checker][random]") {
  const auto program = [] {
    const threading::Lock a("a");
    const threading::Lock b("b");
    in_threads({[=] { const std::scoped_lock both(a, b); },
                [=] {
                  b.acquire();
                  a.acquire();
                }});
  };
  const Report report = search(program, at_random(1, 200));
  const Finding* finding = report.find(Kind::deadlock);
  REQUIRE(finding != nullptr);
  Options replay;
  replay.strategy = "replay";
  replay.schedule = finding->schedule;
  const Report again = search(program, replay);
  const Finding* same = again.find(Kind::deadlock);
  REQUIRE(same != nullptr);
  CHECK(same->id == finding->id);
  CHECK(same->message == finding->message);
  CHECK(same->explanation == finding->explanation);
  CHECK(same->events == finding->events);
}

TEST_CASE("random: looking at a thread begins the walk again", "[checker][random]") {
  const auto program = [] {
    const threading::Thread thread([] {});
    thread.start();
    outcome(thread.is_alive());
  };
  const Report report = search(program, at_random(1, 100));
  CHECK(report.executions == 100);
  CHECK(report.outcome_values() == Texts{"false", "true"});
}

TEST_CASE("random: with a limit of time it goes on beyond the usual number of executions",
          "[checker][random]") {
  Options options;
  options.strategy = "random";
  options.max_seconds = 1000;
  std::uint64_t asked = 0;
  options.cancelled = [&asked] { return ++asked == 10'001; };
  const Report report = search([] {}, options);
  CHECK(report.executions == 10'001);
}

TEST_CASE("random: what was found before somebody looked at a thread stands", "[checker][random]") {
  Options options;
  options.strategy = "random";
  options.max_executions = 3000;
  options.keep_going = true;
  struct Count final : Watcher {
    void found(const Finding&) override { ++findings; }
    int findings = 0;
  } told;
  const Report report = explore(
      [] {
        threading::Thread t([] {});
        t.start();
        const int drawn = choose(300);
        if (drawn == 7) outcome(t.is_alive());
        check(drawn % 10 != 3);
        t.join();
      },
      options, &told);
  CHECK(report.findings.size() == 1);
  CHECK(told.findings == 1);
  CHECK(report.outcomes.size() > 1);  // it was looked at
  CHECK(report.executions == 3000);
}
