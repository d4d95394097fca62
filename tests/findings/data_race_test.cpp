#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Barrier;
using threading::Lock;
using threading::Semaphore;
using threading::Thread;

namespace {

/// One thread writes, does `publish`; the other does `await`, reads.
Report handover(
    const std::function<std::pair<std::function<void()>, std::function<void()>>()>& make) {
  return search([=] {
    Shared<int> box(0, "box");
    const auto made = make();
    const auto publish = made.first;
    const auto await = made.second;
    Thread writer(
        [=] {
          box.set(1);
          publish();
        },
        named("writer"));
    Thread reader(
        [=] {
          await();
          static_cast<void>(box.get());
        },
        named("reader"));
    run({writer, reader});
  });
}

}  // namespace

TEST_CASE("data-race: a read and a write without order", "[findings][data-race]") {
  const Report report = search([] {
    Shared<int> box(0, "box");
    run({Thread([=] { box.set(1); }, named("writer")),
         Thread([=] { static_cast<void>(box.get()); }, named("reader"))});
  });
  CHECK(kinds(report) == Kinds{"data-race"});
  REQUIRE(report.findings.size() == 1);  // both orders are one finding
  const Finding& race = report.findings[0];
  CHECK(race.executions == report.executions);
  CHECK(race.objects == std::vector<std::string>{"box"});
  const std::string& text = race.message;
  CHECK((text == "writer writes `box` and reader reads it, and nothing orders the two accesses." ||
         text == "reader reads `box` and writer writes it, and nothing orders the two accesses."));
  CHECK(explained(report, Kind::data_race, "remark") ==
        "under Python's GIL the values stay whole, but updates can be lost; in C++ it is undefined "
        "behaviour.");
}

TEST_CASE("data-race: the explanation names locks and the last edge", "[findings][data-race]") {
  const Report report = search([] {
    Shared<int> box(0, "box");
    Lock door("door");
    Thread reader(
        [=] {
          door.acquire();
          static_cast<void>(box.get());
          door.release();
        },
        named("reader"));
    reader.start();
    box.set(1);
    reader.join();
  });
  const std::string first = explained(report, Kind::data_race, "first");
  const std::string steps = first + explained(report, Kind::data_race, "then");
  CHECK(steps.find("reader reads `box` at step ") != std::string::npos);
  CHECK(steps.find(", holding `door`.") != std::string::npos);
  CHECK(steps.find("main writes `box` at step ") != std::string::npos);
  CHECK(steps.find(", holding no lock.") != std::string::npos);
  const bool main_first = first.find("main writes") == 0;
  CHECK(explained(report, Kind::data_race, "why")
            .find(main_first ? "of what main did, reader waited for nothing after step 1 "
                               "(start reader): "
                             : "main waited for nothing that reader did ") == 0);
}

TEST_CASE("data-race: two writes race, two reads do not", "[findings][data-race]") {
  CHECK(search([] {
          Shared<int> box(0, "box");
          run({Thread([=] { box.set(1); }), Thread([=] { box.set(2); })});
        }).has(Kind::data_race));
  CHECK(kinds(search([] {
          Shared<int> box(0, "box");
          run({Thread([=] { static_cast<void>(box.get()); }),
               Thread([=] { static_cast<void>(box.get()); })});
        })).empty());
}

TEST_CASE("data-race: a write races with a read behind another read", "[findings][data-race]") {
  const Report report = search([] {
    Shared<int> box(0, "box");
    Lock door("door");
    Thread careless([=] { static_cast<void>(box.get()); }, named("careless"));
    Thread careful(
        [=] {
          door.acquire();
          static_cast<void>(box.get());
          door.release();
        },
        named("careful"));
    Thread writer(
        [=] {
          door.acquire();
          box.set(1);
          door.release();
        },
        named("writer"));
    run({careless, careful, writer});
  });
  REQUIRE(kinds(report) == Kinds{"data-race"});
  for (const Finding& race : report.findings) {
    CHECK(std::count(race.threads.begin(), race.threads.end(), "careless") == 1);
  }
}

