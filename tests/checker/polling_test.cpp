// The polling rule: loops that look again and again (semantics, section 0).
#include <set>

#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Thread;

namespace {

/// One thread polls for a flag that another raises, or nobody.
Body polling(const std::function<void()>& pause, bool raised = true) {
  return program_of([=] {
    const Atomic<int> flag(0, "flag");
    return std::vector<Body>{[=] {
                               int rounds = 0;
                               for (; flag.load() == 0; ++rounds) pause();
                               outcome(rounds);
                             },
                             [=] {
                               if (raised) flag.store(1);
                             }};
  });
}

/// Two threads that each poll in vain, three times, print and then write a variable.
Body two_patient() {
  return program_of([] {
    const Atomic<int> last(0, "last");
    const auto patient = [=](int number) {
      return [=, mine = Atomic<int>(0, "never")] {
        for (int i = 0; mine.load() == 0 && i < 3; ++i) heddle::yield();
        print("enough");
        outcome(last.exchange(number));
      };
    };
    return std::vector<Body>{patient(1), patient(2)};
  });
}

void nap() { heddle::sleep(0.1); }
void pass() { heddle::yield(); }
Options rounds(int n) {
  Options options;
  options.idle_rounds = n;
  return options;
}

}  // namespace

TEST_CASE("polling: so many idle rounds are explored", "[checker][polling]") {
  for (const auto pause : {pass, nap}) {
    CHECK(search(polling(pause)).outcome_values() == Texts{"0", "1", "2", "3", "4"});
    CHECK(search(polling(pause), rounds(1)).outcome_values() == Texts{"0", "1", "2"});
  }
}

TEST_CASE("polling: the report says that it was cut", "[checker][polling]") {
  const Report report = search(polling(pass));
  CHECK(report.limits == Texts{"polling cut after 3 idle rounds"});
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK(report.exhaustive);
  CHECK(report.blocked == 0);
}

TEST_CASE("polling: a loop that never idles so long is not cut", "[checker][polling]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[=] {
                               for (int i = 0; i < 3; ++i) {
                                 x.load();
                                 heddle::yield();
                               }
                             },
                             [=] { x.store(1); }};
  });
  const Report report = search(program);
  CHECK(report.limits.empty());
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("polling: rounds that change something are not idle", "[checker][polling]") {
  const auto program = [] {
    const Atomic<int> x;
    for (int i = 0; i < 10; ++i) {
      x.fetch_add(1);
      heddle::yield();
    }
  };
  CHECK(search(program).verdict == Verdict::verified);
}

TEST_CASE("polling: for what nobody does it is a livelock", "[checker][polling]") {
  for (const auto pause : {pass, nap}) {
    const Report report = search(polling(pause, false));
    CHECK(report.has(Kind::livelock));
    CHECK(report.complete == 0);
    CHECK(report.truncated == 0);
  }
}

TEST_CASE("polling: two pollers that wait for each other are a livelock", "[checker][polling]") {
  const Report report = search(program_of([] {
    const Atomic<int> a(0, "a");
    const Atomic<int> b(0, "b");
    const auto wait = [](const Atomic<int>& mine, const Atomic<int>& other) {
      return [=] {
        while (other.load() == 0) heddle::yield();
        mine.store(1);
      };
    };
    return std::vector<Body>{wait(a, b), wait(b, a)};
  }));
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::livelock);
}

TEST_CASE("polling: a poller that gives up goes on when nobody else can", "[checker][polling]") {
  const Report report = search([] {
    const Atomic<int> x;
    for (int i = 0; i < 900; ++i) {
      x.load();
      heddle::yield();
    }
    outcome("through");
  });
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Texts{"through"});
  CHECK(report.limits == Texts{"polling cut after 3 idle rounds"});
}

