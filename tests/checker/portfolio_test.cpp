#include <mutex>

#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Options portfolio(std::uint64_t seed = 1, std::uint64_t executions = 1000) {
  return sampling("portfolio", seed, executions);
}

/// The classes that many executions show are those that the reduction runs, one execution each.
void check_classes(const Body& program) {
  const Report report = search(program, portfolio(1, 4000));
  REQUIRE(report.sample);
  CHECK(report.sample->executions == 4000);
  CHECK(report.sample->classes == search(program).executions);
}

}  // namespace

TEST_CASE("portfolio: the same seed gives the same report", "[checker][portfolio]") {
  check_same(search(two_by(4), portfolio(7, 300)), search(two_by(4), portfolio(7, 300)));
}

TEST_CASE("portfolio: another seed gives other schedules", "[checker][portfolio]") {
  CHECK_FALSE(search(two_by(4), portfolio(1, 30)).outcomes ==
              search(two_by(4), portfolio(2, 30)).outcomes);
}

TEST_CASE("portfolio: every interleaving is reached", "[checker][portfolio]") {
  const Report report = search(two_by(4), portfolio(1, 5000));
  CHECK(report.outcomes.size() == 70);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK_FALSE(report.exhaustive);
}

TEST_CASE("portfolio: dependent events: every interleaving is a class", "[checker][portfolio]") {
  check_classes(two_by(3));
}

TEST_CASE("portfolio: independent events: one class", "[checker][portfolio]") {
  const auto program = [] {
    const Atomic<int> a;
    const Atomic<int> b;
    in_threads({[=] {
                  for (int i = 0; i < 3; ++i) a.store(i);
                },
                [=] {
                  for (int i = 0; i < 3; ++i) b.store(i);
                }});
  };
  const Report report = search(program, portfolio(1, 100));
  REQUIRE(report.sample);
  CHECK(*report.sample == Sample{100, 1, 0});
}

TEST_CASE("portfolio: reads commute", "[checker][portfolio]") {
  check_classes([] {
    const Atomic<int> a;
    const auto reader = [=] { static_cast<void>(a.load() + a.load()); };
    in_threads({reader, reader, [=] { a.store(1); }});
  });
}

TEST_CASE("portfolio: classes of locks", "[checker][portfolio]") {
  check_classes([] {
    const threading::Lock lock;
    const Shared<int> value;
    const auto body = [=] {
      const std::scoped_lock hold(lock);
      value += 1;
    };
    in_threads({body, body, body});
  });
}

TEST_CASE("portfolio: classes of deadlocks", "[checker][portfolio]") {
  check_classes([] {
    const threading::Lock a("a");
    const threading::Lock b("b");
    in_threads({[=] {
                  a.acquire();
                  b.acquire();
                },
                [=] {
                  b.acquire();
                  a.acquire();
                }});
  });
}

TEST_CASE("portfolio: the alternatives of one operation are classes", "[checker][portfolio]") {
  check_classes([] { outcome(choose(3) + choose(2)); });
}

TEST_CASE("portfolio: Good-Turing: the share of executions whose class was seen once",
          "[checker][portfolio]") {
  CHECK(Sample{}.unseen() == 1.0);
  CHECK(Sample{10, 7, 5}.unseen() == 0.5);
  const Report report = search(two_by(3), portfolio(1, 2000));
  REQUIRE(report.sample);
  CHECK(report.sample->unseen() == 0.0);
}

TEST_CASE("portfolio: other strategies count no classes", "[checker][portfolio]") {
  CHECK_FALSE(search(two_by(2)).sample);
  CHECK_FALSE(search(two_by(2), sampling("random", 1, 10)).sample);
}

TEST_CASE("portfolio: finds a preemption between two writes", "[checker][portfolio]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CHECK(first_failure(torn_pair, portfolio(seed, 60)) >= 1);
  }
}

TEST_CASE("portfolio: a very small program is covered by the optimal search",
          "[checker][portfolio]") {
  // Three classes, in one of which the reader comes between the stages of the writer. The optimal
  // search runs it third; its executions are the third, the sixth and the ninth.
  const auto two_stages = program_of([] {
    const threading::Lock a;
    const threading::Lock b;
    const Shared<int> one(0);
    const Shared<int> two(0);
    const auto in = [=](const threading::Lock& lock, const Body& act) {
      const std::scoped_lock hold(lock);
      act();
    };
    return std::vector<Body>{[=] {
                               in(a, [=] { one.set(1); });
                               in(b, [=] { two.set(1); });
                             },
                             [=] {
                               int seen = 0;
                               in(a, [&] { seen = one.get(); });
                               if (seen == 1) in(b, [=] { check(two.get() == 1); });
                             }};
  });
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const std::uint64_t first = first_failure(two_stages, portfolio(seed, 9));
    CHECK(first >= 1);
  }
}

TEST_CASE("portfolio: a program that departs from what was run before is nondeterministic",
          "[checker][portfolio]") {
  // The optimal search has the fourth and the seventh run: the first schedule is run twice. There
  // the second thread begins, then the first has both its steps before the last of the second.
  for (const bool early : {false, true}) {
    int runs = 0;
    const Report report = search(
        [&runs, early] {
          const bool same = ++runs <= 6;
          const Atomic<int> x;
          const Atomic<int> y;
          const Atomic<int> z;
          in_threads({[=] {
                        y.store(1);
                        (same || early ? x : y).store(1);
                      },
                      [=] {
                        if (same || !early) z.store(2);
                        x.store(2);
                      }});
        },
        portfolio(1, 100));
    INFO(early);
    CHECK(report.has(Kind::nondeterministic_program));
    CHECK(report.verdict == Verdict::error);
    CHECK(report.executions == 6);
  }
}

TEST_CASE("portfolio: without a budget it makes 10,000 executions", "[checker][portfolio]") {
  CHECK(search([] {}, portfolio(1, 0)).executions == 10'000);
}

TEST_CASE("portfolio: in virtual time the optimal search comes back to where nobody could go",
          "[checker][portfolio]") {
  Options options = portfolio(1, 200);
  options.time = TimeMode::virtual_time;
  const Report report = search(
      [] {
        const Atomic<int> x;
        in_threads({[=] {
                      sleep(1);
                      x.store(1);
                    },
                    [=] {
                      sleep(1);
                      x.store(2);
                    }});
        outcome(x.load());
      },
      options);
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK(report.outcome_values() == std::vector<std::string>{"1", "2"});
}
