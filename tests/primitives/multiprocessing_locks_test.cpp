// multiprocessing's Lock, RLock and semaphores, against CPython's behaviour.
#include <mutex>

#include "heddle/tests/primitives/processes.hpp"

using namespace heddle;

namespace {

constexpr const char* kReleasedTooOften =
    "raises ValueError: semaphore or lock released too many times";
constexpr const char* kNotOwnedByThread =
    "raises AssertionError: attempt to release recursive lock not owned by thread";

template <class L>
L held() {
  L lock;
  lock.acquire();
  return lock;
}
/// A child has taken it and ended.
template <class L>
L held_by_child() {
  L lock;
  run_in_process([=] { lock.acquire(); });
  return lock;
}

/// What all four have in common.
template <class L>
void check_taking() {
  check_shared_cases({
      {"acquire", [] { return L().acquire(); }, "true"},
      {"acquire-try-other", [] { return held_by_child<L>().acquire(false); }, "false"},
      {"acquire-timeout-other", [] { return held_by_child<L>().acquire(true, 0.05); }, "false"},
      {"acquire-timeout-negative-other", [] { return held_by_child<L>().acquire(true, -2); },
       "false"},
      {"acquire-timeout-negative", [] { return L().acquire(true, -2); }, "true"},
      {"acquire-try-with-timeout", [] { return L().acquire(false, 1); }, "true"},
      {"acquire-try-with-timeout-other", [] { return held_by_child<L>().acquire(false, 1); },
       "false"},
      {"acquire-timeout-none", [] { return L().acquire(true, {}); }, "true"},
      {"acquire-other", [] { return held_by_child<L>().acquire(); }, "blocks"},
      {"release-returns", [] { held<L>().release(); }, "nothing"},
      {"with-exception",
       [] {
         const L lock;
         try {
           const std::lock_guard guard(lock);
           throw RuntimeError("boom");
         } catch (const RuntimeError&) {}
         return lock.acquire(false);
       },
       "true"},
      {"inherited-held",
       [] {
         const L lock = held<L>();
         run_in_process([=] { outcome(lock.acquire(false)); });
         return std::string("-");
       },
       "- | false"},
      {"scoped_lock",
       [] {
         const L one;
         const L two;
         const std::scoped_lock both(one, two);
         run_in_process([=] { outcome(one.try_lock() || two.try_lock()); });
         return std::string("-");
       },
       "- | false"},
      {"unique_lock",
       [] {
         const L lock;
         const std::unique_lock guard(lock, std::try_to_lock);
         return guard.owns_lock();
       },
       "true"},
  });
}

/// Of those that belong to nobody.
template <class L>
void check_released_by_others() {
  check_shared_cases({
      {"release-other-process",
       [] {
         const L lock = held_by_child<L>();
         lock.release();
         return lock.acquire(false);
       },
       "true"},
      {"release-other-thread",
       [] {
         const L lock = held<L>();
         run_in_thread([=] { lock.release(); });
         return lock.acquire(false);
       },
       "true"},
      {"acquire-held", [] { return held<L>().acquire(); }, "blocks"},
      {"acquire-try-held", [] { return held<L>().acquire(false); }, "false"},
  });
}

/// The number of executions in which n processes enter a critical section once.
std::uint64_t executions_of(int n, Options options = {}) {
  return explore_all(
             [n] {
               const mp::Lock lock;
               run_in_processes(std::vector<std::function<void()>>(
                   static_cast<std::size_t>(n), [=] { const std::lock_guard guard(lock); }));
             },
             options)
      .executions;
}

}  // namespace

TEST_CASE("mp.Lock: taking one does what CPython's does", "[primitives][mpsync]") {
  check_taking<mp::Lock>();
  check_released_by_others<mp::Lock>();
}
TEST_CASE("mp.RLock: taking one does what CPython's does", "[primitives][mpsync]") {
  check_taking<mp::RLock>();
}
TEST_CASE("mp.Semaphore: taking one does what CPython's does", "[primitives][mpsync]") {
  check_taking<mp::Semaphore>();
  check_released_by_others<mp::Semaphore>();
}
TEST_CASE("mp.BoundedSemaphore: taking one does what CPython's does", "[primitives][mpsync]") {
  check_taking<mp::BoundedSemaphore>();
  check_released_by_others<mp::BoundedSemaphore>();
}

