// Programs that lose no wakeup.
#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Condition;
using threading::Thread;

TEST_CASE("lost-wakeup: one item for two consumers is a deadlock", "[findings][lost-wakeup]") {
  for (const int wanted : {1, 2}) {
    const Report report = search([wanted] {
      Condition not_empty("not_empty");
      Shared<int> items(0, "items");
      const auto consume = [=] {
        for (int i = 0; i < wanted; ++i) {
          not_empty.acquire();
          while (items.get() == 0) not_empty.wait();
          items += -1;
          not_empty.release();
        }
      };
      Thread producer(
          [=] {
            not_empty.acquire();
            items += 1;
            not_empty.notify();
            not_empty.release();
          },
          named("producer"));
      run({Thread(consume, named("C")), Thread(consume, named("D")), producer});
    });
    CHECK(kinds(report) == Kinds{"deadlock"});
  }
}

TEST_CASE("lost-wakeup: while loops that are woken in vain lose nothing",
          "[findings][lost-wakeup]") {
  // notify without an item: each time somebody wakes, finds nothing, waits again.
  const Report report = search([] {
    Condition not_empty("not_empty");
    Shared<int> items(0, "items");
    const auto consume = [=] {
      not_empty.acquire();
      while (items.get() == 0) not_empty.wait();
      not_empty.release();
    };
    Thread liar(
        [=] {
          not_empty.acquire();
          not_empty.notify();
          not_empty.release();
        },
        named("liar"));
    run({Thread(consume, named("C")), Thread(consume, named("D")), liar});
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
}

TEST_CASE("lost-wakeup: woken in vain first and rightly later is silent",
          "[findings][lost-wakeup]") {
  CHECK(kinds(search([] {
          Condition not_empty("not_empty");
          Shared<int> items(0, "items");
          Thread consumer([=] {
            not_empty.acquire();
            while (items.get() == 0) not_empty.wait();
            not_empty.release();
          });
          Thread producer([=] {
            not_empty.acquire();
            not_empty.notify();
            not_empty.release();
            not_empty.acquire();
            items.set(1);
            not_empty.notify();
            not_empty.release();
          });
          run({consumer, producer});
        })).empty());
}

TEST_CASE("lost-wakeup: a notify without waiters before a satisfied wait is silent",
          "[findings][lost-wakeup]") {
  CHECK(kinds(search([] {
          Condition not_empty("not_empty");
          Shared<int> items(0, "items");
          Thread producer([=] {
            not_empty.acquire();
            items.set(1);
            not_empty.notify();
            not_empty.release();
          });
          Thread consumer([=] {
            not_empty.acquire();
            while (items.get() == 0) not_empty.wait();
            not_empty.release();
          });
          run({producer, consumer});
        })).empty());
}

TEST_CASE("lost-wakeup: a notify nobody can have missed leaves a deadlock",
          "[findings][lost-wakeup]") {
  const Report report = search([] {
    Condition go("go");
    go.acquire();
    go.notify();
    go.release();
    Thread waiter(
        [=] {
          go.acquire();
          go.wait();
          go.release();
        },
        named("waiter"));
    waiter.start();
    waiter.join();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) ==
        "waiter waits for ever for `go`: no thread is left that could let it go on.");
}

TEST_CASE("lost-wakeup: an event that a wait has seen was not lost", "[findings][lost-wakeup]") {
  // The worker's own clear follows a wait that saw the set; what it waits for next never comes.
  const Report report = search([] {
    threading::Event work("work");
    Thread worker(
        [=] {
          work.wait();
          work.clear();
          work.wait();
        },
        named("worker"));
    Thread boss([=] { work.set(); }, named("boss"));
    run({worker, boss});
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
}

TEST_CASE("lost-wakeup: an item that a third thread took was not lost", "[findings][lost-wakeup]") {
  // The woken consumer finds the list empty and waits again; so does the other one. Nobody's wakeup
  // is lost: the item is gone.
  const Report report = search([] {
    Condition not_empty("not_empty");
    Shared<std::vector<int>> items({}, "items");
    const auto is_empty = [=] {
      return items.read([](const std::vector<int>& all) { return all.empty(); });
    };
    const auto pop = [=] { items.write([](std::vector<int>& all) { all.pop_back(); }); };
    const auto consume = [=] {
      not_empty.acquire();
      while (is_empty()) not_empty.wait();
      pop();
      not_empty.release();
    };
    Thread thief(
        [=] {
          not_empty.acquire();
          if (!is_empty()) pop();
          not_empty.release();
        },
        named("thief"));
    Thread producer(
        [=] {
          not_empty.acquire();
          items.write([](std::vector<int>& all) { all.push_back(1); });
          not_empty.notify();
          not_empty.release();
        },
        named("producer"));
    run({Thread(consume, named("C")), Thread(consume, named("D")), thief, producer});
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
}

TEST_CASE("lost-wakeup: a timed wait is never for ever", "[findings][lost-wakeup]") {
  CHECK(kinds(search([] {
          Condition go("go");
          Thread waiter([=] {
            go.acquire();
            go.wait(1.0);
            go.release();
          });
          Thread waker([=] {
            go.acquire();
            go.notify();
            go.release();
          });
          run({waiter, waker});
        })).empty());
}
