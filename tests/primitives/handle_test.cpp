// Primitives are handles: copies, globals, and use where there is no object.
#include <cstddef>
#include <new>
#include <optional>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

TEST_CASE("handles: a copy is another name of the same object", "[primitives][handle]") {
  CHECK(results([] {
          const Lock lock;
          const Lock same = lock;
          same.acquire();
          outcome(lock.locked());
          const queue::Queue<int> queue;
          const queue::Queue<int> same_queue = queue;
          same_queue.put(1);
          outcome(queue.get());
          const Thread thread([] {});
          const Thread same_thread = thread;
          same_thread.start();
          thread.join();
          outcome(thread == same_thread);
          const threading::Barrier barrier(1);
          const threading::Barrier same_barrier = barrier;
          same_barrier.abort();
          outcome(barrier.broken());
        }) == Results{"true 1 true true"});
}

TEST_CASE("handles: a thread keeps the objects that it has by value", "[primitives][handle]") {
  CHECK(results([] {
          std::optional<Thread> thread;
          {
            const Shared<int> value{42, "value"};
            const Lock lock;
            thread.emplace([=] {
              lock.acquire();
              outcome(value.get());
              lock.release();
            });
          }
          thread->start();
          thread->join();
        }) == Results{"42"});
}

TEST_CASE("handles: using one after its destruction is misuse", "[primitives][handle]") {
  const auto misused = [](std::function<void()> program) {
    const Report report = explore_all(program);
    REQUIRE(report.findings.size() == 1);
    CHECK(kind_name(report.findings[0].kind) == "misuse");
    CHECK(report.findings[0].message.find("captured by reference") != std::string::npos);
  };
  // The memory stays valid here, as that of a function's frame mostly does.
  const auto dead = []<class Primitive>(Primitive made) {
    alignas(Primitive) static std::byte memory[sizeof(Primitive)];
    auto* primitive = new (memory) Primitive(made);
    primitive->~Primitive();
    asm volatile("" : "+r"(primitive) : : "memory");  // the compiler knows that it is dead
    return primitive;
  };
  misused([=] { dead(Lock())->acquire(); });
  misused([=] { dead(threading::RLock())->acquire(); });
  misused([=] { dead(threading::Condition())->acquire(); });
  misused([=] { dead(threading::Semaphore())->acquire(); });
  misused([=] { dead(threading::Event())->set(); });
  misused([=] { dead(threading::Barrier(1))->wait(); });
  misused([=] { dead(queue::Queue<int>())->put(1); });
  misused([=] { dead(Atomic<int>())->store(1); });
  misused([=] { static_cast<void>(dead(Shared<int>())->get()); });
  misused([=] { dead(Thread([] {}))->start(); });
}

TEST_CASE("handles: a primitive outside of explore is the user's error", "[primitives][handle]") {
  std::optional<Lock> escaped;
  explore([&] { escaped.emplace(); });
  CHECK_THROWS_AS(escaped->acquire(), UsageError);
  CHECK_THROWS_AS(outcome(1), UsageError);
}

// ---- globals ------------------------------------------------------------------------------------

namespace {

Lock global_lock("global lock");
Shared<int> global_counter{5, "global counter"};
Atomic<int> global_atomic{7};
threading::RLock global_rlock;
threading::Condition global_condition;
threading::Event global_event;
threading::Semaphore global_semaphore(2);
threading::Barrier global_barrier(2);
queue::Queue<int> global_queue(3);
threading::Local<int> global_local([] { return 9; });
Thread global_thread([] { outcome("global thread"); }, "global");

}  // namespace

TEST_CASE("globals: they begin every execution as they were made", "[primitives][handle]") {
  const Report report = explore_all([] {
    choose(3);
    outcome(global_lock.locked());
    outcome(global_counter.get());
    outcome(global_atomic.load());
    outcome(global_event.is_set());
    outcome(global_semaphore.acquire(false) && global_semaphore.acquire(false));
    outcome(global_queue.qsize());
    outcome(global_local.get());
    outcome(global_barrier.broken());
    global_lock.acquire();
    global_counter += 1;
    global_atomic.store(0);
    global_rlock.acquire();
    global_condition.acquire();
    global_condition.notify();
    global_event.set();
    global_queue.put(1);
    global_local = 1;
    global_barrier.abort();
  });
  CHECK(report.executions == 3);
  CHECK(report.outcome_values() == Results{"false 5 7 false true 0 9 false"});
}

TEST_CASE("globals: a thread can be one", "[primitives][handle]") {
  const Report report = explore_all([] {
    choose(2);
    global_thread.start();
    global_thread.join();
    outcome(global_thread.name());
  });
  CHECK(report.executions == 2);
  CHECK(report.outcome_values() == Results{"global | global thread"});
}

// May fail: in the execution that makes it, the engine numbers it among the thread's objects.
TEST_CASE("globals: a static of a function is one", "[primitives][handle]") {
  const Report report = explore_all([] {
    static Shared<int> counter{1, "counter"};
    static Thread thread([=] { counter += 1; });
    choose(2);
    thread.start();
    thread.join();
    outcome(counter.get());
  });
  CHECK(report.outcome_values() == Results{"2"});
}

TEST_CASE("globals: threads share them", "[primitives][handle]") {
  const Report report = explore_all([] {
    const auto add = [] {
      global_lock.acquire();
      global_counter += 1;
      global_lock.release();
    };
    run_threads({Thread(add), Thread(add)});
    outcome(global_counter.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"7"});
}
