// multiprocessing.Pool and its workers: processes that begin, end, are killed and replaced.
#include <string>
#include <vector>

#include "heddle/tests/checker/engine.hpp"
#include "heddle/tests/findings/search.hpp"
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::pool_process_tests {

using multiprocessing::active_children;
using multiprocessing::c_int;
using multiprocessing::current_process;
using multiprocessing::Pool;
using multiprocessing::Process;
using multiprocessing::ProcessLocal;
using multiprocessing::Value;
using threading::args;

namespace {

int square(int number) { return number * number; }
std::string worker() { return current_process().name(); }
int exits(int code) { throw SystemExit(code); }

/// The pids of the workers that do two tasks, one after the other.
std::string two_workers(const Pool& pool) {
  const std::string first = pool.apply(worker);
  return first + " " + pool.apply(worker);
}

}  // namespace

TEST_CASE("Pool: which worker takes a task is open", "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(2);
          outcome(pool.apply(worker));
        }) == Results{"ForkPoolWorker-1", "ForkPoolWorker-2"});
}

TEST_CASE("Pool: results of two workers come in either order", "[primitives][pool]") {
  const auto program = [](bool ordered) {
    return results([=] {
      const Pool pool(2);
      outcome(ordered ? pool.imap(square, {3, 1}).rest()
                      : pool.imap_unordered(square, {3, 1}).rest());
    });
  };
  CHECK(program(true) == Results{"[9, 1]"});
  CHECK(program(false) == Results{"[1, 9]", "[9, 1]"});
}

TEST_CASE("Pool: of two tasks that fail the first to come counts", "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(2);
          outcome(result_of([&] {
            return pool.map(
                [](int number) {
                  if (number > 1) throw RuntimeError("boom " + std::to_string(number));
                  return number;
                },
                {1, 2, 3}, 1);
          }));
        }) == Results{"raises RuntimeError: boom 2", "raises RuntimeError: boom 3"});
}

TEST_CASE("Pool: workers are daemonic and named by the start method", "[primitives][pool]") {
  const auto name = [](StartMethod method) {
    return results(
        [] {
          const Pool pool(1);
          outcome(pool.apply([] { return current_process().daemon(); }));
          outcome(pool.apply(worker));
        },
        started_with(method));
  };
  CHECK(name(StartMethod::fork) == Results{"true ForkPoolWorker-1"});
  CHECK(name(StartMethod::spawn) == Results{"true SpawnPoolWorker-1"});
  CHECK(name(StartMethod::forkserver) == Results{"true ForkServerPoolWorker-1"});
}

TEST_CASE("Pool: workers count among the processes that were made", "[primitives][pool]") {
  CHECK(results([] {
          const Process before([] {});
          const Pool pool(1);
          const Process after([] {});
          outcome(pool.apply(worker));
          outcome(after.name());
          outcome(active_children().size());
        }) == Results{"ForkPoolWorker-2 Process-3 1"});
}

TEST_CASE("Pool: a context fixes the start method of the workers", "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(1, {.context = multiprocessing::get_context("spawn")});
          outcome(pool.apply(worker));
        }) == Results{"SpawnPoolWorker-1"});
}

TEST_CASE("Pool: every worker begins with the initializer", "[primitives][pool]") {
  CHECK(results([] {
          const ProcessLocal<int> global(0);
          const Pool pool(1, {.initializer = [=] { global.set(5); }});
          outcome(pool.apply([=](int number) { return number + global.get(); }, args(3)));
          outcome(global.get());
        }) == Results{"8 0"});
}

TEST_CASE("Pool: a worker has the memory of its parent as it was, or a new one",
          "[primitives][pool]") {
  const auto seen = [](StartMethod method) {
    return results(
        [] {
          const ProcessLocal<int> global(1);
          global.set(2);
          const Pool pool(1);
          global.set(3);
          outcome(pool.apply([=] { return global.get(); }));
        },
        started_with(method));
  };
  CHECK(seen(StartMethod::fork) == Results{"2"});
  CHECK(seen(StartMethod::spawn) == Results{"1"});
}

TEST_CASE("Pool: a task cannot make a pool", "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(1);
          outcome(result_of([&] {
            return pool.apply([] {
              const Pool inner(1);
              return 1;
            });
          }));
        }) ==
        Results{"raises AssertionError: daemonic processes are not allowed to have children"});
}

TEST_CASE("Pool: a pool is no argument of a spawned process", "[primitives][pool]") {
  const auto start = [](StartMethod method) {
    return results(
        [] {
          const Pool pool(1);
          outcome(result_of([&] {
            const Process child([](const Pool&) {}, args(pool));
            child.start();
            child.join();
          }));
        },
        started_with(method));
  };
  CHECK(start(StartMethod::fork) == Results{"nothing"});
  CHECK(start(StartMethod::spawn) ==
        Results{"raises NotImplementedError: pool objects cannot be passed between processes or "
                "pickled"});
}

TEST_CASE("Pool: in another process a pool carries nothing out", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1);
    run_in_process([=] { pool.map(square, {1}); });
  });
  CHECK(report.has(Kind::deadlock));
}

// ---- callbacks ----------------------------------------------------------------------------------

TEST_CASE("Pool: callbacks run in a thread of the parent before the result is ready",
          "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(1);
          const ProcessLocal<int> sum(0);
          const auto result = pool.apply_async(square, args(3), {.callback = [=](int value) {
                                                 sum.set(sum.get() + value);
                                                 outcome(threading::current_thread().name());
                                               }});
          outcome(result.get());
          outcome(sum.get());
        }) == Results{"9 9 | Thread-3 (_handle_results)"});
}

