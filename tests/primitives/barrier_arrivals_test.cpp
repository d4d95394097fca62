// Barrier::Arrival, and what a search may leave out of the order of arrivals.
#include <algorithm>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Barrier;
using threading::Thread;

TEST_CASE("Arrival: it is a number where one is wanted", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(1);
          const int index = barrier.wait();
          if (barrier.wait() == 0) outcome(index);
          outcome(barrier.wait() + 1);
          outcome(barrier.wait());
          outcome(barrier.wait().index());
        }) == Results{"0 1 0 0"});
}

TEST_CASE("Arrival: it may be kept and looked at rounds later", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2);
          const auto meet = [=] {
            const auto first = barrier.wait();
            barrier.wait();
            outcome(first.index());
          };
          run_threads({Thread(meet), Thread(meet)});
        }) == Results{"0 | 1", "1 | 0"});
}

TEST_CASE("Arrival: it may be given to another thread", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2);
          const queue::Queue<Barrier::Arrival> arrivals;
          const Thread other([=] { arrivals.put(barrier.wait()); });
          other.start();
          barrier.wait();
          outcome(arrivals.get().index());
          other.join();
        }) == Results{"0", "1"});
}

TEST_CASE("Arrival: a report that shows one is no look of the program", "[primitives][barrier]") {
  const Report report = explore_all([] {
    const Barrier barrier(2);
    const queue::Queue<Barrier::Arrival> arrivals(0, "arrivals");
    const auto meet = [=] { arrivals.put(barrier.wait()); };
    run_threads({Thread(meet), Thread([=] { barrier.wait(); })});
    check(false);
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::assertion);
  const auto& events = report.findings[0].events;
  CHECK(std::ranges::count(events, "put 0 into arrivals", &ReportEvent::text) == 1);
  CHECK(report.executions == 1);
}

TEST_CASE("Arrival: a copy is the same arrival, and it can be assigned", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(1);
          const Barrier other(1);
          auto arrival = barrier.wait();
          const auto copy = arrival;
          arrival = other.wait();
          outcome(copy + arrival);
        }) == Results{"0"});
}

TEST_CASE("Arrival: indexes begin at 0 again after a reset", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2);
          outcome(result_of([=] { barrier.wait(0); }));
          barrier.reset();
          const Thread other([=] { outcome(barrier.wait()); });
          other.start();
          outcome(barrier.wait());
          other.join();
        }) == Results{"raises threading.BrokenBarrierError 0 | 1",
                      "raises threading.BrokenBarrierError 1 | 0"});
}

TEST_CASE("Barrier: an abort does not throw out who came last", "[primitives][barrier]") {
  const auto program = [] {
    const Barrier barrier(2);
    const auto meet = [=] { outcome(result_of([&] { barrier.wait(); })); };
    const Thread one(meet);
    const Thread other(meet);
    one.start();
    other.start();
    assume(barrier.n_waiting() == 1);
    assume(barrier.n_waiting() == 0);  // both have come
    barrier.abort();
    one.join();
    other.join();
  };
  const std::string broken = "raises threading.BrokenBarrierError";
  const Results expected = {"nothing | nothing", "nothing | " + broken, broken + " | nothing"};
  CHECK(results(program) == expected);
  CHECK(results(program, without_reduction()) == expected);
}

TEST_CASE("Barrier: timeouts in virtual time fire in order, whoever came first",
          "[primitives][barrier]") {
  const auto program = [] {
    const Barrier barrier(3);
    const auto meet = [=](double timeout) {
      return Thread([=] { outcome(result_of([&] { barrier.wait(timeout); })); });
    };
    const Thread late([=] {
      sleep(1);
      outcome(result_of([&] { barrier.wait(); }));
    });
    run_threads({meet(1), meet(2), late});
  };
  Options all = without_reduction();
  all.time = TimeMode::virtual_time;
  CHECK(results(program, in_virtual_time()) == results(program, all));
}

TEST_CASE("Barrier: a finding of an execution that looks at no index replays",
          "[primitives][barrier]") {
  // Somebody looks in other executions, so that the search has ordered the arrivals.
  const auto program = [] {
    const Barrier barrier(2);
    const Atomic<int> stored;
    run_threads({Thread([=] {
                   barrier.wait();
                   stored.store(1);
                 }),
                 Thread([=] {
                   const auto arrival = barrier.wait();
                   if (stored.load() == 1) {
                     outcome(arrival.index());
                   } else {
                     check(false, "not stored yet");
                   }
                 })});
  };
  const Report report = explore_all(program);
  const Finding* finding = report.find(Kind::assertion);
  REQUIRE(finding != nullptr);
  Options options;
  options.strategy = "replay";
  options.schedule = finding->schedule;
  options.keep_going = true;
  const Report again = explore(program, options);
  REQUIRE(again.findings.size() == 1);
  CHECK(again.findings[0].id == finding->id);
  CHECK(again.findings[0].schedule == finding->schedule);
  CHECK(again.findings[0].events == finding->events);
}

TEST_CASE("Barrier: the events of a report say who came as which", "[primitives][barrier]") {
  const Report report = explore_all([] {
    const Barrier barrier(2, "meeting");
    run_threads({Thread([=] { barrier.wait(); }), Thread([=] {
                   barrier.wait();
                   check(false);
                 })});
  });
  REQUIRE(report.findings.size() == 1);
  std::string texts;
  for (const ReportEvent& event : report.findings[0].events) {
    if (event.object == "meeting") texts += event.text + "; ";
  }
  CHECK(texts ==
        "arrive at meeting as number 0; arrive at meeting as number 1; pass meeting; "
        "pass meeting; ");
}
