// endpoint-race, and the deadlocks of pipes whose ends are left open.
#include <string>

#include "heddle/tests/findings/search.hpp"

namespace heddle::endpoint_race_test {
namespace {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;
using multiprocessing::SimpleQueue;

void run_both(const Process& one, const Process& two) {
  one.start();
  two.start();
}

TEST_CASE("endpoint-race: two processes send at one end", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const auto send = [](Connection<int> end) { end.send(1); };
    run_both(Process(send, args(sender), "A"), Process(send, args(sender), "B"));
  });
  CHECK(kinds(report) == Kinds{"endpoint-race"});
  CHECK(report.findings.size() == 1);
  const std::string text = message(report, Kind::endpoint_race);
  CHECK((text == "A and B both send at one end of `pipe`, and nothing orders them: the data may be "
                 "corrupted." ||
         text == "B and A both send at one end of `pipe`, and nothing orders them: the data may be "
                 "corrupted."));
}

TEST_CASE("endpoint-race: two processes receive at one end", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const auto receive = [](Connection<int> end) { end.recv(); };
    sender.send(1);
    sender.send(2);
    run_both(Process(receive, args(receiver), "A"), Process(receive, args(receiver), "B"));
  });
  CHECK(kinds(report) == Kinds{"endpoint-race"});
  CHECK(message(report, Kind::endpoint_race).find("both receive at one end of `pipe`") !=
        std::string::npos);
}

TEST_CASE("endpoint-race: the parent and its child send at one end", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const Process child([](Connection<int> end) { end.send(1); }, args(sender), "A");
    child.start();
    sender.send(2);
  });
  CHECK(kinds(report) == Kinds{"endpoint-race"});
  CHECK(explained(report, Kind::endpoint_race, "why").find("MainProcess: send") !=
        std::string::npos);
}

TEST_CASE("endpoint-race: not of one that sends while another receives", "[findings][pipe]") {
  const Report report = search([] {
    const auto [one, two] = Pipe<int>(true, "pipe");
    const Process sends([](Connection<int> end) { end.send(1); }, args(one), "A");
    const Process receives([](Connection<int> end) { end.recv(); }, args(one), "B");
    two.send(5);
    run_both(sends, receives);
    two.recv();
  });
  CHECK(report.findings.empty());
}

TEST_CASE("endpoint-race: not of the two ends of one pipe", "[findings][pipe]") {
  const Report report = search([] {
    const auto [one, two] = Pipe<int>(true, "pipe");
    const auto exchange = [](Connection<int> end) {
      end.send(1);
      end.recv();
    };
    run_both(Process(exchange, args(one)), Process(exchange, args(two)));
  });
  CHECK(report.findings.empty());
}

TEST_CASE("endpoint-race: not where a join orders them", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const Process child([](Connection<int> end) { end.send(1); }, args(sender));
    child.start();
    child.join();
    sender.send(2);
  });
  CHECK(report.findings.empty());
}

TEST_CASE("endpoint-race: not where a message orders them", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const auto [turn, token] = Pipe<int>(false, "turn");
    const auto first = [](Connection<int> end, Connection<int> done) {
      end.send(1);
      done.send(0);
    };
    const auto second = [](Connection<int> end, Connection<int> wait) {
      wait.recv();
      end.send(2);
    };
    run_both(Process(first, args(sender, token)), Process(second, args(sender, turn)));
  });
  CHECK(report.findings.empty());
}

TEST_CASE("endpoint-race: not of two threads of one process", "[findings][pipe]") {
  const Report report = search([] {
    const auto pipe = Pipe<int>(false, "pipe");
    const auto send = [=] { pipe.second.send(1); };
    run({threading::Thread(send), threading::Thread(send)});
  });
  CHECK(report.findings.empty());
}

TEST_CASE("endpoint-race: not in a SimpleQueue", "[findings][pipe]") {
  const Report report = search([] {
    const SimpleQueue<int> queue("queue");
    const auto put = [](SimpleQueue<int> q) { q.put(1); };
    run_both(Process(put, args(queue)), Process(put, args(queue)));
  });
  CHECK(report.findings.empty());
}

TEST_CASE("deadlock: the parent has left a copy of the sending end open", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const auto work = [](Connection<int> end, Connection<int> other) {
      other.close();
      end.recv();
    };
    const Process child(work, args(receiver, sender));
    child.start();
    receiver.close();
    child.join();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(explained(report, Kind::deadlock, "why")
            .find("MainProcess still has a copy of the sending end of `pipe` open; ") !=
        std::string::npos);
}

TEST_CASE("deadlock: a process waits for an end of which it has a copy", "[findings][pipe]") {
  const Report report = search([] {
    const auto [receiver, sender] = Pipe<int>(false, "pipe");
    const Process child([](Connection<int> end) { end.recv(); }, args(receiver));
    child.start();
    sender.close();
    child.join();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) ==
        "Process-1/MainThread waits for ever: Process-1 still has a copy of the sending end of "
        "`pipe` open.");
}

TEST_CASE("deadlock: a sibling has left a copy open", "[findings][pipe]") {
  const Report report = search([] {
    const auto pipe = Pipe<int>(false, "pipe");
    const auto [never, keep] = Pipe<int>(false, "never");
    const Process sibling([](Connection<int> end) { end.recv(); }, args(never), "sibling");
    sibling.start();
    pipe.second.close();
    pipe.first.recv();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(explained(report, Kind::deadlock, "why")
            .find("sibling still has a copy of the sending end of `pipe` open") !=
        std::string::npos);
}

TEST_CASE("deadlock: both ends send before they receive", "[findings][pipe]") {
  const Report report = search([] {
    const auto [one, two] = Pipe<std::string>(true, "pipe");
    const auto exchange = [](Connection<std::string> end) {
      end.send(std::string(70'000, 'x'));
      end.recv();
    };
    const Process other(exchange, args(two));
    other.start();
    exchange(one);
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(explained(report, Kind::deadlock, "why")
            .find("MainProcess could receive at the first end of `pipe`, and does not; "
                  "Process-1/MainThread waits to finish sending into pipe at its second end") !=
        std::string::npos);
}

}  // namespace
}  // namespace heddle::endpoint_race_test
