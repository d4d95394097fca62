// Start methods and contexts, against CPython's behaviour.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
namespace mp = heddle::multiprocessing;

TEST_CASE("start methods: they are set once", "[primitives][process]") {
  check_cases({
      {"start_method.default", [] { return mp::get_start_method(); }, "fork"},
      {"start_method.default-none", [] { return mp::get_start_method_or_none().has_value(); },
       "false"},
      {"start_method.all",
       [] {
         std::string all;
         for (const std::string& one : mp::get_all_start_methods()) all += one + ' ';
         return all;
       },
       "fork spawn forkserver "},
      {"start_method.set",
       [] {
         mp::set_start_method("spawn");
         return mp::get_start_method();
       },
       "spawn"},
      {"start_method.set-twice",
       [] {
         mp::set_start_method("fork");
         mp::set_start_method("fork");
       },
       "raises RuntimeError: context has already been set"},
      {"start_method.set-force",
       [] {
         mp::set_start_method("fork");
         mp::set_start_method("spawn", true);
         return mp::get_start_method();
       },
       "spawn"},
      {"start_method.set-after-get",
       [] {
         static_cast<void>(mp::get_start_method());
         mp::set_start_method("spawn");
       },
       "raises RuntimeError: context has already been set"},
      {"start_method.set-after-process",
       [] {
         const mp::Process made([] {});
         mp::set_start_method("spawn");
       },
       "nothing"},
      {"start_method.set-after-start",
       [] {
         const mp::Process started([] {});
         started.start();
         started.join();
         mp::set_start_method("spawn");
       },
       "raises RuntimeError: context has already been set"},
      {"start_method.set-unknown", [] { mp::set_start_method("x"); },
       "raises ValueError: cannot find context for 'x'"},
  });
}

TEST_CASE("start methods: contexts", "[primitives][process]") {
  check_cases({
      {"start_method.context-names",
       [] {
         std::string all;
         for (const std::string& one : mp::get_all_start_methods()) {
           all += mp::get_context(one).get_start_method() + ' ';
         }
         return all;
       },
       "fork spawn forkserver "},
      {"start_method.context-unknown", [] { mp::get_context("x"); },
       "raises ValueError: cannot find context for 'x'"},
      {"start_method.context-none", [] { return mp::get_context().get_start_method(); }, "fork"},
      {"start_method.context-set", [] { mp::get_context("fork").set_start_method("fork"); },
       "raises ValueError: cannot set start method of concrete context"},
      {"start_method.context-then-set",
       [] {
         mp::get_context("fork");
         mp::set_start_method("spawn");
       },
       "nothing"},
  });
}

TEST_CASE("start methods: a child has that by which it was started", "[primitives][process]") {
  CHECK(results([] {
          const mp::Process child(
              [] {
                outcome(mp::get_start_method());
                try {
                  mp::set_start_method("fork");
                } catch (const RuntimeError& error) {
                  outcome(std::string(error.what()));
                }
              },
              mp::ProcessOptions{.context = mp::get_context("spawn")});
          child.start();
          child.join();
          outcome(mp::get_start_method());
        }) == Results{"fork | spawn context has already been set"});
}

TEST_CASE("start methods: what cannot be pickled is refused at start()", "[primitives][process]") {
  const auto program = [] {
    const threading::Lock lock;
    const mp::Process child([](const threading::Lock& own) { own.acquire(); }, mp::args(lock));
    child.start();
    outcome("started");
  };
  CHECK(results(program) == Results{"started"});
  Options spawn;
  spawn.start_method = StartMethod::spawn;
  const Report report = explore_all(program, spawn);
  REQUIRE(report.find(Kind::unpicklable_argument) != nullptr);
  CHECK(report.findings.size() == 1);
  CHECK(report.findings[0].message ==
        "main gives a new process what cannot be sent to it: TypeError: cannot pickle "
        "'_thread.lock' object.");
  CHECK(report.outcome_values() == Results{});
}

TEST_CASE("start methods: the multiprocess package passes locks as they are",
          "[primitives][process]") {
  const auto program = [] {
    const threading::Lock lock;
    const threading::Condition condition;
    const threading::Semaphore semaphore(2);
    lock.acquire();
    semaphore.acquire();
    const heddle::multiprocess::Process child(
        [](const threading::Lock& own, const threading::Condition& waited,
           const threading::Semaphore& counted) {
          outcome(own.acquire(false));
          outcome(counted.acquire(false));
          outcome(counted.acquire(false));
          waited.acquire();
          waited.notify();
          own.release();
          outcome(own.acquire(false));
        },
        mp::args(lock, condition, semaphore));
    child.start();
    child.join();
    outcome(lock.locked());
  };
  Options spawn;
  spawn.start_method = StartMethod::spawn;
  const Report report = explore_all(program, spawn);
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"true | false true false true"});
}

TEST_CASE("start methods: the multiprocess package does not pass what says that it cannot be",
          "[primitives][process]") {
  Options spawn;
  spawn.start_method = StartMethod::spawn;
  const Report report = explore_all(
      [] {
        const threading::Thread thread;
        const heddle::multiprocess::Process child([](const threading::Thread&) {},
                                                  mp::args(thread));
        child.start();
      },
      spawn);
  CHECK(report.find(Kind::unpicklable_argument) != nullptr);
}

TEST_CASE("start methods: a variable is passed as it is at start()", "[primitives][process]") {
  Options spawn;
  spawn.start_method = StartMethod::spawn;
  const Report report = explore_all(
      [] {
        const Shared<int> value(0, "value");
        const threading::Thread writer([value] { value.set(1); });
        writer.start();
        const mp::Process child([](const Shared<int>& own) { outcome(own.get()); },
                                mp::args(value));
        child.start();
        child.join();
        writer.join();
      },
      spawn);
  CHECK(report.outcome_values() == Results{"0", "1"});
  CHECK(report.executions == 2);
}
