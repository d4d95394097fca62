// multiprocessing.Condition, against CPython's behaviour.
#include <mutex>

#include "heddle/tests/primitives/processes.hpp"

using namespace heddle;

namespace {

constexpr const char* kWaitUnheld =
    "raises AssertionError: must acquire() condition before using wait()";
constexpr const char* kNotifyUnheld = "raises AssertionError: lock is not owned";

mp::Condition held_condition() {
  mp::Condition condition;
  condition.acquire();
  return condition;
}

/// `count` processes that wait; each says by `outcome` what its wait returned.
struct WaitingProcesses {
  mp::Condition condition;
  std::vector<mp::Process> processes;

  explicit WaitingProcesses(int count, const mp::Condition& on = mp::Condition()) : condition(on) {
    const mp::Semaphore ready(0);
    for (int i = 0; i < count; ++i) {
      processes.emplace_back([cv = condition, ready] {
        const std::lock_guard guard(cv);
        ready.release();
        outcome(cv.wait());
      });
      processes.back().start();
      ready.acquire();
      const std::lock_guard until_it_waits(condition);
    }
  }
};

/// What the waits of three processes return where a call wakes some of them; the others are
/// terminated in the end.
Results woken_of_three_processes(const std::function<void(const mp::Condition&)>& wake,
                                 int expected) {
  return results([=] {
    const mp::Condition cv;
    const mp::Semaphore ready(0);
    const mp::Semaphore woken(0);
    std::vector<mp::Process> processes;
    for (int i = 0; i < 3; ++i) {
      processes.emplace_back(
          [=] {
            const std::lock_guard guard(cv);
            ready.release();
            cv.wait();
            woken.release();
          },
          mp::ProcessOptions{.daemon = true});
      processes.back().start();
      ready.acquire();
      const std::lock_guard until_it_waits(cv);
    }
    {
      const std::lock_guard guard(cv);
      wake(cv);
    }
    for (int i = 0; i < expected; ++i) woken.acquire();
    const std::lock_guard guard(cv);
    outcome(woken.get_value());
  });
}

}  // namespace

TEST_CASE("mp.Condition: each operation alone does what CPython's does", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Condition.wait-free", [] { mp::Condition().wait(); }, kWaitUnheld},
      {"mp.Condition.notify-free", [] { mp::Condition().notify(); }, kNotifyUnheld},
      {"mp.Condition.notify-all-free", [] { mp::Condition().notify_all(); }, kNotifyUnheld},
      {"mp.Condition.release-free", [] { mp::Condition().release(); },
       "raises AssertionError: attempt to release recursive lock not owned by thread"},
      {"release-free-lock", [] { mp::Condition(mp::Lock()).release(); },
       "raises ValueError: semaphore or lock released too many times"},
      {"mp.Condition.acquire-twice",
       [] {
         const mp::Condition cv;
         return cv.acquire() && cv.acquire();
       },
       "true"},
      {"mp.Condition.notify-nobody", [] { held_condition().notify(); }, "nothing"},
      {"mp.Condition.wait-timeout", [] { return held_condition().wait(0.05); }, "false"},
      {"mp.Condition.wait-zero", [] { return held_condition().wait(0); }, "false"},
      {"mp.Condition.wait-negative", [] { return held_condition().wait(-1); }, "false"},
      {"mp.Condition.wait-for-value", [] { return held_condition().wait_for([] { return 7; }); },
       "7"},
      {"mp.Condition.wait-for-true-free", [] { return mp::Condition().wait_for([] { return 7; }); },
       "7"},
      {"wait-for-false-free", [] { mp::Condition().wait_for([] { return false; }); }, kWaitUnheld},
      {"mp.Condition.wait-for-timeout",
       [] { return held_condition().wait_for([] { return 0; }, 0.05); }, "0"},
      {"mp.Condition.wait-for-calls",
       [] {
         int calls = 0;
         held_condition().wait_for([&] { return ++calls < 0; }, 0);
         return calls;
       },
       "1"},
      {"wait-for-calls after a timeout",
       [] {
         int calls = 0;
         held_condition().wait_for([&] { return ++calls < 0; }, 0.05);
         return calls;
       },
       "2"},
      {"mp.Condition.wait-alone", [] { held_condition().wait(); }, "blocks"},
  });
}

