// The strategy that follows a schedule and stops to be looked at, or goes on at random.
#include <catch2/catch.hpp>

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/checker/strategy.hpp"
#include "heddle/heddle.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

namespace {

void two_locks() {
  Lock a("a");
  Lock b("b");
  Thread t1(
      [=] {
        a.acquire();
        b.acquire();
        b.release();
        a.release();
      },
      "t1");
  Thread t2(
      [=] {
        b.acquire();
        a.acquire();
        a.release();
        b.release();
      },
      "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

/// What is seen where a schedule ends.
struct Stop {
  Report report;
  std::string schedule;          ///< that was run
  std::vector<std::string> can;  ///< paths of the threads that can go
  int looks = 0;
};

Stop stop_after(const std::function<void()>& program, const std::string& schedule,
                TimeMode time = TimeMode::free) {
  Stop stop;
  Options options;
  options.strategy = "follow";
  options.schedule = schedule;
  options.time = time;
  options.keep_going = true;
  options.stopped = [&stop](const Crossroads& here) {
    ++stop.looks;
    stop.can.clear();
    for (const ThreadId thread : here.live()) {
      if (here.alternatives(thread) > 0) stop.can.push_back(here.trace().thread_path(thread));
    }
    stop.schedule = Schedule::of(here.trace()).text();
  };
  stop.report = explore(program, options);
  return stop;
}

/// `schedule` and one more step, of a thread that may be new to it.
std::string longer(const std::string& schedule, const std::string& path) {
  Schedule all = Schedule::parse(schedule);
  auto thread = std::find(all.threads.begin(), all.threads.end(), path);
  if (thread == all.threads.end()) thread = all.threads.insert(thread, path);
  all.steps.push_back({static_cast<std::uint16_t>(thread - all.threads.begin()), 0, 0});
  return all.text();
}

}  // namespace

TEST_CASE("follow: stops where the schedule ends", "[checker][follow]") {
  const Stop first = stop_after(two_locks, ";;");
  CHECK(first.can == std::vector<std::string>{"main.1", "main.2"});
  CHECK(first.report.findings.empty());
  const Stop second = stop_after(two_locks, longer(first.schedule, "main.2"));
  CHECK(second.can == std::vector<std::string>{"main.1", "main.2"});
  CHECK(Schedule::parse(second.schedule).steps.size() == 1);
  CHECK(Schedule::parse(second.schedule).threads == std::vector<std::string>{"main.2"});
}

TEST_CASE("follow: an execution that ends is not stopped", "[checker][follow]") {
  const Stop stop = stop_after(two_locks, "main.1,main.2;0,1;0000");
  CHECK(stop.looks == 0);
  CHECK(stop.report.has(Kind::deadlock));
}

TEST_CASE("follow: a cycle of locks is told while others can go on", "[checker][follow]") {
  const auto program = [] {
    Thread busy(
        [] {
          Shared<int> x{0, "x"};
          x.set(1);
          x.set(2);
        },
        "busy");
    busy.start();
    threading::RLock a("a");
    threading::RLock b("b");
    Thread t1(
        [=] {
          a.acquire();
          b.acquire();
        },
        "t1");
    Thread t2(
        [=] {
          b.acquire();
          a.acquire();
        },
        "t2");
    t1.start();
    t2.start();
  };
  const Stop stop = stop_after(program, "main.2,main.3;0,1;0000");
  CHECK(stop.looks > 0);
  CHECK(stop.can == std::vector<std::string>{"main.1"});
  CHECK(stop.report.has(Kind::deadlock));
}

TEST_CASE("follow: a choice that is not there ends the execution", "[checker][follow]") {
  const Stop stop = stop_after(two_locks, "main.9;0;00");
  CHECK(stop.looks == 0);
  CHECK(stop.report.findings.empty());
}

TEST_CASE("follow: time moves where nobody could go otherwise", "[checker][follow]") {
  const auto program = [] {
    Shared<int> x{0, "x"};
    Thread sleeper(
        [=] {
          sleep(3);
          x.set(1);
        },
        "sleeper");
    sleeper.start();
    sleeper.join();
  };
  const Stop stop = stop_after(program, ";;", TimeMode::virtual_time);
  CHECK(stop.can == std::vector<std::string>{"main.1"});
}

TEST_CASE("follow: what goes on at random begins with the schedule", "[checker][follow]") {
  Options options;
  options.strategy = "follow";
  options.schedule = "main.1;0*2;0000";  // t1 takes both locks
  options.max_executions = 200;
  options.keep_going = true;
  const Report none = explore(two_locks, options);
  CHECK_FALSE(none.has(Kind::deadlock));
  CHECK(none.verdict == Verdict::no_bug_found);
  CHECK(none.executions == 200);
  options.schedule = "main.1;0;00";  // one of them
  const Report some = explore(two_locks, options);
  REQUIRE(some.has(Kind::deadlock));
  CHECK(some.find(Kind::deadlock)->schedule.starts_with("main.1,main.2;0,"));
}

TEST_CASE("follow: nothing is found half-way through programs without errors",
          "[checker][follow]") {
  for (const Model& model : models()) {
    if (!model.expected || model.expected->verdict != Verdict::verified) continue;
    if (!model.group.empty() || !model.expected->options.empty()) continue;
    INFO(model.name);
    const std::function<void()> program = [&model] { model.program(model.parameters); };
    std::string schedule = ";;";
    for (int step = 0; step < 25; ++step) {
      const Stop stop = stop_after(program, schedule);
      for (const Finding& finding : stop.report.findings) {
        INFO(finding.message);
        CHECK(finding.severity == Severity::warning);
      }
      if (stop.looks == 0) break;
      REQUIRE_FALSE(stop.can.empty());
      schedule = longer(stop.schedule, stop.can[static_cast<std::size_t>(step) % stop.can.size()]);
    }
  }
}
