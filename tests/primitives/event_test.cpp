// threading.Event, against CPython's behaviour and its own tests (lock_tests.py).
#include "heddle/tests/primitives/behaviour.hpp"

// Inside: heddle::Event is an event of a trace.
namespace heddle::threading {
namespace {

Event set_event() {
  const Event event;
  event.set();
  return event;
}
Event cleared() {
  const Event event = set_event();
  event.clear();
  return event;
}

}  // namespace

TEST_CASE("Event: each operation alone does what CPython's does", "[primitives][event]") {
  check_cases({
      {"Event.new", [] { return Event().is_set(); }, "false"},
      {"Event.set", [] { Event().set(); }, "nothing"},
      {"Event.set-twice",
       [] {
         const Event event = set_event();
         event.set();
         return event.is_set();
       },
       "true"},
      {"Event.clear-new", [] { Event().clear(); }, "nothing"},
      {"Event.clear", [] { return cleared().is_set(); }, "false"},
      {"Event.wait-set", [] { return set_event().wait(); }, "true"},
      {"Event.wait-set-zero", [] { return set_event().wait(0); }, "true"},
      {"Event.wait-timeout", [] { return Event().wait(0.05); }, "false"},
      {"Event.wait-zero", [] { return Event().wait(0); }, "false"},
      {"Event.wait-negative", [] { return Event().wait(-1); }, "false"},
      {"Event.wait-alone", [] { Event().wait(); }, "blocks"},
      {"Event.wait-cleared", [] { cleared().wait(); }, "blocks"},
  });
}

// test_notify, test_set_and_clear
TEST_CASE("Event: set wakes all who wait, also when it is cleared at once", "[primitives][event]") {
  for (const bool clear : {false, true}) {
    CHECK(results(
              [=] {
                const Event event("event");
                const auto wait = [=] { outcome(event.wait(10)); };
                const std::vector<Thread> waiters{Thread(wait), Thread(wait), Thread(wait)};
                for (const Thread& waiter : waiters) waiter.start();
                sleep(1);
                event.set();
                if (clear) event.clear();
                for (const Thread& waiter : waiters) waiter.join();
                outcome(event.is_set());
              },
              in_virtual_time()) ==
          Results{clear ? "false | true | true | true" : "true | true | true | true"});
  }
}

TEST_CASE("Event: a pulse can come before the wait", "[primitives][event]") {
  const Report report = explore_all([] {
    const Event event("event");
    const Thread waiter([=] { outcome(event.wait()); });
    waiter.start();
    event.set();
    event.clear();
    waiter.join();
  });
  CHECK(report.outcome_values() == Results{"true"});
  CHECK(report.has(Kind::lost_wakeup));
}

TEST_CASE("Event: a timed wait may find it set, be woken, or time out", "[primitives][event]") {
  const Report report = explore_all(
      [] {
        const Event event("event");
        const Thread setter([=] { event.set(); });
        setter.start();
        outcome(event.wait(0.5));
      },
      without_reduction());
  CHECK(report.outcome_values() == Results{"false", "true"});
  // set, wait; wait, set, resume; wait, resume (expired), set.
  CHECK(report.executions == 3);
}

TEST_CASE("Event: whoever sees it set knows what came before", "[primitives][event]") {
  const auto program = [](std::function<void(const Event&)> see) {
    return [see] {
      const Event event("event");
      const Shared<int> value{0, "value"};
      const Thread writer([=] {
        value.set(42);
        event.set();
      });
      writer.start();
      see(event);
      outcome(value.get());
    };
  };
  const Report waited = explore_all(program([](const Event& event) { event.wait(); }));
  CHECK(waited.verdict == Verdict::verified);
  CHECK(waited.outcome_values() == Results{"42"});
  const Report looked = explore_all(program([](const Event& event) { assume(event.is_set()); }));
  CHECK(!looked.has(Kind::data_race));
  CHECK(explore_all(program([](const Event& event) { event.wait(1); })).has(Kind::data_race));
}

}  // namespace heddle::threading