TEST_CASE("mp.Condition: who does not hold the lock is told so, whoever holds it",
          "[primitives][mpsync]") {
  const auto by_other = [](const auto& lock, const auto& call) {
    return behaviour([=] {
      const mp::Condition cv(lock);
      run_in_process([=] { lock.acquire(); });
      call(cv);
      return std::string("done");
    });
  };
  const auto notifies = [](const mp::Condition& cv) { cv.notify(); };
  const auto waits = [](const mp::Condition& cv) { cv.wait(); };
  CHECK(by_other(mp::Lock(), notifies) == kNotifyUnheld);
  CHECK(by_other(mp::RLock(), notifies) == kNotifyUnheld);
  CHECK(by_other(mp::Lock(), waits) == kWaitUnheld);
  CHECK(by_other(mp::RLock(), waits) == kWaitUnheld);
}

TEST_CASE("mp.Condition: another thread of the process is no owner of a plain lock",
          "[primitives][mpsync]") {
  CHECK(behaviour([] {
          const mp::Lock lock;
          const mp::Condition cv(lock);
          run_in_thread([=] { lock.acquire(); });
          cv.notify();
          return std::string("done");
        }) == kNotifyUnheld);
}

TEST_CASE("mp.Condition: takes locks of multiprocessing alone", "[primitives][mpsync]") {
  CHECK(std::is_constructible_v<mp::Condition, mp::Lock>);
  CHECK(std::is_constructible_v<mp::Condition, mp::RLock>);
  CHECK(!std::is_constructible_v<mp::Condition, threading::Lock>);
  CHECK(!std::is_constructible_v<mp::Condition, threading::RLock>);
}

TEST_CASE("mp.Condition: notify(n) wakes n, notify_all wakes all", "[primitives][mpsync]") {
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify(); }, 1) == Results{"0"});
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify(2); }, 2) == Results{"0"});
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify(5); }, 3) == Results{"0"});
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify(0); }, 0) == Results{"0"});
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify(-1); }, 0) ==
        Results{"0"});
  CHECK(woken_of_three_processes([](const mp::Condition& cv) { cv.notify_all(); }, 3) ==
        Results{"0"});
}

TEST_CASE("mp.Condition: who is woken returns true", "[primitives][mpsync]") {
  CHECK(results([] {
          const WaitingProcesses waiting(2);
          {
            const std::lock_guard guard(waiting.condition);
            waiting.condition.notify_all();
          }
        }) == Results{"true | true"});
}

TEST_CASE("mp.Condition: over a Lock it wakes as well", "[primitives][mpsync]") {
  CHECK(results([] {
          const WaitingProcesses waiting(1, mp::Condition(mp::Lock()));
          const std::lock_guard guard(waiting.condition);
          waiting.condition.notify();
        }) == Results{"true"});
}

TEST_CASE("mp.Condition: which waiter a notify wakes is open", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Condition cv;
          const mp::Semaphore ready(0);
          const mp::Semaphore first(1);
          for (int i = 0; i < 2; ++i) {
            const mp::Process waiter([=] {
              const std::lock_guard guard(cv);
              ready.release();
              cv.wait();
              outcome(first.acquire(false));
              cv.notify();
            });
            waiter.start();
            ready.acquire();
            const std::lock_guard until_it_waits(cv);
          }
          const std::lock_guard guard(cv);
          cv.notify();
        }) == Results{"false | true", "true | false"});
}

