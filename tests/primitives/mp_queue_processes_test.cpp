// multiprocessing.Queue and JoinableQueue between processes.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using multiprocessing::JoinableQueue;
using multiprocessing::Process;
using Numbers = multiprocessing::Queue<int>;

namespace {

void run_process(std::function<void()> code) {
  const Process process(std::move(code));
  process.start();
  process.join();
}

/// A pipe for `items` ints.
Options pipe_of(int items) {
  Options options;
  options.pipe_capacity = 20 * std::int64_t{items};
  return options;
}

/// Puts so many items and ends.
Process putting(const Numbers& queue, int items) {
  return Process([=] {
    for (int i = 1; i <= items; ++i) queue.put(i);
  });
}

}  // namespace

TEST_CASE("mp.Queue: works under every start method", "[primitives][mpqueue]") {
  for (const auto method : {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    Options options;
    options.start_method = method;
    CHECK(results(
              [] {
                const Numbers tasks;
                const Numbers squares;
                const Process worker(
                    [](const Numbers& in, const Numbers& out) {
                      const int number = in.get();
                      out.put(number * number);
                    },
                    threading::args(tasks, squares));
                worker.start();
                tasks.put(3);
                outcome(squares.get());
                worker.join();
                outcome(*worker.exitcode());
              },
              options) == Results{"9 0"});
  }
}

TEST_CASE("mp.Queue: making one fixes the start method", "[primitives][mpqueue]") {
  CHECK(behaviour([] {
          const Numbers queue;
          return result_of([] { multiprocessing::set_start_method("spawn"); });
        }) == "raises RuntimeError: context has already been set");
}

TEST_CASE("mp.Queue: items of two processes arrive in either order, those of one in its own",
          "[primitives][mpqueue]") {
  CHECK(results([] {
          const Numbers queue;
          const Process first([=] {
            queue.put(1);
            queue.put(2);
          });
          const Process second([=] { queue.put(3); });
          first.start();
          second.start();
          const int a = queue.get();
          const int b = queue.get();
          outcome(std::vector<int>{a, b, queue.get()});
          first.join();
          second.join();
        }) == Results{"[1, 2, 3]", "[1, 3, 2]", "[3, 1, 2]"});
}

TEST_CASE("mp.Queue: a value that is changed after it was put arrives as it was",
          "[primitives][mpqueue]") {
  CHECK(results([] {
          const multiprocessing::Queue<std::vector<int>> queue;
          const Process child([=] {
            std::vector<int> list{1};
            queue.put(list);
            list.push_back(2);
          });
          child.start();
          outcome(queue.get());
          child.join();
        }) == Results{"[1]"});
}

TEST_CASE("mp.Queue: the parent's close is not the child's", "[primitives][mpqueue]") {
  CHECK(results([] {
          const Numbers queue;
          queue.put(1);
          queue.close();
          run_process([=] { outcome(queue.get()); });
        }) == Results{"1"});
}

TEST_CASE("mp.Queue: a fork does not copy the buffer", "[primitives][mpqueue]") {
  CHECK(results([] {
          const Numbers queue;
          queue.put(1);
          run_process([=] { queue.put(2); });
          const int first = queue.get();
          outcome(std::vector<int>{first, queue.get()});
          outcome(queue.qsize());
        }) == Results{"[1, 2] 0", "[2, 1] 0"});
}

TEST_CASE("mp.Queue: a fork with a running feeder is no fork amid threads",
          "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const Numbers queue;
    queue.put(1);
    run_process([=] { outcome(queue.get()); });
  });
  CHECK(report.executions == 1);
  CHECK(report.findings.empty());
}

TEST_CASE("mp.Queue: a process ends once its buffer is in the pipe", "[primitives][mpqueue]") {
  CHECK(results(
            [] {
              const Numbers queue;
              const Process child = putting(queue, 2);
              child.start();
              child.join();
              outcome(queue.get());
              outcome(queue.get());
            },
            pipe_of(2)) == Results{"1 2"});
}