TEST_CASE("polling: a poller that gives up when its time is over is no livelock",
          "[checker][polling]") {
  for (const TimeMode mode : {TimeMode::free, TimeMode::virtual_time}) {
    Options options;
    options.time = mode;
    const Report report = search(
        [] {
          const Atomic<int> flag;
          const double end = heddle::time() + 20;
          while (flag.load() == 0 && heddle::time() < end) heddle::sleep(0.01);
          outcome("through");
        },
        options);
    CHECK(report.findings.empty());
    CHECK(report.outcome_values() == Texts{"through"});
  }
}

TEST_CASE("polling: the reduced search sees all that pollers do who give up",
          "[checker][polling]") {
  const Counts counts = count(two_patient(), rounds(1));
  CHECK(counts.sleep < counts.dfs);
  CHECK(search(two_patient(), rounds(1)).outcome_values() == Texts{"0 | 1", "2 | 0"});
}

TEST_CASE("polling: only polls that waited for a change are released", "[checker][polling]") {
  // Of three yields of each thread the first ends no round; siblings of a choice are no exception.
  std::set<int> numbers;
  AfterEach look([&](const Execution& execution, const Report&) {
    int released = 0;
    for (const TraceEvent& event : execution.trace().events) {
      if (!event.released) continue;
      CHECK(event.polls);
      ++released;
    }
    numbers.insert(released);
  });
  Options options = rounds(1);
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  explore(two_patient(), options, &look);
  CHECK(numbers == std::set<int>{4});
}

TEST_CASE("polling: an invariant of what is polled is no progress", "[checker][polling]") {
  Options options = rounds(1);
  options.max_executions = 1000;
  const Report report = search(program_of([] {
                                 const Atomic<int> flag(0, "flag");
                                 invariant({flag}, [=] { return flag.peek() == 0; });
                                 const auto wait = [=] {
                                   while (flag.load() == 0) heddle::yield();
                                 };
                                 return std::vector<Body>{wait, wait};
                               }),
                               options);
  CHECK(report.has(Kind::livelock));
  CHECK(report.stopped.empty());
}

TEST_CASE("polling: pollers that give up one after the other end", "[checker][polling]") {
  const Report report = search(program_of([] {
    const Atomic<int> x;
    const auto patient = [=] {
      int rounds = 0;
      while (x.load() == 0 && rounds < 20) {
        heddle::yield();
        ++rounds;
      }
      x.store(1);
    };
    return std::vector<Body>{patient, patient};
  }));
  CHECK(report.findings.empty());
  CHECK(report.truncated == 0);
}

TEST_CASE("polling: timed waits are polls", "[checker][polling]") {
  const auto program = program_of([] {
    const threading::Event ready("ready");
    return std::vector<Body>{[=] {
                               int rounds = 0;
                               while (!ready.wait(0.1)) ++rounds;
                               outcome(rounds);
                             },
                             [=] { ready.set(); }};
  });
  const Report report = search(program);
  CHECK(report.outcome_values() == Texts{"0", "1", "2", "3"});
  CHECK(report.limits == Texts{"polling cut after 3 idle rounds"});
}

TEST_CASE("polling: a loop that takes a lock, looks and gives it back polls",
          "[checker][polling]") {
  const Report report = search(program_of([] {
    const threading::Lock lock;
    const Shared<int> flag(0, "flag");
    const auto locked = [=](const std::function<int()>& f) {
      lock.acquire();
      const int value = f();
      lock.release();
      return value;
    };
    return std::vector<Body>{[=] {
                               int rounds = 0;
                               for (; locked([=] { return flag.get(); }) == 0; ++rounds)
                                 heddle::sleep(1);
                               outcome(rounds);
                             },
                             [=] {
                               locked([=] {
                                 flag.set(1);
                                 return 0;
                               });
                             }};
  }));
  CHECK(report.outcome_values() == Texts{"0", "1", "2", "3", "4"});
  CHECK(report.findings.empty());
}

