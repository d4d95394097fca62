#include <array>

#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options pos(std::uint64_t seed = 1, std::uint64_t executions = 1000) {
  return sampling("pos", seed, executions);
}

}  // namespace

TEST_CASE("pos: the same seed gives the same report", "[checker][pos]") {
  check_same(search(two_by(4), pos(7, 300)), search(two_by(4), pos(7, 300)));
}

TEST_CASE("pos: another seed gives other schedules", "[checker][pos]") {
  CHECK_FALSE(search(two_by(4), pos(1, 30)).outcomes == search(two_by(4), pos(2, 30)).outcomes);
}

TEST_CASE("pos: every interleaving of dependent events is reached", "[checker][pos]") {
  const Report report = search(two_by(4), pos(1, 5000));
  CHECK(report.outcomes.size() == 70);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK_FALSE(report.exhaustive);
}

TEST_CASE("pos: two dependent operations come in both orders equally often", "[checker][pos]") {
  const auto program = program_of([] {
    const Atomic<int> turn;
    const auto racer = [turn](const char* name) {
      return [=] {
        if (turn.fetch_add(1) == 0) outcome(name);
      };
    };
    return std::vector<Body>{racer("a"), racer("b")};
  });
  const Report report = search(program, pos(5, 4000));
  REQUIRE(report.outcomes.size() == 2);
  CHECK(report.outcomes[0].executions > 1850);
  CHECK(report.outcomes[0].executions < 2150);
}

TEST_CASE("pos: what depends on the last event draws again", "[checker][pos]") {
  // All of one thread's events before the first of the other: a priority that is drawn once would
  // do that with probability 1/5 for each of them; drawn again after every event, with 1/16.
  const Report report = search(two_by(4), pos(1, 16'000));
  for (const Outcome& each : report.outcomes) {
    if (each.value != "aaaabbbb" && each.value != "bbbbaaaa") continue;
    CHECK(each.executions > 850);
    CHECK(each.executions < 1150);
  }
}

TEST_CASE("pos: what does not depend on the last event keeps its priority", "[checker][pos]") {
  const auto program = [] {
    const Atomic<int> mine;
    const Atomic<int> other;
    in_threads({[=] {
                  for (int i = 0; i < 4; ++i) mine.store(i);
                },
                [=] { other.store(1); }});
  };
  std::array<int, 5> times{};  // by how many events of the first thread come before the other's
  AfterEach watcher([&](const Execution& execution, const Report&) {
    std::size_t before = 0;
    for (const TraceEvent& event : execution.trace().events) {
      if (event.scheduling != Scheduling::visible) continue;
      if (event.thread == 2) break;
      ++before;
    }
    ++times[before];
  });
  explore(program, pos(1, 20'000), &watcher);
  // i events or more come first if the other's priority is the lowest of i + 1: 1 / (i + 1).
  const std::array<double, 5> expected = {1. / 2, 1. / 6, 1. / 12, 1. / 20, 1. / 5};
  for (std::size_t i = 0; i < 5; ++i) {
    INFO(i);
    CHECK(times[i] / 20'000. == Approx(expected[i]).margin(0.012));
  }
}

TEST_CASE("coarse pos: only an operation that can block draws again", "[checker][pos]") {
  const auto locking = [](int count) {
    const threading::Lock lock;
    for (int i = 0; i < count; ++i) {
      lock.acquire();
      lock.release();
    }
  };
  const std::function<void()> program = [&] {
    in_threads({[&] { locking(4); }, [&] { locking(1); }});
  };
  const Options options;
  Execution execution(options);
  const auto strategy = make_coarse_pos(pos());
  std::array<int, 9> times{};  // by how many events of the first thread come before the other's
  for (int i = 0; i < 20'000; ++i) {
    const Trace& trace = execution.run(program, *strategy, 0);
    std::size_t before = 0;
    for (const TraceEvent& event : trace.events) {
      if (event.scheduling != Scheduling::visible) continue;
      if (event.thread == 2) break;
      ++before;
    }
    ++times[before];
    static_cast<void>(strategy->finished(trace));
  }
  // i critical sections or more come first if the other's priority is the lowest of i + 1.
  const std::array<double, 5> expected = {1. / 2, 1. / 6, 1. / 12, 1. / 20, 1. / 5};
  for (std::size_t i = 0; i < 9; ++i) {
    INFO(i);
    CHECK(times[i] / 20'000. == Approx(i % 2 == 0 ? expected[i / 2] : 0).margin(0.012));
  }
}

TEST_CASE("pos: finds a preemption between two writes", "[checker][pos]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(first_failure(torn_pair, pos(seed, 60)) >= 1);
  }
}

TEST_CASE("pos: the alternatives of one operation are as likely as each other", "[checker][pos]") {
  const Report report = search([] { outcome(choose(4)); }, pos(3, 4000));
  REQUIRE(report.outcomes.size() == 4);
  for (const Outcome& each : report.outcomes) {
    CHECK(each.executions > 850);
    CHECK(each.executions < 1150);
  }
}

TEST_CASE("pos: without a budget it makes 10,000 executions", "[checker][pos]") {
  CHECK(search([] {}, pos(1, 0)).executions == 10'000);
}