TEST_CASE("mp.Queue: get makes room in a full pipe", "[primitives][mpqueue]") {
  CHECK(results(
            [] {
              const Numbers queue;
              const Process child = putting(queue, 3);
              child.start();
              outcome(queue.get());
              child.join();
              outcome(queue.qsize());
            },
            pipe_of(2)) == Results{"1 2"});
}

TEST_CASE("mp.Queue: an item larger than the pipe is sent while it is read",
          "[primitives][mpqueue]") {
  CHECK(results(
            [] {
              const multiprocessing::Queue<std::string> queue;
              const Process child([=] {
                queue.put(std::string(100, 'x'));
                queue.put("y");
              });
              child.start();
              outcome(queue.get().size());
              outcome(queue.get().size());
              child.join();
            },
            pipe_of(2)) == Results{"100 1"});
}

TEST_CASE("mp.Queue: after cancel_join_thread the end of a process loses what is not sent",
          "[primitives][mpqueue]") {
  const auto program = [] {
    const Numbers queue;
    const Process child([=] {
      queue.cancel_join_thread();
      queue.put(1);
      queue.put(2);
    });
    child.start();
    child.join();
    outcome(*child.exitcode());
    outcome(result_of([=] { return queue.get_nowait(); }));
    outcome(result_of([=] { return queue.get_nowait(); }));
  };
  CHECK(results(program) ==
        Results{"0 1 2", "0 1 raises queue.Empty", "0 raises queue.Empty raises queue.Empty"});
  CHECK(results(program, pipe_of(1)) ==
        Results{"0 1 raises queue.Empty", "0 raises queue.Empty raises queue.Empty"});
}

TEST_CASE("mp.Queue: the program ends in spite of a full pipe after cancel_join_thread",
          "[primitives][mpqueue]") {
  const Report report = explore_all(
      [] {
        const Numbers queue;
        queue.put(1);
        queue.put(2);
        queue.cancel_join_thread();
      },
      pipe_of(1));
  CHECK(report.findings.empty());
}

TEST_CASE("mp.Queue: who is killed while it waits in get keeps the read lock",
          "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const Numbers queue;
    const Process reader([=] { queue.get(); });
    reader.start();
    reader.terminate();
    reader.join();
    queue.put(1);
    outcome(result_of([=] { return queue.get(true, 1); }));
    outcome(queue.qsize());
  });
  CHECK(report.outcome_values() == Results{"1 0", "raises queue.Empty 1"});
}

TEST_CASE("mp.Queue: a get without a timeout waits for ever for a killed reader",
          "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const Numbers queue(0, "queue");
    const Process reader([=] { queue.get(); });
    reader.start();
    reader.terminate();
    reader.join();
    queue.put(1);
    outcome(queue.get());
  });
  CHECK(report.outcome_values() == Results{"1"});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::terminated_holding);
  CHECK(report.findings[0].message ==
        "main waits for ever for `queue`: Process-1 was terminated while it used it.");
}

TEST_CASE("mp.Queue: a process that is killed loses its buffer", "[primitives][mpqueue]") {
  CHECK(results([] {
          const Numbers queue;
          const Process child([=] { queue.put(1); });
          child.start();
          child.kill();
          child.join();
          outcome(result_of([=] { return queue.get_nowait(); }));
        }) == Results{"1", "raises queue.Empty"});
}

TEST_CASE("mp.Queue: get_nowait finds nothing while another reader is in front",
          "[primitives][mpqueue]") {
  CHECK(results([] {
          const Numbers queue;
          queue.put(1);
          queue.put(2);
          assume(queue.qsize() == 2);
          const Process reader([=] { queue.get(); });
          reader.start();
          const std::string got = result_of([=] { return queue.get_nowait(); });
          reader.join();
          outcome(got);
          outcome(queue.qsize());
        }) == Results{"1 0", "2 0", "raises queue.Empty 1"});
}