TEST_CASE("data-race: every synchronisation is an edge", "[findings][data-race]") {
  SECTION("lock") {
    CHECK(kinds(search([] {
            Shared<int> box(0, "box");
            Lock door("door");
            const auto add = [=] {
              door.acquire();
              box += 1;
              door.release();
            };
            run({Thread(add), Thread(add)});
          })).empty());
  }
  SECTION("semaphore") {
    CHECK(kinds(handover([] {
            Semaphore full(0);
            return std::pair<std::function<void()>, std::function<void()>>([=] { full.release(); },
                                                                           [=] { full.acquire(); });
          })).empty());
  }
  SECTION("event") {
    CHECK(kinds(handover([] {
            threading::Event ready;
            return std::pair<std::function<void()>, std::function<void()>>([=] { ready.set(); },
                                                                           [=] { ready.wait(); });
          })).empty());
  }
  SECTION("barrier") {
    CHECK(kinds(handover([] {
            Barrier meet(2);
            return std::pair<std::function<void()>, std::function<void()>>([=] { meet.wait(); },
                                                                           [=] { meet.wait(); });
          })).empty());
  }
  SECTION("queue") {
    CHECK(kinds(handover([] {
            queue::Queue<int> items;
            return std::pair<std::function<void()>, std::function<void()>>([=] { items.put(1); },
                                                                           [=] { items.get(); });
          })).empty());
  }
  SECTION("atomic") {
    CHECK(kinds(handover([] {
            Atomic<int> ready(0, "ready");
            return std::pair<std::function<void()>, std::function<void()>>(
                [=] { ready.store(1); },
                [=] {
                  while (ready.load() == 0) yield();
                });
          })).empty());
  }
  SECTION("start and join") {
    CHECK(kinds(search([] {
            Shared<int> box(0, "box");
            box.set(1);
            Thread child([=] { box += 1; });
            child.start();
            child.join();
            box.set(3);
          })).empty());
  }
}

TEST_CASE("data-race: an edge that comes too early orders nothing", "[findings][data-race]") {
  CHECK(search([] {
          Shared<int> box(0, "box");
          threading::Event ready;
          Thread writer([=] {
            ready.set();
            box.set(1);
          });
          Thread reader([=] {
            ready.wait();
            static_cast<void>(box.get());
          });
          run({writer, reader});
        }).has(Kind::data_race));
}

TEST_CASE("data-race: container calls race only without the GIL", "[findings][data-race]") {
  const auto program = [] {
    Shared<std::vector<int>> list({}, "list");
    const auto append = [=] { list.write([](std::vector<int>& all) { all.push_back(1); }); };
    run({Thread(append), Thread(append)});
  };
  Options options;
  CHECK_FALSE(search(program, options).has(Kind::data_race));
  options.gil = Gil::off;
  const Report report = search(program, options);
  CHECK(report.has(Kind::data_race));
  CHECK(explained(report, Kind::data_race, "remark") ==
        "undefined behaviour in C++ and in Python without the GIL.");
}

TEST_CASE("data-race: a container call does not hide what came before it",
          "[findings][data-race]") {
  const Report report = search([] {
    Shared<std::vector<int>> list({}, "list");
    Atomic<int> turn(0, "turn");
    const auto append = [=] { list.write([](std::vector<int>& all) { all.push_back(1); }); };
    Thread setter(
        [=] {
          list.set({1});
          append();
        },
        named("setter"));
    Thread appender([=] { append(); }, named("appender"));
    run({setter, appender});
  });
  CHECK(report.has(Kind::data_race));
}

TEST_CASE("data-race: is not looked for with races ignored", "[findings][data-race]") {
  Options options;
  options.races = Races::ignore;
  CHECK(kinds(search(
                  [] {
                    Shared<int> box(0, "box");
                    run({Thread([=] { box.set(1); }), Thread([=] { box.set(2); })});
                  },
                  options))
            .empty());
}

TEST_CASE("data-race: ends the execution with races fail-fast", "[findings][data-race]") {
  Options options;
  options.races = Races::fail_fast;
  const Report report = search(
      [] {
        Shared<int> counter(0, "counter");
        const auto add = [=] { counter += 1; };
        run({Thread(add), Thread(add)});
        check(false, "never reached");
      },
      options);
  CHECK(kinds(report) == Kinds{"data-race"});
  CHECK(report.complete == 0);
}

TEST_CASE("data-race: is found where plain accesses are no scheduling points",
          "[findings][data-race]") {
  Options options;
  options.plain = Plain::invisible;
  CHECK(search(
            [] {
              Shared<int> box(0, "box");
              run({Thread([=] { box += 1; }), Thread([=] { box += 1; })});
            },
            options)
            .has(Kind::data_race));
}
