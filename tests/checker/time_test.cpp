// The two modes of time.
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

Options in_virtual_time() {
  Options options;
  options.time = TimeMode::virtual_time;
  return options;
}

/// Threads that sleep so long and then write their letter.
Body sleepers(const std::vector<double>& seconds) {
  return [=] {
    const Shared<std::string> order;
    std::vector<Body> bodies;
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      bodies.emplace_back([=, s = seconds[i], letter = static_cast<char>('a' + i)] {
        heddle::sleep(s);
        order.write([letter](std::string& text) { text += letter; });
      });
    }
    in_threads(bodies);
    outcome(order.get());
  };
}

}  // namespace

TEST_CASE("virtual time: sleeps end in the order of their deadlines", "[checker][time]") {
  const Report report = search(sleepers({3, 1, 2}), in_virtual_time());
  CHECK(report.outcome_values() == Texts{"bca"});
  CHECK(report.executions == 1);
}

TEST_CASE("virtual time: ties go in every order", "[checker][time]") {
  CHECK(search(sleepers({2, 1, 2}), in_virtual_time()).outcome_values() == Texts{"bac", "bca"});
  CHECK(search(sleepers({1, 1, 1}), in_virtual_time()).outcome_values().size() == 6);
}

TEST_CASE("free time: sleeps order nothing", "[checker][time]") {
  CHECK(search(sleepers({3, 1, 2})).outcome_values() ==
        Texts{"abc", "acb", "bac", "bca", "cab", "cba"});
}

TEST_CASE("free time: a sleep is no scheduling point", "[checker][time]") {
  const auto program = [](int sleeps) {
    return program_of([sleeps] {
      const Atomic<int> x;
      const auto act = [=] {
        for (int i = 0; i < sleeps; ++i) heddle::sleep(1);
        x.fetch_add(1);
        for (int i = 0; i < sleeps; ++i) heddle::sleep(1);
      };
      return std::vector<Body>{act, act};
    });
  };
  CHECK(count(program(0)) == Counts{2, 2});
  CHECK(count(program(2)) == Counts{2, 2});
}

TEST_CASE("time: a timed operation goes either way, and in virtual time as the clock says",
          "[checker][time]") {
  const auto program = [](double patience) {
    return [patience] {
      const threading::Lock lock;
      const threading::Thread thread([lock] {
        lock.acquire();
        lock.release();
      });
      thread.start();
      outcome(lock.acquire(true, patience));
    };
  };
  CHECK(search(program(100)).outcome_values() == Texts{"false", "true"});
  CHECK(search(program(0.001), in_virtual_time()).outcome_values() == Texts{"true"});
}

TEST_CASE("virtual time: the earlier of a timeout and a release", "[checker][time]") {
  const auto program = [](double patience) {
    return [patience] {
      const threading::Lock lock;
      lock.acquire();
      const threading::Thread thread([=] { outcome(lock.acquire(true, patience)); });
      thread.start();
      heddle::sleep(2);
      lock.release();
    };
  };
  CHECK(search(program(1), in_virtual_time()).outcome_values() == Texts{"false"});
  CHECK(search(program(3), in_virtual_time()).outcome_values() == Texts{"true"});
  CHECK(search(program(2), in_virtual_time()).outcome_values() == Texts{"false", "true"});
}

TEST_CASE("virtual time: the makespan", "[checker][time]") {
  const auto program = [] {
    in_threads({[] { heddle::sleep(2); },
                [] {
                  heddle::sleep(1);
                  heddle::sleep(4);
                }});
    outcome(heddle::time());
  };
  CHECK(search(program, in_virtual_time()).outcome_values() == Texts{"5"});
  double end = 0;
  AfterEach watcher([&end](const Execution& run, const Report&) { end = run.trace().now; });
  explore(program, in_virtual_time(), &watcher);
  CHECK(end == 5);
  CHECK(search(program).outcome_values() == Texts{"0"});  // main itself has not slept
}

TEST_CASE("virtual time: time passes only when nothing can run", "[checker][time]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[=] {
                               heddle::sleep(1);
                               outcome(x.load());
                             },
                             [=] {
                               x.store(1);
                               x.store(2);
                               outcome(heddle::time());
                             }};
  });
  CHECK(search(program, in_virtual_time()).outcome_values() == Texts{"2 | 0"});
}

TEST_CASE("virtual time: what depends on time is found in free time with a remark",
          "[checker][time]") {
  const auto program = [] {
    const Shared<int> x(0, "x");
    const threading::Thread thread([x] { x.set(1); });
    thread.start();
    heddle::sleep(1);
    check(x.get() == 1, "not yet");
  };
  const Report free = search(program);
  CHECK(free.has(Kind::assertion));
  CHECK(free.has(Kind::relies_on_time));
  const Report timed = search(program, in_virtual_time());
  CHECK_FALSE(timed.has(Kind::assertion));
  CHECK_FALSE(timed.has(Kind::relies_on_time));
}
