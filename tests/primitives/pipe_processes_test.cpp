// Pipes between processes: which process has a copy of which end, and who hears of its end.
#include <string>
#include <utility>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::pipe_processes_test {
namespace {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

constexpr const char* kBroken = "raises BrokenPipeError: [Errno 32] Broken pipe";

Options starting(StartMethod method) {
  Options options;
  options.start_method = method;
  return options;
}

/// What `recv` does until it throws, in words.
std::string all_of(const Connection<int>& end) {
  std::string words;
  try {
    for (;;) words += std::to_string(end.recv()) + " ";
  } catch (const Exception& exception) {
    return words + exception.name();
  }
}

/// All that a program does under every start method.
void check_everywhere(const std::function<void()>& program, const Results& expected) {
  for (const auto method : {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    const Report report = explore_all(program, starting(method));
    CHECK(report.outcome_values() == expected);
    CHECK(report.findings.empty());
  }
}

TEST_CASE("Pipe: a child answers its parent under every start method", "[primitives][pipe]") {
  check_everywhere(
      [] {
        const auto [parent, child] = Pipe<int>();
        const Process worker([](Connection<int> end) { end.send(end.recv() + 1); }, args(child));
        worker.start();
        parent.send(1);
        outcome(parent.recv());
        worker.join();
      },
      {"2"});
}

TEST_CASE("Pipe: one order of a conversation is one execution", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const auto [parent, child] = Pipe<int>();
    const Process worker(
        [](Connection<int> end) {
          for (int i = 0; i < 3; ++i) end.send(end.recv() + 1);
        },
        args(child));
    worker.start();
    for (int i = 0; i < 3; ++i) parent.send(i);
    for (int i = 0; i < 3; ++i) outcome(parent.recv());
    worker.join();
  });
  CHECK(report.executions == 1);
  CHECK(report.outcome_values() == Results{"1 2 3"});
}

TEST_CASE("Pipe: the parent has a copy of the sending end", "[primitives][pipe]") {
  const auto program = [](bool closes) {
    return [=] {
      const auto [receiver, sender] = Pipe<int>(false);
      const Process child(
          [](Connection<int> end) {
            end.send(1);
            end.close();
          },
          args(sender));
      child.start();
      if (closes) sender.close();
      outcome(all_of(receiver));
    };
  };
  CHECK(results(program(true)) == Results{"1 EOFError"});
  CHECK(explore_all(program(false)).has(Kind::deadlock));
}

TEST_CASE("Pipe: a child has a copy of what was open when it was forked", "[primitives][pipe]") {
  const auto program = [](bool closes) {
    return [=] {
      const auto pipe = Pipe<int>(false);
      const Process child([=] {
        if (closes) pipe.second.close();
        outcome(all_of(pipe.first));
      });
      child.start();
      pipe.second.close();
      child.join();
    };
  };
  CHECK(results(program(true)) == Results{"EOFError"});
  CHECK(explore_all(program(false)).has(Kind::deadlock));
}

TEST_CASE("Pipe: a sibling has a copy as well", "[primitives][pipe]") {
  const auto program = [](bool first) {
    return [=] {
      const auto pipe = Pipe<int>(false);
      const auto [wake, alarm] = Pipe<int>(false);
      const Process writer([=] { pipe.second.send(1); });
      const Process sibling([](Connection<int> end) { end.recv(); }, args(wake));
      if (!first) pipe.second.close();
      sibling.start();
      if (first) {
        writer.start();
        writer.join();
        pipe.second.close();
      }
      outcome(all_of(pipe.first));
      alarm.send(1);
      sibling.join();
    };
  };
  CHECK(explore_all(program(true)).has(Kind::deadlock));
  CHECK(results(program(false)) == Results{"EOFError"});
}

TEST_CASE("Pipe: a spawned process has what it was passed", "[primitives][pipe]") {
  const auto program = [] {
    const auto pipe = Pipe<int>(false);
    const Process child([](Connection<int> end) { outcome(all_of(end)); }, args(pipe.first));
    child.start();
    pipe.second.close();
    child.join();
  };
  CHECK(results(program, starting(StartMethod::spawn)) == Results{"EOFError"});
  CHECK(results(program, starting(StartMethod::forkserver)) == Results{"EOFError"});
  CHECK(explore_all(program, starting(StartMethod::fork)).has(Kind::deadlock));
}

TEST_CASE("Pipe: what was captured does not exist in a spawned process", "[primitives][pipe]") {
  const auto program = [] {
    const auto pipe = Pipe<int>(false);
    const Process child([=] { outcome(result_of([=] { pipe.second.send(1); })); });
    child.start();
    child.join();
  };
  CHECK(results(program, starting(StartMethod::spawn)) ==
        Results{"raises OSError: handle is closed"});
  CHECK(results(program, starting(StartMethod::fork)) == Results{"nothing"});
}

TEST_CASE("Pipe: a closed end cannot be passed to a spawned process", "[primitives][pipe]") {
  const auto program = [] {
    const auto pipe = Pipe<int>(false);
    pipe.second.close();
    const Process child([](Connection<int>) { outcome("ran"); }, args(pipe.second));
    outcome(result_of([=] { child.start(); }));
  };
  CHECK(results(program, starting(StartMethod::spawn)) ==
        Results{"raises OSError: handle is closed"});
  CHECK(results(program, starting(StartMethod::fork)) == Results{"nothing | ran"});
}

TEST_CASE("Pipe: a list of ends can be passed", "[primitives][pipe]") {
  check_everywhere(
      [] {
        const auto [receiver, sender] = Pipe<int>(false);
        const Process child([](const std::vector<Connection<int>>& ends) { ends[0].send(3); },
                            args(std::vector<Connection<int>>{sender}));
        child.start();
        outcome(receiver.recv());
        child.join();
      },
      {"3"});
}

