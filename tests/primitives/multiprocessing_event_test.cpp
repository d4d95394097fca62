// multiprocessing.Event and Barrier, against CPython's behaviour.
#include <memory>

#include "heddle/tests/primitives/processes.hpp"

using namespace heddle;

namespace {

constexpr const char* kBrokenBarrier = "raises threading.BrokenBarrierError";

std::string call_wait(const mp::Barrier& barrier) {
  return result_of([&] { return int{barrier.wait()}; });
}
/// Two processes that wait at a barrier for three; each says how that went.
void start_two_at(const mp::Barrier& barrier) {
  for (int i = 0; i < 2; ++i) {
    const mp::Process process([=] { outcome(call_wait(barrier)); });
    process.start();
  }
  assume(barrier.n_waiting() == 2);
}

}  // namespace

TEST_CASE("mp.Event: each operation alone does what CPython's does", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Event.new", [] { return mp::Event().is_set(); }, "false"},
      {"mp.Event.set",
       [] {
         const mp::Event event;
         event.set();
         event.set();
         return event.is_set();
       },
       "true"},
      {"mp.Event.clear",
       [] {
         const mp::Event event;
         event.set();
         event.clear();
         return event.is_set();
       },
       "false"},
      {"mp.Event.wait-set",
       [] {
         const mp::Event event;
         event.set();
         return event.wait();
       },
       "true"},
      {"mp.Event.wait-timeout", [] { return mp::Event().wait(0.05); }, "false"},
      {"mp.Event.wait-negative", [] { return mp::Event().wait(-1); }, "false"},
      {"mp.Event.wait-alone", [] { mp::Event().wait(); }, "blocks"},
  });
}

TEST_CASE("mp.Event: a child's set wakes its parent", "[primitives][mpsync]") {
  for (const StartMethod method :
       {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    CHECK(results(
              [] {
                const mp::Event event;
                const mp::Process child([](const mp::Event& e) { e.set(); }, mp::args(event));
                child.start();
                outcome(event.wait());
                outcome(event.is_set());
              },
              started_with(method)) == Results{"true true"});
  }
}

TEST_CASE("mp.Event: set, then clear, can make a wait return false", "[primitives][mpsync]") {
  const auto program = [](auto event) {
    return [=] {
      const auto flag = event();
      run_in_processes({[=] { outcome(flag.wait()); },
                        [=] {
                          flag.set();
                          flag.clear();
                        }});
    };
  };
  const Report report = explore_all(program([] { return mp::Event(); }));
  CHECK(report.outcome_values() == Results{"false", "true"});
  CHECK(report.has(Kind::lost_wakeup));
}

TEST_CASE("mp.Event: set wakes all the waiters", "[primitives][mpsync]") {
  const Report report = explore_all([] {
    const mp::Event event;
    run_in_processes(
        {[=] { outcome(event.wait()); }, [=] { outcome(event.wait()); }, [=] { event.set(); }});
  });
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"true | true"});
}

TEST_CASE("mp.Event: a timed wait is woken or late", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Event event;
          const mp::Process child([=] { event.set(); });
          child.start();
          outcome(event.wait(1));
        }) == Results{"false", "true"});
}

TEST_CASE("mp.Event: in virtual time a wait ends when its time is up", "[primitives][mpsync]") {
  const auto waits = [](double limit) {
    return results(
        [limit] {
          const mp::Event event;
          const mp::Process child([=] {
            sleep(2);
            event.set();
          });
          child.start();
          outcome(event.wait(limit));
          outcome(time());
        },
        in_virtual_time());
  };
  CHECK(waits(1) == Results{"false 1"});
  CHECK(waits(3) == Results{"true 2"});
}

TEST_CASE("mp.Event: set orders memory", "[primitives][mpsync]") {
  const auto program = [](bool before) {
    return [before] {
      const Shared<int> value{0, "value"};
      const mp::Event event;
      const threading::Thread setter([=] {
        if (before) value = 1;
        event.set();
        if (!before) value = 1;
      });
      setter.start();
      event.wait();
      outcome(value.get());
    };
  };
  const Report ordered = explore_all(program(true));
  CHECK(ordered.findings.empty());
  CHECK(ordered.outcome_values() == Results{"1"});
  CHECK(explore_all(program(false)).has(Kind::data_race));
}

TEST_CASE("mp.Event: a set that is seen by a look orders memory", "[primitives][mpsync]") {
  CHECK(explore_all([] {
          const Shared<int> value{0, "value"};
          const mp::Event event;
          const threading::Thread setter([=] {
            value = 1;
            event.set();
          });
          setter.start();
          if (event.is_set()) outcome(value.get());
        }).findings.empty());
}