TEST_CASE("Pool: one result after the other is handled, in the order in which they come",
          "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(2);
          const ProcessLocal<std::vector<int>> seen;
          const auto note = [=](int value) {
            std::vector<int> all = seen.get();
            all.push_back(value);
            seen.set(all);
          };
          pool.apply_async(square, args(1), {.callback = note});
          pool.apply_async(square, args(2), {.callback = note});
          pool.close();
          pool.join();
          outcome(seen.get());
        }) == Results{"[1, 4]", "[4, 1]"});
}

TEST_CASE("Pool: a callback that locks what its caller holds while it waits is a deadlock",
          "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1);
    const threading::Lock lock("lock");
    const auto result = pool.apply_async(square, args(3), {.callback = [=](int) {
                                           lock.acquire();
                                           lock.release();
                                         }});
    lock.acquire();
    result.wait();
    lock.release();
  });
  CHECK(report.has(Kind::deadlock));
}

TEST_CASE("Pool: an exception of a callback ends the thread that handles results",
          "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1);
    const auto result =
        pool.apply_async(square, args(3), {.callback = [](int) { throw ValueError("no"); }});
    result.wait();
  });
  CHECK(report.has(Kind::uncaught_exception));
  CHECK(report.has(Kind::deadlock));
}

// ---- workers that end ---------------------------------------------------------------------------

TEST_CASE("Pool: a worker that has done its tasks is replaced", "[primitives][pool]") {
  for (const StartMethod method : {StartMethod::fork, StartMethod::spawn}) {
    const std::string prefix = method == StartMethod::fork ? "Fork" : "Spawn";
    CHECK(results(
              [] {
                const Pool pool(1, {.maxtasksperchild = 1});
                outcome(two_workers(pool));
                pool.close();
                pool.join();
              },
              started_with(method)) == Results{prefix + "PoolWorker-1 " + prefix + "PoolWorker-2"});
  }
}

TEST_CASE("Pool: a worker without a bound does all tasks", "[primitives][pool]") {
  CHECK(results([] {
          const Pool pool(1);
          outcome(two_workers(pool));
        }) == Results{"ForkPoolWorker-1 ForkPoolWorker-1"});
}

TEST_CASE("Pool: a worker that exits loses its task and is replaced", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1, {.name = "pool"});
    pool.apply_async(exits, args(1));
    outcome(pool.apply(worker));
  });
  CHECK(report.outcome_values() == Results{"ForkPoolWorker-2"});
  CHECK(!report.has(Kind::deadlock));
}

TEST_CASE("Pool: who waits for a lost task is told whose it was", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1, {.name = "pool"});
    pool.apply(exits, args(1));
  });
  REQUIRE(report.has(Kind::deadlock));
  CHECK(message(report, Kind::deadlock) ==
        "main waits for ever: ForkPoolWorker-1 never finished the task of `result` that it took.");
}

TEST_CASE("Pool: join after a task was lost never returns", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1);
    pool.apply_async(exits, args(1));
    pool.close();
    pool.join();
  });
  CHECK(report.has(Kind::deadlock));
  CHECK(report.outcome_values().empty());
}

TEST_CASE("Pool: a worker that is killed loses its task, if it had one", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1);
    const auto result = pool.apply_async(square, args(3));
    active_children()[0].terminate();
    outcome(result.get());
  });
  CHECK(report.outcome_values() == Results{"9"});
  CHECK(report.has(Kind::terminated_holding));
}

TEST_CASE("Pool: an exception of the initializer is found", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Pool pool(1, {.initializer = [] { throw ValueError("no"); }});
    pool.close();
    pool.join();
  });
  CHECK(report.has(Kind::uncaught_exception));
}

TEST_CASE("Pool: one that is left open is terminated at the end", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Value<int> done(c_int, 0);
    const Pool pool(1);
    pool.apply_async([=] { done.value = 1; });
  });
  CHECK(report.findings.empty());
}

TEST_CASE("Pool: one that is left open in a child is terminated at its end", "[primitives][pool]") {
  CHECK(results([] {
          run_in_process([] {
            const Pool pool(1);
            outcome(pool.apply(worker));
          });
        }) == Results{"ForkPoolWorker-1:1"});
}

TEST_CASE("Pool: the workers of a process that is killed end as well", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Process owner([] {
      const Pool pool(1);
      pool.apply(square, args(1));
    });
    owner.start();
    owner.terminate();
    owner.join();
  });
  CHECK(!report.has(Kind::deadlock));
}

// ---- what tasks share ---------------------------------------------------------------------------

TEST_CASE("Pool: tasks that increment a Value without its lock lose updates",
          "[primitives][pool]") {
  const Report report = explore([] {
    const Value<int> counter(c_int, 0, "counter");
    const Pool pool(2);
    pool.map([=](int by) { counter.value += by; }, {1, 1}, 1);
    outcome(counter.value.get());
  });
  CHECK(kinds(report) == Kinds{"lost-update"});
}

TEST_CASE("Pool: what a task has written is known to who gets its result", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Value<int> plain(c_int, 0, {.lock = false, .name = "plain"});
    plain.value = 1;
    const Pool pool(1);
    const auto result = pool.apply_async([=] { plain.value += 1; });
    result.get();
    outcome(plain.value.get());
  });
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"2"});
}

TEST_CASE("Pool: a task and who does not wait for it race", "[primitives][pool]") {
  const Report report = explore_all([] {
    const Value<int> plain(c_int, 0, {.lock = false, .name = "plain"});
    const Pool pool(1);
    const auto result = pool.apply_async([=] { plain.value = 1; });
    plain.value = 2;
    result.get();
  });
  CHECK(report.has(Kind::data_race));
}

TEST_CASE("Pool: a static one is refused", "[primitives][pool]") {
  CHECK_THROWS_AS(explore([] { static const Pool pool(1); }), UsageError);
}

}  // namespace heddle::pool_process_tests