TEST_CASE("mp locks: a release too often", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Lock.release-free", [] { mp::Lock().release(); }, kReleasedTooOften},
      {"mp.RLock.release-free", [] { mp::RLock().release(); }, kNotOwnedByThread},
      {"mp.Semaphore.release-free", [] { mp::Semaphore().release(); }, "nothing"},
      {"mp.BoundedSemaphore.release-free", [] { mp::BoundedSemaphore().release(); },
       kReleasedTooOften},
      {"mp.BoundedSemaphore.release-twice",
       [] {
         const mp::BoundedSemaphore permits(2);
         permits.acquire();
         permits.release();
         permits.release();
       },
       kReleasedTooOften},
      {"mp.BoundedSemaphore.zero", [] { mp::BoundedSemaphore(0).release(); }, kReleasedTooOften},
      {"mp.Semaphore.largest", [] { mp::Semaphore(mp::Semaphore::kLargest).release(); },
       kReleasedTooOften},
  });
}

TEST_CASE("mp.Semaphore: initial values", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Semaphore.negative", [] { mp::Semaphore(-1); },
       "raises OSError: [Errno 22] Invalid argument"},
      {"mp.BoundedSemaphore.negative", [] { mp::BoundedSemaphore(-1); },
       "raises OSError: [Errno 22] Invalid argument"},
      {"mp.Semaphore.too-large", [] { mp::Semaphore(std::int64_t{1} << 31); },
       "raises OverflowError: Python int too large to convert to C int"},
      {"mp.Semaphore.acquire-zero", [] { mp::Semaphore(0).acquire(); }, "blocks"},
  });
}

TEST_CASE("mp.Semaphore: get_value", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.Semaphore.get-value",
       [] {
         const mp::Semaphore permits(3);
         permits.acquire();
         return permits.get_value();
       },
       "2"},
      {"mp.Semaphore.release-above",
       [] {
         const mp::Semaphore permits(1);
         permits.release();
         permits.release();
         return permits.get_value();
       },
       "3"},
      {"mp.BoundedSemaphore.get-value",
       [] {
         const mp::BoundedSemaphore permits(3);
         permits.acquire();
         return permits.get_value();
       },
       "2"},
  });
}

TEST_CASE("mp.Semaphore: get_value sees the permits of the moment", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Semaphore permits(1);
          const mp::Process child([=] { permits.release(); });
          child.start();
          outcome(permits.get_value());
        }) == Results{"1", "2"});
}

TEST_CASE("mp.Semaphore: a child's release lets its parent go", "[primitives][mpsync]") {
  CHECK(behaviour([] {
          const mp::Semaphore permits(0);
          const mp::Process child([=] { permits.release(); });
          child.start();
          return detail::value_text(permits.acquire());
        }) == "true");
}

TEST_CASE("mp.RLock: its owner is a thread of a process", "[primitives][mpsync]") {
  check_shared_cases({
      {"mp.RLock.acquire-again",
       [] {
         const mp::RLock lock = held<mp::RLock>();
         return lock.acquire(false);
       },
       "true"},
      {"mp.RLock.acquire-other-thread",
       [] {
         const mp::RLock lock = held<mp::RLock>();
         run_in_thread([=] { outcome(lock.acquire(false)); });
         return std::string("-");
       },
       "- | false"},
      {"mp.RLock.release-other-thread",
       [] {
         const mp::RLock lock = held<mp::RLock>();
         run_in_thread([=] { outcome(result_of([&] { lock.release(); })); });
         return lock.acquire(false);
       },
       std::string("true | ") + kNotOwnedByThread},
      {"mp.RLock.release-inherited",
       [] {
         const mp::RLock lock = held<mp::RLock>();
         run_in_process([=] { outcome(result_of([&] { lock.release(); })); });
         return std::string("-");
       },
       std::string("- | ") + kNotOwnedByThread},
      {"mp.RLock.release-too-often",
       [] {
         const mp::RLock lock;
         lock.acquire();
         lock.acquire();
         lock.release();
         lock.release();
         lock.release();
       },
       kNotOwnedByThread},
  });
}

