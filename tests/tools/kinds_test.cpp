// Every kind of finding has an approved report: tests/tools/approved/KIND.txt, of a model of the
// table or of a small program below.
//
// HEDDLE_UPDATE_README=1 in the environment rewrites the texts instead.
#include <catch2/catch.hpp>

#include <unistd.h>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <regex>
#include <sstream>
#include <string>

#include "heddle/checker/model.hpp"
#include "heddle/heddle.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/worker.hpp"

namespace heddle::tools {
namespace {

/// Two threads; the second does `harm` when it sees what the first has written.
std::function<void()> harmful(std::function<void()> harm) {
  return [harm = std::move(harm)] {
    Shared<int> x{0, "x"};
    threading::Thread writer([=] { x.set(1); }, "writer");
    threading::Thread victim(
        [=] {
          if (x.get() == 1) harm();
        },
        "victim");
    writer.start();
    victim.start();
    writer.join();
    victim.join();
  };
}

__attribute__((no_sanitize("undefined"))) void use_a_null_pointer() {
  *static_cast<volatile int*>(nullptr) = 1;
}

int sink(int depth, const volatile bool& on) {
  volatile char room[1000];
  room[depth % 1000] = 1;
  return on ? sink(depth + 1, on) + room[0] : 0;
}

void recurse() {
  const volatile bool on = true;
  sink(0, on);
}

void compute() {
  for (volatile bool on = true; on;) {}
}

void orphan() {
  const multiprocessing::Process child(
      [] {
        const multiprocessing::Process grandchild([] { outcome(1); }, "grandchild");
        grandchild.start();
        grandchild.join();
      },
      "child");
  child.start();
  child.kill();
  child.join();
}

void remember() {
  static int runs = 0;
  const Atomic<int> x(0, "x");
  threading::Thread t1([=] { x.store(++runs); }, "t1");
  threading::Thread t2([=] { x.store(0); }, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
}

/// Where a finding of a kind comes from: a model, or a program.
struct Source {
  Kind kind;
  const char* model;
  std::function<void()> program;
};

const std::vector<Source>& sources() {
  static const std::vector<Source> all = {
      {Kind::data_race, "counter-unlocked", {}},
      {Kind::deadlock, "abba-deadlock", {}},
      {Kind::lost_wakeup, "condition-notify-before-wait", {}},
      {Kind::stolen_wakeup, "condition-if", {}},
      {Kind::lost_update, "value-unlocked-increment", {}},
      {Kind::assertion, "sleep-for-order", {}},
      {Kind::uncaught_exception, "condition-if-spurious", {}},
      {Kind::livelock, "poll-for-ever", {}},
      {Kind::misuse, "release-unlocked", {}},
      {Kind::lock_order, "abba-deadlock", {}},
      {Kind::nondeterministic_program, nullptr, remember},
      {Kind::daemon_killed_holding, "daemon-holds-lock", {}},
      {Kind::fork_with_held_lock, "fork-with-held-lock", {}},
      {Kind::endpoint_race, "pipe-shared-endpoint", {}},
      {Kind::join_before_drain, "queue-join-before-drain", {}},
      {Kind::terminated_holding, "terminate-holding-lock", {}},
      {Kind::task_done_missing, "joinable-queue-missing-task-done", {}},
      {Kind::unpicklable_argument, "closure-argument-spawned", {}},
      {Kind::crash, nullptr, harmful(use_a_null_pointer)},
      {Kind::stack_overflow, nullptr, harmful(recurse)},
      {Kind::no_scheduling_point, nullptr, harmful(compute)},
      {Kind::early_exit, nullptr, harmful([] { std::exit(3); })},
      {Kind::fork_with_threads, "fork-with-held-lock", {}},
      {Kind::orphaned_process, nullptr, orphan},
      {Kind::relies_on_time, "sleep-for-order", {}},
  };
  return all;
}

Job job_for(const Source& source) {
  Job job;
  job.target = "program";
  job.program = source.program;
  job.silence_seconds = 0.3;
  job.options.keep_going = true;
  for (const Model& model : models()) {
    if (source.model == nullptr || model.name != source.model) continue;
    job.target = model.name;
    job.program = [&model] { model.program(model.parameters); };
    for (const auto& [name, value] : model.expected->options) {
      set_search_option(job.options, name, value);
    }
  }
  REQUIRE(job.program);
  return job;
}

std::string text_of(const Source& source) {
  const Explored explored = explore_in_worker(job_for(source));
  REQUIRE(explored.report.has(source.kind));
  const TextStyle style = {false, [](const Finding& finding) {
                             return "heddle replay heddle-schedules/" + finding.id + ".sched";
                           }};
  return finding_text(explored.report, *explored.report.find(source.kind), style);
}

/// For people who have not read Heddle's sources, at most 100 columns wide.
void check_plain(const std::string& text) {
  static const std::regex internal(
      "\\b(class|classes|vector clock|object id|execution tree|sleep set|happens-before|edge)\\b|"
      "0x[0-9a-f]+|[^\\x20-\\x7e]");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(width(line) <= kColumns);
    CHECK((line.empty() || line.back() != ' '));
    CHECK_FALSE(std::regex_search(line, internal));
  }
}

void check_kind(Kind kind) {
  for (const Source& source : sources()) {
    if (source.kind != kind) continue;
    const std::string name(kind_name(kind));
    INFO(name);
    const std::string path = HEDDLE_SOURCE_FOLDER "/tests/tools/approved/" + name + ".txt";
    const std::string text = text_of(source);
    check_plain(text);
    if (std::getenv("HEDDLE_UPDATE_README") != nullptr) {
      std::ofstream(path) << text;
      return;
    }
    std::ostringstream approved;
    approved << std::ifstream(path).rdbuf();
    CHECK(text == approved.str());
    return;
  }
  // Of the mirror of the standard library, which there is not yet.
  CHECK((kind == Kind::starvation || kind == Kind::leaked_thread));
}

}  // namespace

TEST_CASE("kinds: each has an approved report", "[tools][approved][kinds]") {
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    check_kind(static_cast<Kind>(kind));
  }
}

}  // namespace heddle::tools
