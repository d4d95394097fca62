#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options surw(std::uint64_t seed = 1, std::uint64_t executions = 1000) {
  return sampling("surw", seed, executions);
}

/// A thread with one event against a thread with six.
void one_against_six() {
  const Shared<std::string> order;
  in_threads({[=] { order.write([](std::string& text) { text += 'a'; }); },
              [=] {
                for (int i = 0; i < 6; ++i) order.write([](std::string& text) { text += 'b'; });
              }});
  outcome(order.get());
}

void check_uniform(const Report& report, std::size_t outcomes) {
  REQUIRE(report.outcomes.size() == outcomes);
  const double share = static_cast<double>(report.executions) / static_cast<double>(outcomes);
  for (const Outcome& each : report.outcomes) {
    INFO(each.value);
    CHECK(static_cast<double>(each.executions) == Approx(share).epsilon(0.15));
  }
}

}  // namespace

TEST_CASE("surw: the same seed gives the same report", "[checker][surw]") {
  check_same(search(two_by(4), surw(7, 300)), search(two_by(4), surw(7, 300)));
}

TEST_CASE("surw: another seed gives other schedules", "[checker][surw]") {
  CHECK_FALSE(search(two_by(4), surw(1, 30)).outcomes == search(two_by(4), surw(2, 30)).outcomes);
}

TEST_CASE("surw: interleavings of one object's events are as likely as each other",
          "[checker][surw]") {
  check_uniform(search(two_by(3), surw(1, 20'000)), 20);
}

TEST_CASE("surw: also where one thread has more of them than the other", "[checker][surw]") {
  check_uniform(search(one_against_six, surw(1, 14'000)), 7);
}

TEST_CASE("surw: events of a thread that has yet to be started are waited for", "[checker][surw]") {
  const auto program = [] {
    const Shared<std::string> order;
    const Atomic<int> other;
    const auto writer = [order](char letter) {
      return [=] { order.write([letter](std::string& text) { text += letter; }); };
    };
    const threading::Thread early(writer('a'));
    early.start();
    for (int i = 0; i < 5; ++i) other.store(i);
    const threading::Thread late(writer('b'));
    late.start();
    early.join();
    late.join();
    outcome(order.get());
  };
  check_uniform(search(program, surw(1, 5000)), 2);
}

TEST_CASE("surw: a blocked thread is not waited for", "[checker][surw]") {
  const auto program = program_of([] {
    const threading::Lock lock;
    const auto body = [lock] {
      for (int i = 0; i < 2; ++i) {
        lock.acquire();
        lock.release();
      }
    };
    return std::vector<Body>{body, body, body};
  });
  const Report report = search(program, surw(1, 500));
  CHECK(report.complete == 500);
  CHECK(report.findings.empty());
}

TEST_CASE("surw: finds a preemption between two writes", "[checker][surw]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(first_failure(torn_pair, surw(seed, 60)) >= 1);
  }
}

TEST_CASE("surw: the alternatives of one operation are as likely as each other",
          "[checker][surw]") {
  check_uniform(search([] { outcome(choose(4)); }, surw(3, 4000)), 4);
}

TEST_CASE("surw: without a budget it makes 10,000 executions", "[checker][surw]") {
  CHECK(search([] {}, surw(1, 0)).executions == 10'000);
}
