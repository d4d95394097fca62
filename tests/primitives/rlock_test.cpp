// threading.RLock, against CPython's behaviour and its own tests (lock_tests.py).
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::RLock;
using threading::Thread;

namespace {

RLock entered(int levels = 1) {
  RLock lock;
  for (int i = 0; i < levels; ++i) lock.acquire();
  return lock;
}

/// A lock that a thread has taken that has ended.
RLock taken_by_other() {
  const RLock lock;
  run_in_thread([=] { lock.acquire(); });
  return lock;
}

constexpr const char* kNotOwned = "raises RuntimeError: cannot release un-acquired lock";

}  // namespace

TEST_CASE("RLock: each operation alone does what CPython's does", "[primitives][rlock]") {
  check_cases({
      {"RLock.acquire", [] { return RLock().acquire(); }, "true"},
      {"RLock.acquire-again", [] { return entered().acquire(); }, "true"},
      {"RLock.acquire-try-again", [] { return entered().acquire(false); }, "true"},
      {"RLock.acquire-timeout-again", [] { return entered().acquire(true, 0.1); }, "true"},
      {"RLock.acquire-try-other", [] { return taken_by_other().acquire(false); }, "false"},
      {"RLock.acquire-timeout-other", [] { return taken_by_other().acquire(true, 0.05); }, "false"},
      {"RLock.acquire-try-with-timeout", [] { RLock().acquire(false, 1); },
       "raises ValueError: can't specify a timeout for a non-blocking call"},
      {"RLock.acquire-try-with-timeout-held", [] { entered().acquire(false, 1); },
       "raises ValueError: can't specify a timeout for a non-blocking call"},
      {"RLock.acquire-timeout-negative", [] { RLock().acquire(true, -2); },
       "raises ValueError: timeout value must be positive"},
      {"RLock.release", [] { entered().release(); }, "nothing"},
      {"RLock.release-free", [] { RLock().release(); }, kNotOwned},
      {"RLock.release-too-often",
       [] {
         const RLock lock = entered(2);
         for (int i = 0; i < 3; ++i) lock.release();
       },
       kNotOwned},
      {"RLock.release-other", [] { taken_by_other().release(); }, kNotOwned},
      {"RLock.acquire-other and thread-ends-holding", [] { taken_by_other().acquire(); }, "blocks"},
  });
}

TEST_CASE("RLock: another thread gets it when all levels have been released",
          "[primitives][rlock]") {
  CHECK(results([] {
          const RLock lock = entered(3);
          const auto attempt = [=] { outcome(lock.acquire(false)); };
          for (int level = 3; level > 0; --level) {
            run_in_thread(attempt);
            lock.release();
          }
          run_in_thread(attempt);
        }) == Results{"false | false | false | true"});
}

// test_reacquire
TEST_CASE("RLock: nested acquires are events but no scheduling points", "[primitives][rlock]") {
  const auto program = [](int levels) {
    return [levels] {
      const RLock lock;
      const auto section = [=] {
        for (int i = 0; i < levels; ++i) lock.acquire();
        for (int i = 0; i < levels; ++i) lock.release();
      };
      run_threads({Thread(section), Thread(section)});
    };
  };
  for (const int levels : {1, 2, 5}) {
    CHECK(explore_all(program(levels), without_reduction()).executions == 2);
  }
}

// test_recursion_count, test_different_thread
TEST_CASE("RLock: is its owner's alone", "[primitives][rlock]") {
  const Report report = explore_all([] {
    const RLock lock;
    const Shared<int> counter{0, "counter"};
    const auto add = [=] {
      lock.acquire();
      lock.acquire();
      counter += 1;
      lock.release();
      counter += 1;
      lock.release();
    };
    run_threads({Thread(add), Thread(add)});
    outcome(counter.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"4"});
}

TEST_CASE("RLock: two of them in both orders deadlock", "[primitives][rlock]") {
  const Report report = explore_all(
      [] {
        const RLock a("a");
        const RLock b("b");
        const auto both = [](RLock first, RLock second) {
          const std::lock_guard outer(first);
          const std::lock_guard inner(second);
        };
        run_threads({Thread(both, threading::args(a, b)), Thread(both, threading::args(b, a))});
      },
      without_reduction());
  CHECK(report.has(Kind::deadlock));
  CHECK(report.blocked > 0);
}

TEST_CASE("RLock: is Lockable", "[primitives][rlock]") {
  CHECK(results([] {
          const RLock first;
          const RLock second;
          const std::scoped_lock both(first, second);
          const std::unique_lock again(first, std::try_to_lock);
          run_in_thread([=] { outcome(first.try_lock() || second.try_lock()); });
          outcome(again.owns_lock());
        }) == Results{"true | false"});
}
