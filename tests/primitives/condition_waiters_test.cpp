// threading.Condition with several threads: CPython's own tests (lock_tests.py, ConditionTests)
// over all interleavings, timeouts, spurious wakeups, and calls by a thread that lacks the lock.
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Condition;
using threading::Lock;
using threading::Semaphore;
using threading::Thread;
using threading::ThreadOptions;

namespace {

/// Starts a thread and returns once it waits on `cv`; `body` is called holding the lock.
Thread start_waiter(const Condition& cv, const std::function<void()>& body, bool daemon = false) {
  const Semaphore ready(0);
  const Thread waiter(
      [=] {
        const std::lock_guard guard(cv);
        ready.release();
        body();
      },
      ThreadOptions{.daemon = daemon});
  waiter.start();
  ready.acquire();
  const std::lock_guard until_it_waits(cv);
  return waiter;
}

void notify(const Condition& cv, int n = 1) {
  const std::lock_guard guard(cv);
  cv.notify(n);
}

}  // namespace

// test_notify: three phases; fewer threads, in every interleaving.
TEST_CASE("Condition: each phase wakes as many as it notifies", "[primitives][condition]") {
  const Report report = explore_all([] {
    const Condition cv{Lock()};
    const Shared<int> woken{0, "woken"};
    const Semaphore done(0);
    const auto body = [=] {
      cv.wait();
      woken += 1;
      done.release();
    };
    std::vector<Thread> waiters;
    for (int i = 0; i < 3; ++i) waiters.push_back(start_waiter(cv, body));
    int expected = 0;
    for (const int n : {1, 0, 2}) {
      notify(cv, n);
      for (int i = 0; i < n; ++i) done.acquire();
      const std::lock_guard guard(cv);
      check(woken.get() == (expected += n), "as many as were notified");
    }
    for (const Thread& waiter : waiters) waiter.join();
  });
  CHECK(report.verdict == Verdict::verified);
}

// test_waitfor
TEST_CASE("Condition: wait_for goes on when its predicate holds, in whatever order it is told",
          "[primitives][condition]") {
  const Report report = explore_all([] {
    const Condition cv;
    const Shared<int> state{0, "state"};
    const Thread waiter([=] {
      const std::lock_guard guard(cv);
      outcome(cv.wait_for([=] { return state.get() == 3; }));
      check(state.get() == 3);
    });
    waiter.start();
    for (int i = 0; i < 3; ++i) {
      const std::lock_guard guard(cv);
      state += 1;
      cv.notify();
    }
    waiter.join();
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"true"});
}

// test_waitfor_timeout
TEST_CASE("Condition: wait_for lasts as long as its timeout, however often it is notified",
          "[primitives][condition]") {
  CHECK(results(
            [] {
              const Condition cv;
              const Thread waiter([=] {
                const std::lock_guard guard(cv);
                outcome(cv.wait_for([] { return false; }, 2.5));
                outcome(time());
              });
              waiter.start();
              for (int i = 0; i < 4; ++i) {
                sleep(1);
                notify(cv);
              }
              waiter.join();
            },
            in_virtual_time()) == Results{"false 2.5"});
}

TEST_CASE("Condition: a timed wait may time out or be woken", "[primitives][condition]") {
  const auto program = [] {
    const Condition cv;
    const Thread waiter = start_waiter(cv, [=] { outcome(cv.wait(10)); });
    notify(cv);
    waiter.join();
  };
  CHECK(results(program) == Results{"false", "true"});
  CHECK(results(program, in_virtual_time()) == Results{"true"});
}

TEST_CASE("Condition: a waiter whose time is up still takes a notify before it has the lock",
          "[primitives][condition]") {
  Options options = in_virtual_time();
  options.notify_order = NotifyOrder::fifo;
  CHECK(results(
            [] {
              const Condition cv;
              const Thread timed = start_waiter(cv, [=] { outcome(cv.wait(1)); });
              const Thread other = start_waiter(
                  cv, [=] { cv.wait(); }, true);
              {
                const std::lock_guard guard(cv);
                sleep(2);
                cv.notify();
              }
              timed.join();
              other.join(1);
              outcome(other.is_alive());
            },
            options) == Results{"true | false"});
}