TEST_CASE("Pipe: a process that ends has closed its copies", "[primitives][pipe]") {
  check_everywhere(
      [] {
        const auto [receiver, sender] = Pipe<int>(false);
        const Process child([](Connection<int> end) { end.send(1); }, args(sender));
        child.start();
        sender.close();
        outcome(all_of(receiver));
      },
      {"1 EOFError"});
}

TEST_CASE("Pipe: a reader that ends breaks the pipe, before or after", "[primitives][pipe]") {
  const auto program = [] {
    const auto [receiver, sender] = Pipe<int>(false);
    const Process child([](Connection<int>) {}, args(receiver));
    child.start();
    receiver.close();
    outcome(result_of([sender = sender] { sender.send(1); }));
    child.join();
  };
  CHECK(results(program) == Results{"nothing", kBroken});
  CHECK(explore_all(program).executions == 2);
}

TEST_CASE("Pipe: a writer that waits hears that its reader has ended", "[primitives][pipe]") {
  Options options;
  options.pipe_capacity = 1;
  CHECK(results(
            [] {
              const auto [receiver, sender] = Pipe<int>(false);
              const Process child([](Connection<int>) {}, args(receiver));
              child.start();
              receiver.close();
              outcome(result_of([sender = sender] { sender.send(1); }));
            },
            options) == Results{kBroken});
}

TEST_CASE("Pipe: a process that is killed closes its copies", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const auto pipe = Pipe<int>(false);
    const auto never = Pipe<int>(false);
    const Process child([=] {
      pipe.second.send(1);
      never.first.recv();
    });
    child.start();
    pipe.second.close();
    child.kill();
    outcome(all_of(pipe.first));
    child.join();
  });
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"1 EOFError", "EOFError"});
}

TEST_CASE("Pipe: a pipe that the killed process has made itself", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const Process child([] {
      const auto [receiver, sender] = Pipe<int>(false);
      const Process grandchild(
          [](Connection<int> end, Connection<int> other) {
            other.close();
            outcome(all_of(end));
          },
          args(receiver, sender));
      grandchild.start();
      sender.send(1);
      sender.send(2);
      grandchild.join();
    });
    child.start();
    child.kill();
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::orphaned_process);
  CHECK(report.outcome_values() == Results{"", "1 2 EOFError", "1 EOFError", "EOFError"});
}

TEST_CASE("Pipe: who waits to send to an orphan hears that main has ended", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const auto pipe = Pipe<int>(false);
    const auto [ready, started] = Pipe<int>(false);
    const Process child([pipe, started = started] {
      const Process orphan([=] {
        pipe.second.close();
        outcome(all_of(pipe.first));
      });
      orphan.start();
      started.send(1);
      orphan.join();
    });
    child.start();
    ready.recv();
    child.kill();
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::orphaned_process);
  CHECK(report.outcome_values() == Results{"EOFError"});
}

TEST_CASE("Pipe: a connection that was sent is a copy of its own", "[primitives][pipe]") {
  check_everywhere(
      [] {
        const auto carrier = Pipe<Connection<int>>();
        const auto [receiver, sender] = Pipe<int>(false);
        const Process child([](Connection<Connection<int>> end) { end.recv().send(4); },
                            args(carrier.second));
        child.start();
        carrier.first.send(sender);
        sender.close();
        outcome(all_of(receiver));
        child.join();
      },
      {"4 EOFError"});
}

TEST_CASE("Pipe: a message orders what comes before it", "[primitives][pipe]") {
  const auto program = [](bool waits) {
    return [=] {
      const auto pipe = Pipe<int>(false);
      Shared<int> data(0, "data");
      const threading::Thread other([=] {
        if (waits) pipe.first.recv();
        data.set(2);
      });
      other.start();
      data.set(1);
      pipe.second.send(1);
      other.join();
    };
  };
  CHECK(explore_all(program(true)).findings.empty());
  CHECK(explore_all(program(false)).has(Kind::data_race));
}

TEST_CASE("Pipe: the end of the file orders what comes before it", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const auto pipe = Pipe<int>(false);
    Shared<int> data(0, "data");
    const threading::Thread other([=] {
      outcome(all_of(pipe.first));
      data.set(2);
    });
    other.start();
    data.set(1);
    pipe.second.close();
    other.join();
  });
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"EOFError"});
}

TEST_CASE("Pipe: room orders what comes before it", "[primitives][pipe]") {
  Options options;
  options.pipe_capacity = 20;
  const auto program = [] {
    const auto pipe = Pipe<int>(false);
    Shared<int> data(0, "data");
    const threading::Thread other([=] {
      data.set(1);
      pipe.first.recv();
    });
    pipe.second.send(1);
    other.start();
    pipe.second.send(2);
    data.set(2);
    other.join();
  };
  CHECK(explore_all(program, options).findings.empty());
  CHECK(explore_all(program).has(Kind::data_race));
}

TEST_CASE("Pipe: a large message is received before its sender goes on", "[primitives][pipe]") {
  const auto program = [] {
    const auto [receiver, sender] = Pipe<std::string>(false);
    const Process child([](Connection<std::string> end) { outcome(end.recv().size()); },
                        args(receiver));
    child.start();
    sender.send(std::string(200'000, 'x'));
    child.join();
  };
  const Report report = explore_all(program);
  CHECK(report.findings.empty());
  CHECK(report.executions == 1);
  CHECK(report.outcome_values() == Results{"200000"});
}

}  // namespace
}  // namespace heddle::pipe_processes_test