TEST_CASE("mp.Barrier: each operation alone does what CPython's does", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Barrier.one", [] { return int{mp::Barrier(1).wait()}; }, "0"},
      {"mp.Barrier.zero", [] { return mp::Barrier(0).parties(); }, "0"},
      {"mp.Barrier.wait-alone", [] { return int{mp::Barrier(2).wait()}; }, "blocks"},
  });
  CHECK(behaviour([] { return call_wait(mp::Barrier(2)); }) == "blocks");
  CHECK(behaviour([] {
          const mp::Barrier barrier(2);
          barrier.abort();
          return call_wait(barrier);
        }) == kBrokenBarrier);
  CHECK(behaviour([] { return result_of([] { mp::Barrier(2).wait(0.05); }); }) == kBrokenBarrier);
  CHECK(behaviour([] {
          const mp::Barrier barrier(2, {}, 0.05);
          const std::string waited = call_wait(barrier);
          return waited + (barrier.broken() ? " broken" : " whole");
        }) == std::string(kBrokenBarrier) + " broken");
}

TEST_CASE("mp.Barrier: an uncaught BrokenBarrierError is no misuse", "[primitives][mpsync]") {
  const Report report = explore_all([] { mp::Barrier(2).wait(0); });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::uncaught_exception);
}

TEST_CASE("mp.Barrier: processes meet, whatever the start method", "[primitives][mpsync]") {
  for (const StartMethod method :
       {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    CHECK(results(
              [] {
                const mp::Barrier barrier(2);
                const mp::Process child([](const mp::Barrier& b) { outcome(call_wait(b)); },
                                        mp::args(barrier));
                child.start();
                outcome(call_wait(barrier));
                child.join();
                outcome(barrier.n_waiting());
                outcome(barrier.broken());
              },
              started_with(method)) == Results{"0 0 false | 1", "1 0 false | 0"});
  }
}

TEST_CASE("mp.Barrier: abort and reset throw the waiters out", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Barrier barrier(3);
          start_two_at(barrier);
          barrier.abort();
          outcome(barrier.broken());
        }) == Results{std::string("true | ") + kBrokenBarrier + " | " + kBrokenBarrier});
  CHECK(results([] {
          const mp::Barrier barrier(3);
          start_two_at(barrier);
          barrier.reset();
          outcome(barrier.broken());
        }) == Results{std::string("false | ") + kBrokenBarrier + " | " + kBrokenBarrier});
}

TEST_CASE("mp.Barrier: the action runs in the process of the last to arrive",
          "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::ProcessLocal<int> ran(0);
          const mp::Barrier barrier(2, [=] { ran.set(1); });
          const auto meet = [=] {
            const int index = barrier.wait();
            outcome(index == 1);
            outcome(ran.get());
          };
          const mp::Process child(meet);
          child.start();
          meet();
        }) == Results{"false 0 | true 1", "true 1 | false 0"});
}

TEST_CASE("mp.Barrier: an action that throws breaks it", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Barrier barrier(2, [] { throw KeyError("no"); });
          const mp::Process child([=] { outcome(call_wait(barrier)); });
          child.start();
          outcome(call_wait(barrier));
        }) == Results{std::string("raises KeyError: no | ") + kBrokenBarrier,
                      std::string(kBrokenBarrier) + " | raises KeyError: no"});
}

TEST_CASE("mp.Barrier: rounds follow each other", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Barrier barrier(2);
          const auto twice = [=] {
            barrier.wait();
            barrier.wait();
            outcome("met");
          };
          run_in_processes({twice, twice});
        }) == Results{"met | met"});
}

TEST_CASE("mp.Barrier: nobody looks at the order of the arrivals: one execution",
          "[primitives][mpsync]") {
  CHECK(explore_all([] {
          const mp::Barrier barrier(3);
          const auto meet = [=] { barrier.wait(); };
          run_in_processes({meet, meet, meet});
        }).executions == 1);
}

TEST_CASE("mp.Barrier: who passes knows what all did before", "[primitives][mpsync]") {
  const auto program = [](bool meets) {
    return [meets] {
      const Shared<int> value{0, "value"};
      const mp::Barrier barrier(2);
      const threading::Thread writer([=] {
        value = 1;
        if (meets) barrier.wait();
      });
      writer.start();
      if (meets) barrier.wait();
      outcome(value.get());
    };
  };
  CHECK(explore_all(program(true)).findings.empty());
  CHECK(explore_all(program(false)).has(Kind::data_race));
}