TEST_CASE("Condition: once a timed-out waiter has the lock, a notify goes to the next",
          "[primitives][condition]") {
  Options options = in_virtual_time();
  options.notify_order = NotifyOrder::fifo;
  CHECK(results(
            [] {
              const Condition cv;
              const Thread timed = start_waiter(cv, [=] { outcome(cv.wait(1)); });
              const Thread other = start_waiter(cv, [=] { outcome(cv.wait()); });
              timed.join();
              notify(cv);
              other.join();
            },
            options) == Results{"false | true"});
}

TEST_CASE("Condition: no spurious wakeups unless they are asked for", "[primitives][condition]") {
  const auto program = [] {
    const Condition cv;
    const Shared<bool> ready{false, "ready"};
    const Thread waiter([=] {
      const std::lock_guard guard(cv);
      if (!ready.get()) cv.wait();
      outcome(ready.get());
    });
    waiter.start();
    {
      const std::lock_guard guard(cv);
      ready.set(true);
      cv.notify();
    }
    waiter.join();
  };
  CHECK(results(program) == Results{"true"});
  Options spurious;
  spurious.spurious = 1;
  CHECK(results(program, spurious) == Results{"false", "true"});
}

TEST_CASE("Condition: a thread wakes spuriously at most as often as allowed",
          "[primitives][condition]") {
  for (const int allowed : {0, 1, 2, 3}) {
    Options options;
    options.spurious = allowed;
    const Report report = explore_all(
        [] {
          const Condition cv;
          cv.acquire();
          for (int i = 0;; ++i) {
            choose(1);
            outcome(i);
            cv.wait();
          }
        },
        options);
    CHECK(report.has(Kind::deadlock));
    CHECK(report.executions == 1);
  }
}

TEST_CASE("Condition: under `any` a notify has one branch for every choice of waiters",
          "[primitives][condition]") {
  using Spec = Condition::Spec;
  Spec::State state;
  for (ThreadId thread = 1; thread <= 4; ++thread) {
    Spec::apply(state, {Condition::kEnqueue, thread, false, 0, 0}, 0);
  }
  const auto ways = [&](int n, bool fifo) {
    return Spec::alternatives(state, {Condition::kNotify, 0, false, n, fifo ? 1 : 0});
  };
  CHECK(ways(0, false) == 1);
  CHECK(ways(1, false) == 4);
  CHECK(ways(2, false) == 6);
  CHECK(ways(4, false) == 1);
  CHECK(ways(9, false) == 1);
  CHECK(ways(2, true) == 1);
  std::vector<ThreadSet> chosen;
  for (unsigned way = 0; way < 6; ++way) {
    Spec::State after = state;
    CHECK(Spec::apply(after, {Condition::kNotify, 0, false, 2, 0}, way).result == 2);
    CHECK(after.woken.size() == 2);
    CHECK(after.waiters.size() == 2);
    for (const ThreadSet& other : chosen) CHECK(!(other == after.woken));
    chosen.push_back(after.woken);
  }
}

TEST_CASE("Condition: over a plain lock that another thread holds, a notify goes through as misuse",
          "[primitives][condition]") {
  const auto program = [](bool owner) {
    return [owner] {
      const Lock lock;
      const Condition cv(lock);
      const Thread waiter = start_waiter(cv, [=] { outcome(cv.wait()); });
      if (!owner) run_in_thread([=] { lock.acquire(); });
      if (owner) lock.acquire();
      cv.notify();
      lock.release();
      waiter.join();
    };
  };
  const Report wrong = explore_all(program(false));
  CHECK(wrong.outcome_values() == Results{"true"});
  CHECK(wrong.has(Kind::misuse));
  CHECK(explore_all(program(true)).verdict == Verdict::verified);
}

TEST_CASE(
    "Condition: over a plain lock, a wait by a thread that lacks it gives it back and takes it",
    "[primitives][condition]") {
  const Report report = explore_all([] {
    const Lock lock;
    const Condition cv(lock);
    run_in_thread([=] { lock.acquire(); });
    outcome(cv.wait(0.1));
    outcome(lock.locked());
  });
  CHECK(report.outcome_values() == Results{"false true"});
  CHECK(report.has(Kind::misuse));
}

TEST_CASE("Condition: is Lockable", "[primitives][condition]") {
  CHECK(results([] {
          const Condition cv{Lock()};
          const std::unique_lock guard(cv);
          run_in_thread([=] { outcome(cv.try_lock()); });
          outcome(guard.owns_lock());
        }) == Results{"true | false"});
}