TEST_CASE("polling: a timed wait on a condition polls", "[checker][polling]") {
  for (const bool notified : {false, true}) {
    const Report report = search(program_of([=] {
      const threading::Condition changed;
      const Shared<int> ready(0, "ready");
      return std::vector<Body>{[=] {
                                 const std::lock_guard guard(changed);
                                 int rounds = 0;
                                 for (; ready.get() == 0; ++rounds) changed.wait(0.1);
                                 outcome(rounds);
                               },
                               [=] {
                                 const std::lock_guard guard(changed);
                                 ready.set(1);
                                 if (notified) changed.notify();
                               }};
    }));
    CHECK(report.outcome_values() == Texts{"0", "1", "2", "3", "4"});
    CHECK(report.findings.empty());
    CHECK(report.truncated == 0);
  }
}

TEST_CASE("polling: two timed waits for what nobody does are a livelock", "[checker][polling]") {
  const Report report = search(program_of([] {
    const threading::Event never("never");
    const auto wait = [=] {
      while (!never.wait(0.1)) continue;
    };
    return std::vector<Body>{wait, wait};
  }));
  CHECK(report.has(Kind::livelock));
  CHECK(report.truncated == 0);
  CHECK(report.complete == 0);
}

TEST_CASE("polling: timed waits that meet the step bound first are a livelock too",
          "[checker][polling]") {
  Options options;
  options.max_steps = 300;
  const Report report = search(
      [] {
        const threading::Event never("never");
        while (!never.wait(0.1)) continue;
      },
      options);
  CHECK(report.truncated == 1);
  CHECK(report.has(Kind::livelock));
}

TEST_CASE("polling: an empty queue is looked at again", "[checker][polling]") {
  const Report report = search(program_of([] {
    const queue::Queue<int> items;
    return std::vector<Body>{[=] {
                               int rounds = 0;
                               for (;;) {
                                 try {
                                   items.get(true, 0.1);
                                   break;
                                 } catch (const queue::Empty&) {
                                   ++rounds;
                                 }
                               }
                               outcome(rounds);
                             },
                             [=] { items.put(1); }};
  }));
  CHECK(report.outcome_values() == Texts{"0", "1", "2", "3", "4"});
  CHECK(report.findings.empty());
}

TEST_CASE("polling: in virtual time a poller sleeps as long as it says", "[checker][polling]") {
  Options options;
  options.time = TimeMode::virtual_time;
  const Report report =
      search(program_of([] {
               const Atomic<int> flag;
               return std::vector<Body>{[=] {
                                          int rounds = 0;
                                          for (; flag.load() == 0 && rounds < 10; ++rounds) {
                                            heddle::sleep(1);
                                          }
                                          outcome(rounds);
                                        },
                                        [=] {
                                          heddle::sleep(20);
                                          flag.store(1);
                                        }};
             }),
             options);
  CHECK(report.outcome_values() == Texts{"10"});
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("polling: in virtual time nobody to come is a livelock", "[checker][polling]") {
  Options options;
  options.time = TimeMode::virtual_time;
  const Report report = search(polling(nap, false), options);
  CHECK(report.has(Kind::livelock));
  CHECK(report.truncated == 0);
}

TEST_CASE("polling: the reduced search sees the same", "[checker][polling]") {
  for (const auto pause : {pass, nap}) {
    for (const int n : {1, 2, 3}) {
      const Counts counts = count(polling(pause), rounds(n));
      CHECK(counts.sleep <= counts.dfs);
    }
  }
}

TEST_CASE("polling: the reduced search sees the same of a flag that is taken back",
          "[checker][polling]") {
  const auto program = program_of([] {
    const threading::Event ready("ready");
    const auto wait = [=] {
      int rounds = 0;
      while (!ready.wait(0.1) && rounds < 3) ++rounds;
      outcome(rounds);
    };
    return std::vector<Body>{wait, [=] {
                               ready.set();
                               ready.clear();
                             }};
  });
  for (const int n : {1, 2, 3}) {
    const Counts counts = count(program, rounds(n));
    CHECK(counts.sleep <= counts.dfs);
  }
}
