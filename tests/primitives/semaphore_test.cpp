// threading.Semaphore and BoundedSemaphore, against CPython's behaviour and its own tests.
#include <algorithm>
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::BoundedSemaphore;
using threading::Semaphore;
using threading::Thread;

namespace {

/// "true true false": what `count` tries return, one after the other.
template <class AnySemaphore>
std::string tries(const AnySemaphore& semaphore, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += (i > 0 ? " " : "") + detail::value_text(semaphore.acquire(false));
  }
  return all;
}

template <class AnySemaphore>
void check_common_cases() {
  using S = AnySemaphore;
  check_cases({
      {"negative", [] { S(-1); }, "raises ValueError: semaphore initial value must be >= 0"},
      {"default", [] { return tries(S(), 2); }, "true false"},
      {"acquire", [] { return S(1).acquire(); }, "true"},
      {"acquire-try-zero", [] { return S(0).acquire(false); }, "false"},
      {"acquire-timeout-zero-value", [] { return S(0).acquire(true, 0.05); }, "false"},
      {"acquire-timeout-0", [] { return S(0).acquire(true, 0); }, "false"},
      {"acquire-timeout-negative", [] { return S(0).acquire(true, -1); }, "false"},
      {"acquire-timeout-negative-free", [] { return S(1).acquire(true, -1); }, "true"},
      {"acquire-try-with-timeout", [] { S(1).acquire(false, 1); },
       "raises ValueError: can't specify timeout for non-blocking acquire"},
      {"acquire-try-timeout-0", [] { S(1).acquire(false, 0); },
       "raises ValueError: can't specify timeout for non-blocking acquire"},
      {"acquire-try-none", [] { return S(1).acquire(false, std::nullopt); }, "true"},
      {"release-zero", [] { S().release(0); }, "raises ValueError: n must be one or more"},
      {"release-negative", [] { S().release(-1); }, "raises ValueError: n must be one or more"},
      {"release-other",
       [] {
         const S semaphore(1);
         semaphore.acquire();
         run_in_thread([=] { semaphore.release(); });
         return semaphore.acquire();
       },
       "true"},
      {"acquire-zero", [] { S(0).acquire(); }, "blocks"},
  });
}

BoundedSemaphore taken_once(int permits) {
  const BoundedSemaphore semaphore(permits);
  semaphore.acquire();
  return semaphore;
}

constexpr const char* kTooMany = "raises ValueError: Semaphore released too many times";

}  // namespace

TEST_CASE("Semaphore: each operation alone does what CPython's does", "[primitives][semaphore]") {
  check_common_cases<Semaphore>();
  check_cases({
      {"Semaphore.release", [] { Semaphore(1).release(); }, "nothing"},
      {"Semaphore.release-above",
       [] {
         const Semaphore semaphore(0);
         semaphore.release(3);
         return tries(semaphore, 4);
       },
       "true true true false"},
  });
}

TEST_CASE("BoundedSemaphore: each operation alone does what CPython's does",
          "[primitives][semaphore]") {
  check_common_cases<BoundedSemaphore>();
  check_cases({
      {"BoundedSemaphore.release", [] { taken_once(1).release(); }, "nothing"},
      {"BoundedSemaphore.release-above", [] { BoundedSemaphore(1).release(); }, kTooMany},
      {"BoundedSemaphore.release-above-zero", [] { BoundedSemaphore(0).release(); }, kTooMany},
      {"BoundedSemaphore.release-twice",
       [] {
         const BoundedSemaphore semaphore = taken_once(2);
         semaphore.release();
         semaphore.release();
       },
       kTooMany},
  });
}

TEST_CASE("BoundedSemaphore: a release that would go too far releases nothing",
          "[primitives][semaphore]") {
  CHECK(results([] {
          const BoundedSemaphore semaphore = taken_once(3);
          outcome(result_of([=] { semaphore.release(2); }));
          outcome(tries(semaphore, 4));
        }) == Results{std::string(kTooMany) + " true true false false"});
  CHECK(results([] {
          const BoundedSemaphore semaphore(3);
          for (int i = 0; i < 3; ++i) semaphore.acquire();
          semaphore.release(3);
          outcome(tries(semaphore, 4));
        }) == Results{"true true true false"});
}

TEST_CASE("Semaphore: release(n) lets up to n waiters go, and each may be among them",
          "[primitives][semaphore]") {
  const auto program = [](int n) {
    return [n] {
      const Semaphore semaphore(0);
      const Semaphore done(0);
      const Atomic<int> gone{0, "gone"};
      std::vector<Thread> waiters;
      for (const int bit : {1, 2, 4}) {
        waiters.emplace_back([=] {
          semaphore.acquire();
          gone.fetch_or(bit);
          done.release();
        });
        waiters.back().start();
      }
      semaphore.release(n);
      for (int i = 0; i < std::min(n, 3); ++i) done.acquire();
      outcome(gone.load());
      outcome(tries(semaphore, 3));
      semaphore.release(3);
      for (const Thread& waiter : waiters) waiter.join();
    };
  };
  CHECK(results(program(1)) ==
        Results{"1 false false false", "2 false false false", "4 false false false"});
  CHECK(results(program(2)) ==
        Results{"3 false false false", "5 false false false", "6 false false false"});
  CHECK(results(program(5)) == Results{"7 true true false"});
}

// test_acquire_contended
TEST_CASE("Semaphore: never more threads inside than permits", "[primitives][semaphore]") {
  const Report report = explore_all([] {
    const Semaphore permits(2);
    const Atomic<int> inside{0, "inside"};
    const auto section = [=] {
      const std::lock_guard guard(permits);
      const int others = inside.fetch_add(1);
      check(others < 2, "two permits");
      outcome(others);
      inside.fetch_sub(1);
    };
    run_threads({Thread(section), Thread(section), Thread(section)});
  });
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Semaphore: a permit passes on what its releaser did", "[primitives][semaphore]") {
  const Report handed_over = explore_all([] {
    const Semaphore ready(0);
    const Shared<int> value{0, "value"};
    const Thread writer([=] {
      value.set(42);
      ready.release();
    });
    writer.start();
    ready.acquire();
    outcome(value.get());
  });
  CHECK(handed_over.verdict == Verdict::verified);
  CHECK(handed_over.outcome_values() == Results{"42"});
  // With a permit to begin with, the reader may be first.
  CHECK(explore_all([] {
          const Semaphore ready(1);
          const Shared<int> value{0, "value"};
          const Thread writer([=] {
            value.set(42);
            ready.release();
          });
          writer.start();
          ready.acquire();
          static_cast<void>(value.get());
        }).has(Kind::data_race));
}

TEST_CASE("Semaphore: is Lockable, and an exception gives the permit back",
          "[primitives][semaphore]") {
  CHECK(results([] {
          const Semaphore semaphore;
          outcome(result_of([&] {
            const std::lock_guard guard(semaphore);
            throw RuntimeError("boom");
          }));
          const std::unique_lock again(semaphore, std::try_to_lock);
          outcome(again.owns_lock());
          outcome(semaphore.try_lock());
        }) == Results{"raises RuntimeError: boom true false"});
}
