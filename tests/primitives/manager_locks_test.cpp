// The locks and queues of a Manager: those of threading and queue, shared by all processes.
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::manager_locks_tests {

namespace {

constexpr StartMethod kMethods[] = {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver};

}  // namespace

TEST_CASE("manager: locks behave as those of threading", "[primitives][manager]") {
  check_cases({
      {"Manager.lock",
       [] {
         const auto lock = mp::Manager().Lock();
         outcome(lock.acquire());
         outcome(lock.acquire(false));
         lock.release();
         outcome(result_of([&] { lock.release(); }));
         return std::string("done");
       },
       "true false raises RuntimeError: release unlocked lock done"},
      {"Manager.condition", [] { mp::Manager().Condition().wait(); },
       "raises RuntimeError: cannot wait on un-acquired lock"},
      {"Manager.semaphore", [] { mp::Manager().BoundedSemaphore(1).release(); },
       "raises ValueError: Semaphore released too many times"},
      {"Manager.barrier", [] { mp::Manager().Barrier(2).wait(0.05); },
       "raises threading.BrokenBarrierError"},
      {"Manager.queue",
       [] {
         const auto q = mp::Manager().Queue<int>(1);
         q.put(1);
         const std::string full = result_of([&] { q.put_nowait(2); });
         const int got = q.get();
         return "but " + full + ", " + std::to_string(got) + ", " +
                result_of([&] { return q.get_nowait(); });
       },
       "but raises queue.Full, 1, raises queue.Empty"},
      {"Manager.joinable", [] { mp::Manager().JoinableQueue<int>().task_done(); },
       "raises ValueError: task_done() called too many times"},
  });
}

TEST_CASE("manager: locks are shared by all processes", "[primitives][manager]") {
  for (const StartMethod method : kMethods) {
    const Options options = started_with(method);
    CHECK(results(
              [] {
                const mp::Manager manager;
                const auto counts = manager.dict<std::string, int>({{"x", 0}});
                const auto lock = manager.Lock();
                const auto add = [=] {
                  lock.acquire();
                  counts["x"] += 1;
                  lock.release();
                };
                run_in_processes({add, add});
                outcome(counts.at("x"));
              },
              options) == Results{"2"});
    CHECK(results(
              [] {  // Manager.rlock
                const auto lock = mp::Manager().RLock();
                lock.acquire();
                lock.acquire();
                run_in_process([=] { outcome(result_of([&] { lock.release(); })); });
              },
              options) == Results{"raises RuntimeError: cannot release un-acquired lock"});
    CHECK(results(
              [] {  // Manager.event
                const auto event = mp::Manager().Event();
                const mp::Process child([=] { event.set(); });
                child.start();
                outcome(event.wait());
                child.join();
              },
              options) == Results{"true"});
    CHECK(results(
              [] {
                const auto condition = mp::Manager().Condition();
                const auto ready = mp::Manager().Value('i', false);
                const mp::Process child([=] {
                  condition.acquire();
                  ready.set(true);
                  condition.notify();
                  condition.release();
                });
                child.start();
                condition.acquire();
                while (!ready.get()) condition.wait();
                condition.release();
                child.join();
                outcome(ready.get());
              },
              options) == Results{"true"});
    CHECK(results(
              [] {
                const auto q = mp::Manager().Queue<int>();
                run_in_processes({[=] { q.put(1); }, [=] { q.put(2); }});
                outcome(q.get());
                outcome(q.get());
              },
              options) == Results{"1 2", "2 1"});
    CHECK(results(
              [] {
                const auto barrier = mp::Manager().Barrier(2);
                run_in_processes({[=] { barrier.wait(); }, [=] { barrier.wait(); }});
                outcome(barrier.n_waiting());
              },
              options) == Results{"0"});
  }
}

TEST_CASE("manager: locks may be sent", "[primitives][manager]") {
  CHECK(behaviour([] {
          const auto lock = mp::Manager().Lock();
          const mp::SimpleQueue<mp::Managed<threading::Lock>> queue;
          queue.put(lock);
          queue.get().acquire();
          run_in_process([=] { outcome(lock.acquire(false)); });
          return std::string("sent");
        }) == "sent | false");
}

TEST_CASE("manager: a lock stays taken when its process is killed", "[primitives][manager]") {
  CHECK(results([] {  // Manager.holder-killed
          const mp::Manager manager;
          const auto lock = manager.Lock();
          const auto taken = manager.Event();
          const mp::Process child([=] {
            lock.acquire();
            taken.set();
            threading::Event().wait();
          });
          child.start();
          taken.wait();
          child.kill();
          child.join();
          outcome(lock.acquire(false));
        }) == Results{"false"});
}

TEST_CASE("manager: a lock at namespace scope is shared and made anew", "[primitives][manager]") {
  static const mp::Manager kManager;
  static const auto kLock = kManager.Lock();
  CHECK(results([] {
          run_in_process([] { kLock.acquire(); });
          outcome(kLock.acquire(false));
        }) == Results{"false"});
}

}  // namespace heddle::manager_locks_tests
