// Workers: whatever the program under test does to its process, its end is a finding with the
// schedule, and what was found before is reported.
#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <mutex>

#include "heddle/checker/schedule.hpp"
#include "heddle/heddle.hpp"
#include "heddle/tools/worker.hpp"

using namespace heddle;
using namespace heddle::tools;
using threading::Thread;

namespace {

/// Two threads; the second does `harm` when it sees what the first has written.
std::function<void()> program(std::function<void()> harm) {
  return [harm = std::move(harm)] {
    Shared<int> x{0, "x"};
    Thread writer([=] { x.set(1); }, "writer");
    Thread victim(
        [=] {
          if (x.get() == 1) harm();
        },
        "victim");
    writer.start();
    victim.start();
    writer.join();
    victim.join();
    outcome(x.get());
  };
}

Explored explored(std::function<void()> what, Options options = {}) {
  Job job;
  job.target = "target";
  job.program = std::move(what);
  job.options = std::move(options);
  job.options.keep_going = true;
  job.silence_seconds = 0.3;
  return explore_in_worker(job);
}

/// Checks the report of a worker that ended in a finding of this kind, and replays it.
void check_death(const std::function<void()>& what, Kind kind, const std::string& message) {
  const Explored result = explored(what);
  const Report& report = result.report;
  CHECK(result.usage_error.empty());
  CHECK(result.internal_error.empty());
  CHECK(report.target == "target");
  CHECK(report.verdict == Verdict::bug);
  CHECK_FALSE(report.exhaustive);
  CHECK_FALSE(report.stopped.empty());
  REQUIRE(report.has(kind));
  const Finding& finding = *report.find(kind);
  INFO(finding.message);
  CHECK_THAT(finding.message, Catch::Contains(message));
  CHECK(finding.message.find("victim ") == 0);
  CHECK_THAT(finding.message, Catch::Contains("(read x = 1, worker_test.cpp:"));
  CHECK(finding.first_execution == report.executions);
  CHECK(finding.id.size() == 9);
  CHECK(finding.columns == std::vector<std::string>{"main", "writer", "victim"});
  REQUIRE_FALSE(finding.events.empty());
  CHECK(finding.events.back().text == "read x = 1");

  Options options;
  options.strategy = "replay";
  options.schedule = finding.schedule;
  const Explored again = explored(what, options);
  REQUIRE(again.report.has(kind));
  CHECK(again.report.find(kind)->id == finding.id);
  CHECK(again.report.find(kind)->message == finding.message);
  CHECK(again.report.find(kind)->schedule == finding.schedule);
}

__attribute__((no_sanitize("undefined"))) void write_to_nowhere() {
  *static_cast<volatile int*>(nullptr) = 1;
}

int endless(int n, volatile bool& forever) {
  volatile char room[1000];
  room[n % 1000] = 1;
  return forever ? endless(n + 1, forever) + room[0] : 0;
}

/// A program with many executions: `threads` threads that write `writes` times each.
std::function<void()> long_program(int threads, int writes) {
  return [=] {
    Atomic<int> x{0, "x"};
    std::vector<Thread> all;
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([=] {
        for (int j = 0; j < writes; ++j) x.fetch_add(1);
      });
    }
    for (Thread& thread : all) thread.start();
    for (Thread& thread : all) thread.join();
  };
}

}  // namespace

TEST_CASE("worker: an uneventful search gives its report", "[tools][worker]") {
  const Explored result = explored(program([] {}));
  CHECK(result.report.exhaustive);
  CHECK(result.report.has(Kind::data_race));
  CHECK(result.report.outcome_values() == std::vector<std::string>{"1"});
}

TEST_CASE("worker: a crash is a finding with its schedule", "[tools][worker]") {
  check_death(program(write_to_nowhere), Kind::crash, "SIGSEGV");
  check_death(program([] { std::raise(SIGFPE); }), Kind::crash, "SIGFPE");
  check_death(program([] { std::raise(SIGILL); }), Kind::crash, "SIGILL");
  check_death(program([] { std::raise(SIGBUS); }), Kind::crash, "SIGBUS");
}

TEST_CASE("worker: abort and terminate are crashes", "[tools][worker]") {
  check_death(program([] { std::abort(); }), Kind::crash, "SIGABRT");
  check_death(program([] { std::terminate(); }), Kind::crash, "SIGABRT");
}

TEST_CASE("worker: exit in all its forms is an early exit", "[tools][worker]") {
  check_death(program([] { std::exit(3); }), Kind::early_exit, "status 3");
  check_death(program([] { std::exit(0); }), Kind::early_exit, "status 0");
  check_death(program([] { std::quick_exit(0); }), Kind::early_exit, "status 0");
  check_death(program([] { _exit(4); }), Kind::early_exit, "status 4");
  check_death(program([] { _Exit(5); }), Kind::early_exit, "status 5");
}

