#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

TEST_CASE("lost-update: += in two threads", "[findings][lost-update]") {
  const Report report = search([] {
    Shared<int> counter(0, "counter");
    const auto add = [=] { counter += 1; };
    run({Thread(add, named("A")), Thread(add, named("B"))});
  });
  CHECK(kinds(report) == Kinds{"data-race", "lost-update"});
  const std::string text = message(report, Kind::lost_update);
  CHECK((text == "an update of `counter` by A is lost: B overwrites it with a value computed from "
                 "an older read." ||
         text == "an update of `counter` by B is lost: A overwrites it with a value computed from "
                 "an older read."));
  const Finding& lost = *report.find(Kind::lost_update);
  CHECK(std::count_if(lost.events.begin(), lost.events.end(),
                      [](const ReportEvent& event) { return event.decisive; }) == 3);
}

TEST_CASE("lost-update: a separate load and store of an atomic", "[findings][lost-update]") {
  const Report report = search([] {
    Atomic<int> counter(0, "counter");
    const auto add = [=] {
      const int old = counter.load();
      counter.store(old + 1);
    };
    run({Thread(add, named("A")), Thread(add, named("B"))});
  });
  CHECK(kinds(report) == Kinds{"lost-update"});
  for (const Finding& lost : report.findings) {
    REQUIRE(lost.events.size() >= 3);
    std::vector<std::string> deeds;
    for (const ReportEvent& event : lost.events) {
      if (event.decisive) deeds.push_back(event.operation);
    }
    CHECK(deeds.size() == 3);
  }
}

TEST_CASE("lost-update: an atomic update between a load and a store is lost",
          "[findings][lost-update]") {
  const Report report = search([] {
    Atomic<int> counter(0, "counter");
    run({Thread(
             [=] {
               const int old = counter.load();
               counter.store(old + 1);
             },
             named("A")),
         Thread([=] { counter.fetch_add(1); }, named("B"))});
  });
  CHECK(kinds(report) == Kinds{"lost-update"});
}

TEST_CASE("lost-update: two critical sections for one update", "[findings][lost-update]") {
  const Report report = search([] {
    Shared<int> counter(0, "counter");
    Lock lock("lock");
    const auto add = [=] {
      lock.acquire();
      const int old = counter.get();
      lock.release();
      lock.acquire();
      counter.set(old + 1);
      lock.release();
    };
    run({Thread(add), Thread(add)});
  });
  CHECK(kinds(report) == Kinds{"lost-update"});  // and no data race
}

TEST_CASE("lost-update: one critical section for one update is none", "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Shared<int> counter(0, "counter");
          Lock lock("lock");
          const auto add = [=] {
            lock.acquire();
            counter += 1;
            lock.release();
          };
          run({Thread(add), Thread(add)});
        })).empty());
}

TEST_CASE("lost-update: an atomic read-modify-write is none", "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Atomic<int> counter(0, "counter");
          const auto add = [=] { counter.fetch_add(1); };
          run({Thread(add), Thread(add)});
        })).empty());
}

TEST_CASE("lost-update: a compare-exchange loop is none", "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Atomic<int> counter(0, "counter");
          const auto add = [=] {
            int old = counter.load();
            while (!counter.compare_exchange(old, old + 1)) {}
          };
          run({Thread(add), Thread(add)});
        })).empty());
}

TEST_CASE("lost-update: Peterson's turn and flags are none", "[findings][lost-update]") {
  const Report report = search([] {
    Atomic<bool> wants0(false, "wants0");
    Atomic<bool> wants1(false, "wants1");
    Atomic<int> turn(0, "turn");
    const auto enter = [=](int me, const Atomic<bool>& mine, const Atomic<bool>& other) {
      mine.store(true);
      turn.store(1 - me);
      while (other.load() && turn.load() == 1 - me) yield();
      turn.load();
      mine.store(false);
    };
    run({Thread([=] {
           enter(0, wants0, wants1);
           enter(0, wants0, wants1);
         }),
         Thread([=] { enter(1, wants1, wants0); })});
  });
  CHECK(kinds(report).empty());
}

TEST_CASE("lost-update: resetting a flag, or a number to zero, is none",
          "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Atomic<bool> flag(false, "flag");
          Thread raiser([=] { flag.store(true); });
          Thread lowerer([=] {
            if (flag.load())
              flag.store(false);
            else
              flag.store(false);
          });
          run({raiser, lowerer});
        })).empty());
  CHECK(kinds(search([] {
          Atomic<int> count(0, "count");
          Thread adder([=] {
            count.fetch_add(1);
            count.fetch_add(1);
          });
          Thread taker([=] {
            const int seen = count.load();
            static_cast<void>(seen);
            count.store(0);
          });
          run({adder, taker});
        })).empty());
}

TEST_CASE("lost-update: a read that is only logged is none", "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Atomic<int> level(0, "level");
          const auto set = [=](int value) {
            print(std::to_string(level.load()));
            level.store(value);
          };
          run({Thread([=] { set(1); }), Thread([=] { set(2); })});
        })).empty());
}

TEST_CASE("lost-update: counts the executions, also those with a kept prefix",
          "[findings][lost-update]") {
  Options options;
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  const Report report = search(
      [] {
        Shared<int> counter(0, "counter");
        const auto add = [=] { counter += 1; };
        run({Thread(add), Thread(add)});
      },
      options);
  CHECK(report.executions == 6);
  CHECK(report.find(Kind::lost_update)->executions == 4);
  CHECK(report.find(Kind::data_race)->executions == 6);
}

TEST_CASE("lost-update: appending after a look is none", "[findings][lost-update]") {
  CHECK(kinds(search([] {
          Shared<std::vector<int>> list({}, "list");
          const auto append = [=] {
            list.read([](const std::vector<int>& all) { return all.size(); });
            list.write([](std::vector<int>& all) { all.push_back(1); });
          };
          run({Thread(append), Thread(append)});
        })).empty());
}

TEST_CASE("lost-update: ++ and update(f) are known to be computed", "[findings][lost-update]") {
  for (const int how : {0, 1}) {
    const Report report = search([how] {
      Shared<int> counter(0, "counter");
      const auto add = [=] {
        if (how == 0) {
          ++counter;
        } else {
          counter.update([](int value) { return 2 * value + 1; });
        }
      };
      run({Thread(add), Thread(add)});
    });
    CHECK(report.has(Kind::lost_update));
  }
}

TEST_CASE("lost-update: reads and writes apart are counted with those before the proof",
          "[findings][lost-update]") {
  Options options;
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  const Report report = search(
      [] {
        Atomic<int> counter(0, "counter");
        const auto add = [=] { counter.store(counter.load() + 1); };
        run({Thread(add), Thread(add)});
      },
      options);
  CHECK(report.executions == 6);
  std::uint64_t executions = 0;
  for (const Finding& finding : report.findings) executions += finding.executions;
  CHECK(executions == 4);
}
