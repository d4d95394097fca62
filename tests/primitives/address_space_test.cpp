// What a process has of its own: copies at a fork, a new beginning when it is spawned.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using multiprocessing::args;
using multiprocessing::Process;
using multiprocessing::ProcessLocal;
using threading::Lock;
using threading::RLock;
using threading::Thread;

namespace {

Options started_by(StartMethod method) {
  Options options;
  options.start_method = method;
  return options;
}

void run_child(const Process& child) {
  child.start();
  child.join();
}

}  // namespace

TEST_CASE("address spaces: a forked child has what its parent had", "[primitives][process]") {
  const auto program = [] {
    Shared<int> x{1, "x"};
    x = 5;
    const Process child([=] {
      outcome(x.get());
      x = 9;
    });
    run_child(child);
    outcome(x.get());
  };
  CHECK(results(program) == Results{"5 | 5"});
  CHECK(results(program, started_by(StartMethod::spawn)) == Results{"5 | 1"});
  CHECK(results(program, started_by(StartMethod::forkserver)) == Results{"5 | 1"});
}

TEST_CASE("address spaces: what is changed after start is the parent's", "[primitives][process]") {
  const auto program = [] {
    Shared<int> x{1, "x"};
    const Process child([=] { outcome(x.get()); });
    child.start();
    x = 7;
    child.join();
  };
  const Report report = explore_all(program);
  CHECK(report.outcome_values() == Results{"1"});
  CHECK(report.executions == 1);
  CHECK(report.findings.empty());
}

TEST_CASE("address spaces: an argument is taken at start()", "[primitives][process]") {
  const auto program = [] {
    Shared<int> x{1, "x"};
    const ProcessLocal<std::string> word("a");
    const Process child(
        [](const Shared<int>& given, const ProcessLocal<std::string>& text) {
          outcome(given.get());
          outcome(text.get());
        },
        args(x, word));
    x = 5;
    word.set("b");
    run_child(child);
  };
  for (const StartMethod method : {StartMethod::fork, StartMethod::spawn}) {
    CHECK(results(program, started_by(method)) == Results{"5 b"});
  }
}

TEST_CASE("address spaces: a child of a child", "[primitives][process]") {
  const auto program = [] {
    Shared<int> x{1, "x"};
    x = 2;
    const Process child([=] {
      x = 3;
      const Process grandchild([=] { outcome(x.get()); });
      run_child(grandchild);
      x = 4;
      outcome(x.get());
    });
    run_child(child);
    outcome(x.get());
  };
  CHECK(results(program) == Results{"2 | 4 | 3"});
  CHECK(results(program, started_by(StartMethod::spawn)) == Results{"2 | 4 | 1"});
}

TEST_CASE("address spaces: locks are copied with their state", "[primitives][process]") {
  // Who forks while it holds a lock has it in the child, where it can be released.
  CHECK(results([] {
          const Lock lock;
          lock.acquire();
          const Process child([=] {
            outcome(lock.acquire(false));
            lock.release();
            outcome(lock.acquire(false));
          });
          run_child(child);
          outcome(lock.locked());
        }) == Results{"true | false true"});
  CHECK(results([] {
          const RLock lock;
          lock.acquire();
          const Process child([=] {
            lock.acquire();
            lock.release();
            lock.release();
            outcome("free");
          });
          run_child(child);
        }) == Results{"free"});
}

TEST_CASE("address spaces: an event, a semaphore and a queue are private",
          "[primitives][process]") {
  CHECK(results([] {
          const threading::Event event;
          const threading::Semaphore permits(0);
          const queue::Queue<int> items;
          items.put(1);
          const Process child([=] {
            event.set();
            permits.release();
            outcome(items.get_nowait());
          });
          run_child(child);
          outcome(event.is_set());
          outcome(permits.acquire(false));
          outcome(items.qsize());
        }) == Results{"false false 1 | 1"});
}

TEST_CASE("address spaces: thread-local data of the forking thread", "[primitives][process]") {
  CHECK(results([] {
          const threading::Local<int> x;
          x.set(1);
          const Thread other([=] { x.set(2); });
          other.start();
          other.join();
          const Process child([=] { outcome(x.get()); });
          run_child(child);
        }) == Results{"1"});
}

TEST_CASE("address spaces: threads of the parent do not exist in the child",
          "[primitives][process]") {
  const auto program = [] {
    const threading::Event go;
    const Thread other([=] { go.wait(); });
    other.start();
    const Process child([=] {
      outcome(other.is_alive());
      other.join();
      outcome(threading::active_count());
      outcome(threading::current_thread() == threading::main_thread());
    });
    run_child(child);
    go.set();
  };
  CHECK(results(program) == Results{"false 1 true"});
}

TEST_CASE("address spaces: a fork amid threads depends on what they do", "[primitives][process]") {
  const auto program = [] {
    Shared<int> x{0, "x"};
    const Thread writer([=] { x = 1; }, "writer");
    writer.start();
    const Process child([=] { outcome(x.get()); });
    child.start();
    child.join();
    writer.join();
  };
  const Report report = explore_all(program);
  CHECK(report.outcome_values() == Results{"0", "1"});
  CHECK(report.executions == 2);
  CHECK(report.has(Kind::fork_with_threads));
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("address spaces: processes do not depend on each other", "[primitives][process]") {
  const Report report = explore_all([] {
    Shared<int> x{0, "x"};
    const auto count = [=] {
      for (int i = 0; i < 5; ++i) x += 1;
    };
    const std::vector<Process> all{Process(count), Process(count), Process(count)};
    for (const Process& process : all) process.start();
    for (const Process& process : all) process.join();
  });
  CHECK(report.executions == 1);
  CHECK(report.findings.empty());
}
