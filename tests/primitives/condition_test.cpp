// threading.Condition, against CPython's behaviour: each operation alone, and what wakes whom.
#include <memory>
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Condition;
using threading::Lock;
using threading::RLock;
using threading::Semaphore;
using threading::Thread;

namespace {

constexpr const char* kWaitFree = "raises RuntimeError: cannot wait on un-acquired lock";
constexpr const char* kNotifyFree = "raises RuntimeError: cannot notify on un-acquired lock";

Condition held() {
  Condition condition;
  condition.acquire();
  return condition;
}
template <class AnyLock>
Condition held_by_other(AnyLock lock) {
  run_in_thread([=] { lock.acquire(); });
  return Condition(lock);
}

/// `count` threads that wait in the order of their numbers; each says by `outcome` how it went on.
struct Waiters {
  Condition condition;
  std::vector<Thread> threads;

  explicit Waiters(int count, const Condition& on = Condition()) : condition(on) {
    const Semaphore ready(0);
    for (int i = 0; i < count; ++i) {
      threads.emplace_back(
          [cv = condition, ready] {
            const std::lock_guard guard(cv);
            ready.release();
            outcome(cv.wait());
          },
          threading::ThreadOptions{.daemon = true});
      threads.back().start();
      ready.acquire();
      const std::lock_guard until_it_waits(condition);
    }
  }
};

/// Who of three waiters goes on, as "1 0 1": over all interleavings and choices.
Results woken_of_three(std::function<void(const Condition&)> notify, const Options& options) {
  return results(
      [=] {
        const Condition cv;
        const Semaphore ready(0);
        const Shared<std::vector<int>> woken{{0, 0, 0}, "woken"};
        for (std::size_t i = 0; i < 3; ++i) {
          const Thread waiter(
              [=] {
                const std::lock_guard guard(cv);
                ready.release();
                cv.wait();
                woken.write([i](auto& all) { all[i] = 1; });
              },
              threading::ThreadOptions{.daemon = true});
          waiter.start();
          ready.acquire();
          const std::lock_guard until_it_waits(cv);
        }
        {
          const std::lock_guard guard(cv);
          notify(cv);
        }
        // Every one that can go on has gone on in the executions in which the last look comes last.
        const std::lock_guard guard(cv);
        woken.read([](const auto& all) { outcome(all[0] * 100 + all[1] * 10 + all[2]); });
      },
      options);
}

}  // namespace

TEST_CASE("Condition: each operation alone does what CPython's does", "[primitives][condition]") {
  check_cases({
      {"Condition.default-lock", [] { return held().acquire(); }, "true"},
      {"Condition.lock-not-reentrant",
       [] {
         const Condition cv{Lock()};
         cv.acquire();
         cv.acquire();
       },
       "blocks"},
      {"Condition.release-free", [] { Condition().release(); },
       "raises RuntimeError: cannot release un-acquired lock"},
      {"Condition.release-free-lock", [] { Condition(Lock()).release(); },
       "raises RuntimeError: release unlocked lock"},
      {"Condition.wait-free", [] { Condition().wait(); }, kWaitFree},
      {"Condition.wait-free-lock", [] { Condition(Lock()).wait(); }, kWaitFree},
      {"Condition.wait-held-other", [] { held_by_other(RLock()).wait(0.1); }, kWaitFree},
      {"Condition.notify-free", [] { Condition().notify(); }, kNotifyFree},
      {"Condition.notify-free-lock", [] { Condition(Lock()).notify(); }, kNotifyFree},
      {"Condition.notify-all-free", [] { Condition().notify_all(); }, kNotifyFree},
      {"Condition.notify-held-other", [] { held_by_other(RLock()).notify(); }, kNotifyFree},
      {"Condition.notify-held-other-lock", [] { held_by_other(Lock()).notify(); }, "nothing"},
      {"Condition.notify-all-held-other-lock", [] { held_by_other(Lock()).notify_all(); },
       "nothing"},
      {"Condition.notify-nobody", [] { held().notify(); }, "nothing"},
      {"Condition.notify-all-nobody", [] { held().notify_all(); }, "nothing"},
      {"Condition.notify-zero-nobody", [] { held().notify(0); }, "nothing"},
      {"Condition.wait-timeout", [] { return held().wait(0.05); }, "false"},
      {"Condition.wait-zero", [] { return held().wait(0); }, "false"},
      {"Condition.wait-negative", [] { return held().wait(-1); }, "false"},
      {"Condition.wait-timeout-huge", [] { held().wait(1e20); },
       "raises OverflowError: timestamp too large to convert to C _PyTime_t"},
      {"Condition.wait-alone", [] { held().wait(); }, "blocks"},
      {"Condition.notify-not-remembered",
       [] {
         const Condition cv = held();
         cv.notify();
         cv.wait();
       },
       "blocks"},
  });
}