TEST_CASE("mp.RLock: free again when it was released as often", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::RLock lock;
          lock.acquire();
          lock.acquire();
          for (int i = 0; i < 2; ++i) {
            lock.release();
            run_in_process([=] { outcome(lock.acquire(false)); });
          }
        }) == Results{"false | true"});
}

TEST_CASE("mp locks: shared under every start method", "[primitives][mpsync]") {
  for (const StartMethod method :
       {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    CHECK(results(
              [] {
                const mp::Lock lock;
                const mp::RLock reentrant;
                const mp::Semaphore permits(0);
                const mp::BoundedSemaphore bounded(1);
                mp::Process child(
                    [](const mp::Lock& a, const mp::RLock& b, const mp::Semaphore& c,
                       const mp::BoundedSemaphore& d) {
                      a.acquire();
                      b.acquire();
                      c.release();
                      d.acquire();
                    },
                    mp::args(lock, reentrant, permits, bounded));
                child.start();
                child.join();
                outcome(lock.acquire(false));
                outcome(reentrant.acquire(false));
                outcome(permits.acquire(false));
                outcome(bounded.acquire(false));
              },
              started_with(method)) == Results{"false false true false"});
  }
}

TEST_CASE("mp locks: which waiter goes is open", "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Lock lock;
          std::vector<std::function<void()>> bodies;
          const mp::Semaphore order(0);
          for (int i = 0; i < 2; ++i) {
            bodies.emplace_back([=] {
              const std::lock_guard guard(lock);
              order.release();
              outcome(order.get_value());
            });
          }
          run_in_processes(bodies);
        }) == Results{"1 | 2", "2 | 1"});
}

TEST_CASE("mp.Lock: as many executions as orders of its holders", "[primitives][mpsync]") {
  CHECK(executions_of(2) == 2);
  CHECK(executions_of(3) == 6);
  CHECK(executions_of(4) == 24);
}

TEST_CASE("mp locks: what is done before a release is known after the acquire",
          "[primitives][mpsync]") {
  const auto guarded = [](const auto& lock) {
    return [lock] {
      const Shared<int> count{0, "count"};
      const auto add = [=] {
        const std::lock_guard guard(lock);
        count += 1;
      };
      run_threads({threading::Thread(add), threading::Thread(add)});
      outcome(count.get());
    };
  };
  const auto check_ordered = [](const std::function<void()>& program) {
    const Report report = explore_all(program);
    CHECK(report.findings.empty());
    CHECK(report.outcome_values() == Results{"2"});
  };
  check_ordered([=] { guarded(mp::Lock())(); });
  check_ordered([=] { guarded(mp::RLock())(); });
  check_ordered([=] { guarded(mp::Semaphore(1))(); });
  check_ordered([=] { guarded(mp::BoundedSemaphore(1))(); });
  CHECK(explore_all([=] { guarded(mp::Semaphore(2))(); }).has(Kind::data_race));
}

namespace {
const mp::Lock global_mp_lock{"global lock"};
const mp::Semaphore global_mp_permits{1, "global permits"};
}  // namespace

TEST_CASE("mp locks: one at namespace scope is made anew for every execution",
          "[primitives][mpsync]") {
  CHECK(results([] {
          const mp::Process child([] {
            global_mp_lock.acquire(false);
            global_mp_permits.release();
          });
          child.start();
          outcome(global_mp_lock.acquire(false));
          child.join();
          outcome(global_mp_permits.get_value());
        }) == Results{"false 2", "true 2"});
}
