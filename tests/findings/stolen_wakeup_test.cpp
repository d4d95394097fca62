#include <mutex>
#include <stdexcept>

#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Condition;
using threading::Thread;

namespace {

/// A consumer that tests with `if`, and one that never waits.
Report steal(const std::function<void(Condition, Shared<int>)>& consume) {
  return search([=] {
    Condition not_empty("not_empty");
    Shared<int> items(0, "items");
    Thread consumer([=] { consume(not_empty, items); }, named("consumer"));
    Thread thief(
        [=] {
          not_empty.acquire();
          if (items.get() > 0) items += -1;
          not_empty.release();
        },
        named("thief"));
    Thread producer(
        [=] {
          not_empty.acquire();
          items += 1;
          not_empty.notify();
          not_empty.release();
        },
        named("producer"));
    run({consumer, thief, producer});
  });
}

}  // namespace

TEST_CASE("stolen-wakeup: the consumer without a while loop", "[findings][stolen-wakeup]") {
  const Report report = steal([](Condition not_empty, Shared<int> items) {
    not_empty.acquire();
    if (items.get() == 0) not_empty.wait();
    check(items.get() > 0, "an item");
    items += -1;
    not_empty.release();
  });
  // The thief may also have the only item before the consumer looks. No assertion stands beside.
  REQUIRE(kinds(report) == Kinds{"deadlock", "stolen-wakeup"});
  const Finding& stolen = *report.find(Kind::stolen_wakeup);
  CHECK(stolen.symptom == Kind::assertion);
  CHECK(stolen.message ==
        "consumer is woken on `not_empty`, but thief changes `items` first; consumer does not wait "
        "again and fails: AssertionError: an item.");
  CHECK(explained(report, Kind::stolen_wakeup, "first")
            .find("producer wakes consumer by the notify of step ") == 0);
  CHECK(explained(report, Kind::stolen_wakeup, "then").find("thief does `write items = 0` at ") ==
        0);
}

TEST_CASE("stolen-wakeup: an exception that unwinds through the lock",
          "[findings][stolen-wakeup]") {
  const Report report = steal([](Condition not_empty, Shared<int> items) {
    const std::unique_lock<Condition> guard(not_empty);
    if (items.get() == 0) not_empty.wait();
    if (items.get() == 0) throw std::out_of_range("pop from an empty list");
    items += -1;
  });
  REQUIRE(kinds(report) == Kinds{"deadlock", "stolen-wakeup"});
  CHECK(report.find(Kind::stolen_wakeup)->symptom == Kind::uncaught_exception);
}

TEST_CASE("stolen-wakeup: a waiter that tests again is silent", "[findings][stolen-wakeup]") {
  const Report report = steal([](Condition not_empty, Shared<int> items) {
    not_empty.acquire();
    while (items.get() == 0) not_empty.wait();
    check(items.get() > 0, "an item");
    items += -1;
    not_empty.release();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});  // the thief may have the only item
}

TEST_CASE("stolen-wakeup: a failure that nobody stole for is an assertion",
          "[findings][stolen-wakeup]") {
  const Report report = search([] {
    Condition go("go");
    Shared<int> items(0, "items");
    Thread waiter(
        [=] {
          go.acquire();
          while (items.get() == 0) go.wait();
          check(items.get() == 2, "two items");
          go.release();
        },
        named("waiter"));
    Thread producer([=] {
      go.acquire();
      items.set(1);
      go.notify();
      go.release();
    });
    run({waiter, producer});
  });
  CHECK(kinds(report) == Kinds{"assertion"});
}

TEST_CASE("stolen-wakeup: what happens after the lock is given back is none",
          "[findings][stolen-wakeup]") {
  const Report report = steal([](Condition not_empty, Shared<int> items) {
    not_empty.acquire();
    if (items.get() == 0) not_empty.wait();
    not_empty.release();
    not_empty.acquire();
    const int seen = items.get();
    not_empty.release();
    check(seen > 0, "an item");
  });
  CHECK_FALSE(report.has(Kind::stolen_wakeup));
  CHECK(report.has(Kind::assertion));
}