TEST_CASE("Condition: wait_for returns the predicate's last value", "[primitives][condition]") {
  check_cases({
      {"Condition.wait-for-true", [] { return held().wait_for([] { return 7; }); }, "7"},
      {"Condition.wait-for-timeout-value", [] { return held().wait_for([] { return 0; }, 0.05); },
       "0"},
      {"Condition.wait-for-true-free", [] { return Condition().wait_for([] { return 7; }); }, "7"},
      {"Condition.wait-for-false-free", [] { Condition().wait_for([] { return false; }); },
       kWaitFree},
  });
}

TEST_CASE("Condition: wait_for calls a false predicate twice when there is no time",
          "[primitives][condition]") {
  for (const double timeout : {0.0, -1.0, 0.05}) {
    CHECK(results([=] {
            int calls = 0;
            held().wait_for([&] { return ++calls < 0; }, timeout);
            outcome(calls);
          }) == Results{"2"});
  }
}

TEST_CASE("Condition: a predicate that throws leaves the lock held", "[primitives][condition]") {
  CHECK(results([] {
          const Condition cv = held();
          outcome(result_of([=] { cv.wait_for([]() -> bool { throw KeyError("boom"); }); }));
          cv.release();
        }) == Results{"raises KeyError: boom"});
}

TEST_CASE("Condition: a waiter is woken, and waits for the lock", "[primitives][condition]") {
  CHECK(results([] {
          const Waiters one(1);
          one.condition.acquire();
          one.condition.notify();
          one.condition.release();
          one.threads[0].join();
        }) == Results{"true"});
  CHECK(explore_all([] {
          const Waiters one(1);
          one.condition.acquire();
          one.condition.notify();
          one.threads[0].join();  // for ever: main has the lock
        }).has(Kind::deadlock));
}

TEST_CASE("Condition: wait gives all levels back and takes them again", "[primitives][condition]") {
  CHECK(results([] {
          const RLock lock;
          const Condition cv(lock);
          const Semaphore ready(0);
          const Thread waiter([=] {
            for (int i = 0; i < 3; ++i) cv.acquire();
            ready.release();
            cv.wait();
            for (int i = 0; i < 3; ++i) cv.release();
            outcome(result_of([=] { cv.release(); }));
          });
          waiter.start();
          ready.acquire();
          cv.acquire();
          cv.notify();
          cv.release();
          waiter.join();
          outcome(lock.acquire(false));
        }) == Results{"true | raises RuntimeError: cannot release un-acquired lock"});
}

TEST_CASE("Condition: notify wakes the first waiters, or any that many",
          "[primitives][condition]") {
  const auto notify = [](int n) { return [n](const Condition& cv) { cv.notify(n); }; };
  const auto all = [](const Condition& cv) { cv.notify_all(); };
  CHECK(woken_of_three(notify(0), in_order()) == Results{"0"});
  CHECK(woken_of_three(notify(-1), in_order()) == Results{"0"});
  CHECK(woken_of_three(notify(1), in_order()) == Results{"0", "100"});
  CHECK(woken_of_three(notify(1), {}) == Results{"0", "1", "10", "100"});
  CHECK(woken_of_three(notify(2), in_order()) == Results{"0", "10", "100", "110"});
  CHECK(woken_of_three(notify(2), {}) == Results{"0", "1", "10", "11", "100", "101", "110"});
  const Results everything{"0", "1", "10", "11", "100", "101", "110", "111"};
  CHECK(woken_of_three(notify(5), in_order()) == everything);
  CHECK(woken_of_three(all, {}) == everything);
}

TEST_CASE("Condition: a second notify goes to a waiter that has not been woken",
          "[primitives][condition]") {
  const auto twice = [](const Condition& cv) {
    cv.notify();
    cv.notify();
  };
  CHECK(woken_of_three(twice, in_order()) == Results{"0", "10", "100", "110"});
}

TEST_CASE("Condition: a notify of another condition on the same lock wakes nobody",
          "[primitives][condition]") {
  const Report report = explore_all([] {
    const Lock lock;
    const Condition other(lock);
    const Waiters one(1, Condition(lock));
    const std::lock_guard guard(other);
    other.notify_all();
    outcome("done");
  });
  CHECK(report.outcome_values() == Results{"done"});
}