TEST_CASE("mp.Queue: a timeout includes the time that the read lock took",
          "[primitives][mpqueue]") {
  CHECK(results(
            [] {
              const Numbers queue;
              const threading::Thread reader(
                  [=] { static_cast<void>(result_of([=] { return queue.get(true, 2); })); });
              reader.start();
              sleep(1);
              static_cast<void>(result_of([=] { return queue.get(true, 3); }));
              outcome(static_cast<int>(time()));
              reader.join();
            },
            in_virtual_time()) == Results{"4"});
}

TEST_CASE("mp.Queue: a get knows what was done before the put", "[primitives][mpqueue]") {
  const auto program = [](bool reads_first) {
    return [reads_first] {
      const Numbers queue;
      const Shared<int> message{0, "message"};
      const threading::Thread sender([=] {
        message.set(1);
        queue.put(1);
      });
      sender.start();
      if (reads_first) outcome(message.get());
      queue.get();
      outcome(message.get());
      sender.join();
    };
  };
  CHECK_FALSE(explore_all(program(false)).has(Kind::data_race));
  CHECK(explore_all(program(true)).has(Kind::data_race));
}

TEST_CASE("mp.Queue: a put that needed room knows what was done before the get",
          "[primitives][mpqueue]") {
  const auto program = [](int maxsize) {
    return [maxsize] {
      const Numbers queue(maxsize);
      const Shared<int> message{0, "message"};
      const threading::Thread reader([=] {
        message.set(1);
        queue.get();
      });
      reader.start();
      queue.put(1);
      queue.put(2);
      outcome(message.get());
      reader.join();
    };
  };
  CHECK_FALSE(explore_all(program(1)).has(Kind::data_race));
  CHECK(explore_all(program(2)).has(Kind::data_race));
}

TEST_CASE("JoinableQueue: join knows what was done before task_done", "[primitives][mpqueue]") {
  const auto program = [](bool joins) {
    return [joins] {
      const JoinableQueue<int> queue;
      const Shared<int> result{0, "result"};
      const threading::Thread worker([=] {
        result.set(queue.get());
        queue.task_done();
      });
      worker.start();
      queue.put(7);
      if (joins) queue.join();
      outcome(result.get());
      worker.join();
    };
  };
  const Report joined = explore_all(program(true));
  CHECK(joined.outcome_values() == Results{"7"});
  CHECK(joined.findings.empty());
  CHECK(explore_all(program(false)).has(Kind::data_race));
}

TEST_CASE("JoinableQueue: a child's task_done counts", "[primitives][mpqueue]") {
  CHECK(results([] {
          const JoinableQueue<int> queue;
          const Process worker([=] {
            queue.get();
            queue.task_done();
          });
          worker.start();
          queue.put(1);
          queue.join();
          outcome(queue.qsize());
          worker.join();
        }) == Results{"0"});
}

TEST_CASE("mp.Queue: puts of different processes do not depend on each other",
          "[primitives][mpqueue]") {
  const auto executions = [](int processes) {
    return explore_all([=] {
             const Numbers queue;
             std::vector<Process> children;
             for (int i = 0; i < processes; ++i) children.push_back(putting(queue, 1));
             for (const Process& child : children) child.start();
             for (const Process& child : children) child.join();
           })
        .executions;
  };
  CHECK(executions(1) == 1);
  CHECK(executions(2) == 2);  // the order in the pipe
  CHECK(executions(3) == 6);
}

TEST_CASE("mp.Queue: the optimal search finds what brute force finds", "[primitives][mpqueue]") {
  const auto program = [] {
    const Numbers queue(1);
    const Process child([=] {
      queue.put(1);
      outcome(result_of([=] { queue.put(2, false); }));
    });
    child.start();
    outcome(result_of([=] { return queue.get_nowait(); }));
    outcome(queue.empty());
    child.join();
  };
  CHECK(results(program) == results(program, without_reduction()));
}
