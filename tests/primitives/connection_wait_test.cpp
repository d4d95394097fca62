// multiprocessing.wait: for connections and for the ends of processes.
#include <string>
#include <utility>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::connection_wait_test {
namespace {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;
using multiprocessing::wait;
using multiprocessing::Waitable;

/// Which of the objects are ready, by their numbers.
std::string ready_of(const std::vector<Waitable>& objects,
                     multiprocessing::OptionalTimeout timeout = {}) {
  std::string words;
  for (const Waitable& ready : wait(objects, timeout)) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (objects[i] == ready) words += std::to_string(i);
    }
  }
  return words.empty() ? "none" : words;
}

/// Two pipes, and children that send at one each.
void two_senders(const std::function<void(const Connection<int>&, const Connection<int>&)>& reads) {
  const auto first = Pipe<int>(false, "first");
  const auto second = Pipe<int>(false, "second");
  const auto send = [](Connection<int> end) { end.send(1); };
  const Process one(send, args(first.second));
  const Process two(send, args(second.second));
  one.start();
  two.start();
  reads(first.first, second.first);
  one.join();
  two.join();
}

TEST_CASE("wait: empty, with a message, closed", "[primitives][pipe]") {
  const auto program = [](multiprocessing::OptionalTimeout timeout) {
    return [=] {
      const auto empty = Pipe<int>();
      const auto item = Pipe<int>();
      const auto closed = Pipe<int>();
      item.second.send(1);
      closed.second.close();
      return ready_of({empty.first, item.first, closed.first}, timeout);
    };
  };
  check_cases({{"Pipe.wait", program(0.0), "12"},
               {"for some time", program(1.0), "12"},
               {"for ever", program({}), "12"}});
}

TEST_CASE("wait: nothing", "[primitives][pipe]") {
  const auto program = [](multiprocessing::OptionalTimeout timeout) {
    return [=] {
      const auto one = Pipe<int>();
      const auto two = Pipe<int>();
      return ready_of({one.first, two.first, one.second}, timeout);
    };
  };
  check_cases({{"not at all", program(0.0), "none"},
               {"for some time", program(0.5), "none"},
               {"for ever", program({}), "blocks"}});
}

TEST_CASE("wait: a closed connection", "[primitives][pipe]") {
  check_cases({{"wait-closed",
                [] {
                  const auto [first, second] = Pipe<int>();
                  first.close();
                  wait({second, first});
                },
                "raises OSError: handle is closed"}});
}

TEST_CASE("wait: goes on with whatever comes first", "[primitives][pipe]") {
  const auto program = [] {
    two_senders([](const auto& one, const auto& two) { outcome(ready_of({one, two})); });
  };
  const Report report = explore_all(program);
  CHECK(report.findings.empty());
  CHECK(report.outcome_values() == Results{"0", "01", "1"});
  CHECK(report.executions == 3);
  CHECK(results(program, without_reduction()) == Results{"0", "01", "1"});
}

TEST_CASE("wait: again for what is left", "[primitives][pipe]") {
  const auto program = [] {
    two_senders([](const auto& one, const auto& two) {
      std::vector<Waitable> left{one, two};
      while (!left.empty()) {
        for (const Waitable& ready : wait(left)) {
          outcome(ready == Waitable(one) ? "one" : "two");
          std::erase(left, ready);
        }
      }
    });
  };
  CHECK(results(program) == Results{"one two", "two one"});
  CHECK(results(program, without_reduction()) == Results{"one two", "two one"});
}

TEST_CASE("wait: with a timeout it may come too early or not", "[primitives][pipe]") {
  const auto program = [] {
    two_senders([](const auto& one, const auto& two) { outcome(ready_of({one, two}, 1.0)); });
  };
  CHECK(results(program) == Results{"0", "01", "1", "none"});
  CHECK(results(program, without_reduction()) == Results{"0", "01", "1", "none"});
  CHECK(results(program, in_virtual_time()) == Results{"0", "01", "1"});
}

TEST_CASE("wait: for the end of a process", "[primitives][pipe]") {
  const auto program = [] {
    const auto [receiver, sender] = Pipe<int>(false);
    const Process child([](Connection<int> end) { end.send(1); }, args(sender));
    child.start();
    outcome(ready_of({receiver, child.sentinel()}));
    outcome(ready_of({child.sentinel()}));
    outcome(child.is_alive());
  };
  CHECK(results(program) == Results{"0 0 false", "01 0 false"});
  CHECK(results(program, without_reduction()) == Results{"0 0 false", "01 0 false"});
}

TEST_CASE("wait: for one that is killed", "[primitives][pipe]") {
  const auto program = [] {
    const auto [receiver, sender] = Pipe<int>(false);
    const Process child([](Connection<int> end) { end.recv(); }, args(receiver));
    child.start();
    const threading::Thread killer([=] { child.kill(); });
    killer.start();
    outcome(ready_of({child.sentinel(), receiver}));
    killer.join();
  };
  CHECK(results(program) == Results{"0"});
}

TEST_CASE("Process.sentinel: before start", "[primitives][pipe]") {
  check_cases({{"Process.sentinel-new", [] { static_cast<void>(Process().sentinel()); },
                "raises ValueError: process not started"}});
}

}  // namespace
}  // namespace heddle::connection_wait_test