TEST_CASE("worker: a stack overflow is told from other crashes", "[tools][worker]") {
  check_death(program([] {
                volatile bool forever = true;
                endless(0, forever);
              }),
              Kind::stack_overflow, "its stack of 256 KiB");
}

TEST_CASE("worker: a loop without scheduling points", "[tools][worker]") {
  check_death(program([] {
                for (volatile bool forever = true; forever;) {}
              }),
              Kind::no_scheduling_point, "CPU time");
}

TEST_CASE("worker: blocked outside of Heddle", "[tools][worker]") {
  check_death(program([] {
                int ends[2];
                char byte = 0;
                if (pipe(ends) == 0 && read(ends[0], &byte, 1) != 0) return;
              }),
              Kind::no_scheduling_point, "blocked outside");
}

TEST_CASE("worker: killed by somebody", "[tools][worker]") {
  const Explored result = explored(program([] { kill(getpid(), SIGKILL); }));
  REQUIRE(result.report.has(Kind::crash));
  CHECK_THAT(result.report.find(Kind::crash)->message, Catch::Contains("SIGKILL"));
  CHECK(result.report.verdict == Verdict::bug);
}

TEST_CASE("worker: what was found before the end is reported", "[tools][worker]") {
  const Explored result = explored([] {
    Shared<int> x{0, "x"};
    Atomic<int> y{0, "y"};
    Thread a(
        [=] {
          x.set(1);
          y.store(1);
        },
        "a");
    Thread b(
        [=] {
          if (y.load() == 0) outcome("early");
          x.set(2);
        },
        "b");
    a.start();
    b.start();
    a.join();
    b.join();
    if (x.get() == 2) std::abort();  // in the first execution it is 1
  });
  CHECK(result.report.has(Kind::data_race));
  REQUIRE(result.report.has(Kind::crash));
  CHECK(result.report.find(Kind::crash)->first_execution > 1);
  CHECK(result.report.executions == result.report.find(Kind::crash)->first_execution);
  CHECK(result.report.outcomes.size() == 1);
  CHECK(result.report.strategy == "optimal");
  CHECK_FALSE(result.report.options.empty());
}

TEST_CASE("worker: a child of the program under test may end as it likes", "[tools][worker]") {
  const Explored result = explored(program([] {
    if (fork() == 0) _exit(0);
  }));
  CHECK(result.report.exhaustive);
  CHECK_FALSE(result.report.has(Kind::early_exit));
}

TEST_CASE("worker: an interrupt ends the search after the present execution", "[tools][worker]") {
  Job job;
  job.target = "long";
  job.program = long_program(4, 6);
  const auto start = std::chrono::steady_clock::now();
  const auto passed = [start] { return std::chrono::steady_clock::now() - start; };
  int shown = 0;
  job.progress = [&shown](const Progress& now) { shown += now.executions > 0 ? 1 : 0; };
  job.interrupts = [passed] { return passed() > std::chrono::milliseconds(400) ? 1 : 0; };
  const Explored result = explore_in_worker(job);
  CHECK(result.report.verdict == Verdict::inconclusive);
  CHECK(result.report.stopped == "it was interrupted");
  CHECK(result.report.executions > 0);
  CHECK(shown > 0);
  CHECK(passed() < std::chrono::seconds(5));
}

TEST_CASE("worker: one that does not heed an interrupt is killed", "[tools][worker]") {
  Job job;
  job.target = "stuck";
  job.program = program([] {
    for (volatile bool forever = true; forever;) {}
  });
  job.grace_seconds = 0.2;
  int asked = 0;
  job.interrupts = [&asked] { return ++asked > 4 ? 1 : 0; };
  job.options.keep_going = true;
  const Explored result = explore_in_worker(job);
  CHECK(result.report.stopped == "it was interrupted");
  CHECK(result.report.target == "stuck");
  CHECK_FALSE(result.report.has(Kind::no_scheduling_point));
}

TEST_CASE("worker: what the user got wrong is said, not found", "[tools][worker]") {
  Options options;
  options.strategy = "nonsense";
  const Explored result = explored(program([] {}), options);
  CHECK_THAT(result.usage_error, Catch::Contains("unknown strategy"));
}

TEST_CASE("worker: the schedule noted in a handler is the engine's own", "[tools][worker]") {
  // The witness's schedule is made by Schedule::of; without a witness it is the noted one.
  const Explored result = explored(program([] { std::abort(); }));
  const Finding& finding = *result.report.find(Kind::crash);
  const Schedule schedule = Schedule::parse(finding.schedule);
  CHECK(schedule.text() == finding.schedule);
  CHECK(schedule.threads.size() == 2);
  Options options;
  options.strategy = "replay";  // strict: every fingerprint is compared
  options.schedule = finding.schedule;
  const Explored again = explored(program([] {}), options);
  CHECK_FALSE(again.report.has(Kind::nondeterministic_program));
}
