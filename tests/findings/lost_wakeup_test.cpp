#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Condition;
using threading::Lock;
using threading::Thread;

TEST_CASE("lost-wakeup: the test and the wait in two critical sections",
          "[findings][lost-wakeup]") {
  const Report report = search([] {
    Lock lock("lock");
    Condition not_empty(lock, "not_empty");
    Shared<int> items(0, "items");
    Thread producer(
        [=] {
          not_empty.acquire();
          items.set(1);
          not_empty.notify();
          not_empty.release();
        },
        named("producer"));
    Thread consumer(
        [=] {
          not_empty.acquire();
          const bool empty = items.get() == 0;
          not_empty.release();
          not_empty.acquire();
          if (empty) not_empty.wait();
          not_empty.release();
        },
        named("consumer"));
    run({producer, consumer});
  });
  CHECK(kinds(report) == Kinds{"lost-wakeup"});
  const Finding& lost = report.findings[0];
  CHECK(lost.symptom == Kind::deadlock);
  CHECK(lost.message == "consumer waits on `not_empty` for ever: its notify came before the wait.");
  CHECK(lost.threads == std::vector<std::string>{"consumer"});
  const std::string why = explained(report, Kind::lost_wakeup, "why");
  CHECK(why.find("consumer tests at step ") == 0);
  CHECK(why.find(", and releases `lock` before it waits; producer can come between.") !=
        std::string::npos);
  CHECK(explained(report, Kind::lost_wakeup, "fix").find("keep `lock` from the test (") == 0);
  CHECK(explained(report, Kind::lost_wakeup, "waits")
            .find("consumer -> notify of not_empty (last one: step ") == 0);
}

TEST_CASE("lost-wakeup: a wait without any test", "[findings][lost-wakeup]") {
  const Report report = search([] {
    Condition go("go");
    Thread waiter(
        [=] {
          go.acquire();
          go.wait();
          go.release();
        },
        named("waiter"));
    Thread waker(
        [=] {
          go.acquire();
          go.notify();
          go.release();
        },
        named("waker"));
    run({waiter, waker});
  });
  CHECK(kinds(report) == Kinds{"lost-wakeup"});
  CHECK(message(report, Kind::lost_wakeup) ==
        "waiter waits on `go` for ever: its notify came before the wait.");
}

TEST_CASE("lost-wakeup: an event that is set and cleared", "[findings][lost-wakeup]") {
  const Report report = search([] {
    threading::Event go("go");
    Thread waiter([=] { go.wait(); }, named("waiter"));
    Thread pulse(
        [=] {
          go.set();
          go.clear();
        },
        named("pulse"));
    run({waiter, pulse});
  });
  CHECK(kinds(report) == Kinds{"lost-wakeup"});
  CHECK(message(report, Kind::lost_wakeup) ==
        "waiter waits on `go` for ever: its set came before the wait.");
  CHECK(
      explained(report, Kind::lost_wakeup, "waits").find("waiter -> set of go (last one: step ") ==
      0);
}

TEST_CASE("lost-wakeup: a notify that wakes the wrong thread", "[findings][lost-wakeup]") {
  // One condition for two predicates and notify instead of notify_all: the notify meant for the
  // one wakes the other, which waits again.
  const Report report = search([] {
    Condition changed("changed");
    Shared<int> stage(0, "stage");
    const auto wait_for = [=](int wanted) {
      changed.acquire();
      while (stage.get() < wanted) changed.wait();
      changed.release();
    };
    Thread first([=] { wait_for(1); }, named("first"));
    Thread second([=] { wait_for(2); }, named("second"));
    Thread setter(
        [=] {
          changed.acquire();
          stage.set(1);
          changed.notify();
          changed.release();
        },
        named("setter"));
    Thread last(
        [=] {
          first.join();
          changed.acquire();
          stage.set(2);
          changed.notify();
          changed.release();
        },
        named("last"));
    run({first, second, setter, last});
  });
  REQUIRE(report.has(Kind::lost_wakeup));
  CHECK(message(report, Kind::lost_wakeup) ==
        "first waits on `changed` for ever: the notify meant for it woke second, which waited "
        "again.");
}
