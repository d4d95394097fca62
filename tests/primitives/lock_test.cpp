// threading.Lock, against CPython's behaviour and its own tests (lock_tests.py).
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

namespace {

/// A lock that is held by nobody who could release it.
Lock taken() {
  Lock lock;
  lock.acquire();
  return lock;
}

}  // namespace

TEST_CASE("Lock: each operation alone does what CPython's does", "[primitives][lock]") {
  check_cases({
      {"Lock.acquire", [] { return Lock().acquire(); }, "true"},
      {"Lock.acquire-try", [] { return Lock().acquire(false); }, "true"},
      {"Lock.acquire-timeout-free", [] { return Lock().acquire(true, 0); }, "true"},
      {"Lock.acquire-try-held", [] { return taken().acquire(false); }, "false"},
      {"Lock.acquire-timeout-held", [] { return taken().acquire(true, 0.05); }, "false"},
      {"Lock.acquire-timeout-zero", [] { return taken().acquire(true, 0); }, "false"},
      {"Lock.acquire-timeout-negative", [] { Lock().acquire(true, -2); },
       "raises ValueError: timeout value must be positive"},
      {"Lock.acquire-timeout-small-negative", [] { Lock().acquire(true, -0.5); },
       "raises ValueError: timeout value must be positive"},
      {"Lock.acquire-try-with-timeout", [] { Lock().acquire(false, 1); },
       "raises ValueError: can't specify a timeout for a non-blocking call"},
      {"Lock.acquire-try-timeout-zero", [] { Lock().acquire(false, 0); },
       "raises ValueError: can't specify a timeout for a non-blocking call"},
      {"Lock.acquire-try-timeout-minus-one", [] { return Lock().acquire(false, -1); }, "true"},
      {"Lock.acquire-timeout-huge", [] { Lock().acquire(true, 1e20); },
       "raises OverflowError: timestamp too large to convert to C _PyTime_t"},
      {"Lock.release", [] { taken().release(); }, "nothing"},
      {"Lock.release-free", [] { Lock().release(); }, "raises RuntimeError: release unlocked lock"},
      {"Lock.release-twice",
       [] {
         const Lock lock = taken();
         lock.release();
         lock.release();
       },
       "raises RuntimeError: release unlocked lock"},
      {"Lock.locked free", [] { return Lock().locked(); }, "false"},
      {"Lock.locked held", [] { return taken().locked(); }, "true"},
      {"Lock.acquire-held", [] { return taken().acquire(); }, "blocks"},
      {"Lock.acquire-minus-one-held", [] { return taken().acquire(true, -1); }, "blocks"},
  });
}

TEST_CASE("Lock: any thread may release it", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock = taken();
          run_in_thread([=] { lock.release(); });
          outcome(lock.locked());
        }) == Results{"false"});
}

TEST_CASE("Lock: a thread that ends leaves it taken", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock;
          run_in_thread([=] { lock.acquire(); });
          outcome(lock.locked());
        }) == Results{"true"});
}

TEST_CASE("Lock: a try fails while another thread holds it, whenever it comes",
          "[primitives][lock]") {
  const Report report = explore_all(
      [] {
        const Lock lock;
        const Thread holder([=] {
          lock.acquire();
          lock.release();
        });
        holder.start();
        const bool got = lock.acquire(false);
        if (got) lock.release();
        outcome(got);
      },
      without_reduction());
  CHECK(report.outcome_values() == Results{"false", "true"});
  // Holder: a r; main: t r. t in front of a (r at once, or not before a is announced: the holder
  // waits), between a and r (fails), or after r.
  CHECK(report.executions == 3);
}

TEST_CASE("Lock: a waiter goes when it is released, with or without a timeout",
          "[primitives][lock]") {
  const auto waiter = [](double timeout) {
    return [timeout] {
      const Lock lock = taken();
      const Thread thread([=] { outcome(lock.acquire(true, timeout)); });
      thread.start();
      lock.release();
    };
  };
  CHECK(results(waiter(-1)) == Results{"true"});
  // In free time no timeout is long enough; in virtual time computation takes none.
  CHECK(results(waiter(5)) == Results{"false", "true"});
  CHECK(results(waiter(5), in_virtual_time()) == Results{"true"});
}

TEST_CASE("Lock: one release lets one of three waiters go, and each may be it",
          "[primitives][lock]") {
  const Report report = explore_all([] {
    const Lock lock = taken();
    const Lock free_again;
    const auto waiter = [=](int number) {
      return [=] {
        lock.acquire();
        outcome(number);
      };
    };
    for (int i = 1; i <= 3; ++i) Thread(waiter(i), {.daemon = true}).start();
    lock.release();
  });
  CHECK(report.outcome_values() == Results{"", "1", "2", "3"});
}

// test_acquire_contended
TEST_CASE("Lock: nobody is inside while it is held, and all come in afterwards",
          "[primitives][lock]") {
  const Report report = explore_all([] {
    const Lock lock = taken();
    const Shared<int> inside{0, "inside"};
    std::vector<Thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([=] {
        lock.acquire();
        inside += 1;
        lock.release();
      });
      threads.back().start();
    }
    check(inside.get() == 0, "main holds the lock");
    lock.release();
    for (const Thread& thread : threads) thread.join();
    outcome(inside.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"4"});
}

// test_try_acquire_contended
TEST_CASE("Lock: every try of another thread fails while it is held", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock = taken();
          const auto attempt = [=] { outcome(lock.acquire(false)); };
          run_threads({Thread(attempt), Thread(attempt), Thread(attempt)});
        }) == Results{"false | false | false"});
}

// test_reacquire
TEST_CASE("Lock: taken again, it blocks until another thread releases it", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock;
          const Thread thread([=] {
            lock.acquire();
            lock.acquire();
            outcome("again");
          });
          thread.start();
          run_in_thread([=] {
            while (!lock.locked()) yield();
            lock.release();
          });
          thread.join();
        }) == Results{"again"});
}

// test_state_after_timeout
TEST_CASE("Lock: a timed-out acquire leaves it as usable as before", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock = taken();
          outcome(lock.acquire(true, 0.01));
          lock.release();
          outcome(lock.acquire(true, 1));
        }) == Results{"false true"});
}

TEST_CASE("Lock: is Lockable", "[primitives][lock]") {
  CHECK(results([] {
          const Lock first;
          const Lock second;
          {
            const std::scoped_lock both(first, second);
            outcome(first.locked() && second.locked());
          }
          std::unique_lock guard(first, std::try_to_lock);
          outcome(guard.owns_lock());
          guard.unlock();
          outcome(first.locked() || second.locked());
        }) == Results{"true true false"});
}

TEST_CASE("Lock: an exception leaves no guarded block holding it", "[primitives][lock]") {
  CHECK(results([] {
          const Lock lock;
          outcome(result_of([&] {
            const std::lock_guard guard(lock);
            throw RuntimeError("boom");
          }));
          outcome(lock.locked());
        }) == Results{"raises RuntimeError: boom false"});
}

TEST_CASE("Lock: two critical sections have two orders", "[primitives][lock]") {
  const Report report = explore_all(
      [] {
        const Lock lock;
        const Shared<int> counter{0, "counter"};
        const auto add = [=] {
          const std::lock_guard guard(lock);
          counter += 1;
        };
        run_threads({Thread(add), Thread(add)});
        outcome(counter.get());
      },
      without_reduction());
  CHECK(report.executions == 2);
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"2"});
}
