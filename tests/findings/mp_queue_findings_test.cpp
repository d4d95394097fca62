// join-before-drain and task-done-missing: programs that have the bug, and near misses.
#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using multiprocessing::JoinableQueue;
using multiprocessing::Process;
using Numbers = multiprocessing::Queue<int>;

namespace {

Report search_all(const std::function<void()>& program, std::int64_t pipe_capacity = 65'536) {
  Options options;
  options.keep_going = true;
  options.pipe_capacity = pipe_capacity;
  return explore(program, options);
}

/// A child puts so many numbers; they are got before it is joined, or after.
std::function<void()> drain(int items, bool before) {
  return [=] {
    const Numbers results(0, "results");
    const Process child([=] {
      for (int i = 0; i < items; ++i) results.put(i);
    });
    child.start();
    if (!before) child.join();
    for (int i = 0; i < items; ++i) results.get();
    if (before) child.join();
  };
}

struct Socket {};

}  // namespace

template <>
struct multiprocessing::Pickling<Socket> {
  static constexpr const char* kRefusal = "cannot pickle 'socket' object";
  static constexpr bool kInherited = false;
};

TEST_CASE("join-before-drain: the pipe is full, and the parent joins", "[mpqueue][findings]") {
  const Report report = search_all(drain(3, false), 20);
  CHECK(kinds(report) == Kinds{"join-before-drain"});
  const Finding& finding = *report.find(Kind::join_before_drain);
  CHECK(finding.symptom == Kind::deadlock);
  CHECK(finding.message ==
        "main waits for the end of Process-1, which cannot end before 2 items that it put into "
        "`results` are sent through the pipe.");
  CHECK(explained(report, Kind::join_before_drain, "fix")
            .find("get everything from `results` before main joins Process-1 (") == 0);
  CHECK(explained(report, Kind::join_before_drain, "waits") ==
        "Process-1/QueueFeederThread -> send an item through the pipe of results;  main -> "
        "join(Process-1);  Process-1/MainThread -> join(Process-1/QueueFeederThread)");
}
TEST_CASE("join-before-drain: not where the pipe holds everything", "[mpqueue][findings]") {
  CHECK(search_all(drain(3, false), 60).findings.empty());
}
TEST_CASE("join-before-drain: not where the queue is drained first", "[mpqueue][findings]") {
  CHECK(search_all(drain(3, true), 20).findings.empty());
}
TEST_CASE("join-before-drain: an item larger than the pipe", "[mpqueue][findings]") {
  const Report report = search_all([] {
    const multiprocessing::Queue<std::string> results(0, "results");
    const Process child([=] { results.put(std::string(200'000, 'x')); }, "worker");
    child.start();
    child.join();
  });
  CHECK(message(report, Kind::join_before_drain) ==
        "main waits for the end of worker, which cannot end before 1 item that it put into "
        "`results` is sent through the pipe.");
}
TEST_CASE("join-before-drain: the program itself never ends", "[mpqueue][findings]") {
  const Report report = search_all([] { Numbers(0, "unread").put(1); }, 10);
  CHECK(kinds(report) == Kinds{"join-before-drain"});
  CHECK(message(report, Kind::join_before_drain) ==
        "nothing ends MainProcess, which cannot end before 1 item that it put into `unread` is "
        "sent through the pipe.");
}
TEST_CASE("join-before-drain: what nobody reads, but fits, hinders no end", "[mpqueue][findings]") {
  CHECK(search_all([] { Numbers(0, "unread").put(1); }).findings.empty());
}
TEST_CASE("join-before-drain: the idle feeder of a deadlock is no part of it",
          "[mpqueue][findings]") {
  const Report report = search_all([] {
    const Numbers numbers(0, "numbers");
    numbers.put(1);
    numbers.get();
    numbers.get();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(report.findings[0].threads == std::vector<std::string>{"main"});
  CHECK(explained(report, Kind::deadlock, "waits") == "main -> get from numbers");
}

TEST_CASE("task-done-missing: join waits for ever", "[mpqueue][findings]") {
  const Report report = search_all([] {
    const JoinableQueue<int> tasks(0, "tasks");
    for (int i = 0; i < 3; ++i) tasks.put(i);
    for (int i = 0; i < 3; ++i) tasks.get();
    tasks.task_done();
    tasks.join();
  });
  CHECK(kinds(report) == Kinds{"task-done-missing"});
  CHECK(report.findings[0].symptom == Kind::deadlock);
  CHECK(message(report, Kind::task_done_missing) ==
        "main joins `tasks` for ever: 2 calls of task_done are missing.");
}
TEST_CASE("task-done-missing: a dropped item is one", "[mpqueue][findings]") {
  const Report report = search_all([] {
    const JoinableQueue<Socket> tasks(0, "tasks");
    tasks.put({});
    tasks.join();
  });
  CHECK(message(report, Kind::task_done_missing) ==
        "main joins `tasks` for ever: 1 call of task_done is missing.");
  CHECK(explained(report, Kind::task_done_missing, "why").find("an item was dropped in step") !=
        std::string::npos);
}
TEST_CASE("task-done-missing: not where everything is done", "[mpqueue][findings]") {
  CHECK(search_all([] {
          const JoinableQueue<int> tasks(0, "tasks");
          const Process worker([=] {
            tasks.get();
            tasks.task_done();
          });
          worker.start();
          tasks.put(1);
          tasks.join();
          worker.join();
        }).findings.empty());
}
TEST_CASE("mp.Queue: the findings replay", "[mpqueue][findings]") {
  const auto program = drain(3, false);
  const Report report = search_all(program, 20);
  REQUIRE(report.findings.size() == 1);
  Options options;
  options.strategy = "replay";
  options.schedule = report.findings[0].schedule;
  options.pipe_capacity = 20;
  const Report again = explore(program, options);
  REQUIRE(again.findings.size() == 1);
  CHECK(again.findings[0].id == report.findings[0].id);
  CHECK(again.findings[0].message == report.findings[0].message);
}