TEST_CASE("mp.Condition: one whose time is up takes no notify", "[primitives][mpsync]") {
  CHECK(results(
            [] {
              const mp::Condition cv;
              const mp::Semaphore ready(0);
              for (const threading::OptionalTimeout timeout : {threading::OptionalTimeout(1), {}}) {
                const mp::Process waiter([=] {
                  const std::lock_guard guard(cv);
                  ready.release();
                  outcome(cv.wait(timeout));
                });
                waiter.start();
                ready.acquire();
                const std::lock_guard until_it_waits(cv);
              }
              const std::lock_guard guard(cv);
              sleep(2);
              cv.notify();
            },
            in_virtual_time()) == Results{"false | true"});
}

TEST_CASE("mp.Condition: a wait gives all levels back", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Condition cv;
          const mp::Semaphore ready(0);
          const mp::Process waiter([=] {
            cv.acquire();
            cv.acquire();
            ready.release();
            outcome(cv.wait());
            cv.release();
            cv.release();
          });
          waiter.start();
          ready.acquire();
          cv.acquire();
          cv.notify();
          cv.release();
          waiter.join();
          outcome(cv.acquire(false));
        }) == Results{"true | true"});
}

TEST_CASE("mp.Condition: a notify is not remembered", "[primitives][mpsync]") {
  CHECK(behaviour([] {
          const mp::Condition cv = held_condition();
          cv.notify();
          return detail::value_text(cv.wait(0));
        }) == "false");
}

TEST_CASE("mp.Condition: spurious wakeups where they are asked for", "[primitives][mpsync]") {
  Options options;
  options.spurious = 1;
  CHECK(behaviour([] { return detail::value_text(held_condition().wait()); }, options) == "true");
}

TEST_CASE("mp.Condition: a plain lock that another gives back under a waiter",
          "[primitives][mpsync]") {
  CHECK(behaviour([] {
          const mp::Lock lock;
          const mp::Condition cv(lock);
          cv.acquire();
          run_in_process([=] { lock.release(); });
          cv.wait();
          return std::string("done");
        }) == "raises ValueError: semaphore or lock released too many times");
}

TEST_CASE("mp.Condition: a notify orders memory", "[primitives][mpsync]") {
  const auto program = [](bool locked) {
    return [locked] {
      const Shared<int> value{0, "value"};
      const mp::Condition cv;
      const mp::Semaphore ready(0);
      const threading::Thread waiter([=] {
        cv.acquire();
        ready.release();
        cv.wait();
        outcome(value.get());
        cv.release();
      });
      waiter.start();
      ready.acquire();
      cv.acquire();
      if (locked) value = 1;
      cv.notify();
      cv.release();
      if (!locked) value = 1;
    };
  };
  const Report ordered = explore_all(program(true));
  CHECK(ordered.findings.empty());
  CHECK(ordered.outcome_values() == Results{"1"});
  CHECK(explore_all(program(false)).has(Kind::data_race));
}

TEST_CASE("mp.Condition: shared under every start method", "[primitives][mpsync]") {
  for (const StartMethod method :
       {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    CHECK(results(
              [] {
                const mp::Condition cv;
                const mp::Process child(
                    [](const mp::Condition& condition) {
                      const std::lock_guard guard(condition);
                      condition.notify_all();
                    },
                    mp::args(cv));
                cv.acquire();
                child.start();
                outcome(cv.wait());
                cv.release();
              },
              started_with(method)) == Results{"true"});
  }
}

TEST_CASE("mp.Condition: waiters that are all woken do not multiply the executions",
          "[primitives][mpsync]") {
  const auto executions = [](int count) {
    return explore_all([count] {
             const mp::Condition cv;
             const mp::Semaphore ready(0);
             std::vector<mp::Process> waiters;
             for (int i = 0; i < count; ++i) {
               waiters.emplace_back([=] {
                 cv.acquire();
                 ready.release();
                 cv.wait();
                 cv.release();
               });
               waiters.back().start();
               ready.acquire();
             }
             const std::lock_guard guard(cv);
             cv.notify_all();
           })
        .executions;
  };
  CHECK(executions(1) == 1);
  CHECK(executions(2) == 2);
}
