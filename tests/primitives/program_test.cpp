// What a program says to the checker: checks, assumptions, choices, outcomes, output, time.
#include <unistd.h>

#include <set>
#include <string>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Thread;

namespace {

Options with_stdout() {
  Options options;
  options.outcomes = Outcomes::stdout_text;
  return options;
}

}  // namespace

TEST_CASE("check: it throws AssertionError with its message, which is an assertion",
          "[primitives][program]") {
  CHECK(results([] { outcome(result_of([] { check(1 + 1 == 3, "sum"); })); }) ==
        Results{"raises AssertionError: sum"});
  CHECK(results([] { outcome(result_of([] { check(true, "sum"); })); }) == Results{"nothing"});
  const Report report = explore_all([] { check(false, "sum"); });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::assertion);
}

TEST_CASE("check: without a message it names its place", "[primitives][program]") {
  const std::string words = behaviour([] {
    check(false);
    return std::string();
  });
  CHECK(words.find("program_test.cpp:") != std::string::npos);
}

TEST_CASE("check: the thread ends, the others go on", "[primitives][program]") {
  const Report report = explore_all([] {
    run_threads({Thread([] { check(false); }), Thread([] { outcome("other"); })});
    outcome("main");
  });
  CHECK(report.outcome_values() == Results{"main | other"});
}

TEST_CASE("choose: every value is explored once", "[primitives][program]") {
  const Report report = explore_all([] { outcome(choose(3) * 10 + choose(2)); });
  CHECK(report.executions == 6);
  CHECK(report.outcome_values() == Results{"0", "1", "10", "11", "20", "21"});
  check_cases({
      {"none", [] { choose(0); }, "raises ValueError: choose(n) needs n between 1 and 65535"},
      {"too many", [] { choose(65536); },
       "raises ValueError: choose(n) needs n between 1 and 65535"},
      {"one", [] { return choose(1); }, "0"},
  });
}

TEST_CASE("assume: executions in which it fails are dropped, not failures",
          "[primitives][program]") {
  const Report report = explore_all([] {
    const int value = choose(4);
    assume(value % 2 == 0);
    outcome(value);
  });
  CHECK(report.outcome_values() == Results{"0", "2"});
  CHECK(report.blocked == 2);
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("outcome: the results of each thread in order, threads by number",
          "[primitives][program]") {
  CHECK(results([] {
          run_threads({Thread([] {
                         outcome(1);
                         outcome(true);
                       }),
                       Thread([] { outcome(-2); })});
          outcome("main");
          outcome('c');
          outcome(0.5);
        }) == Results{"main c 0.5 | 1 true | -2"});
}

TEST_CASE("print: its arguments separated by blanks, a line each, never torn",
          "[primitives][program]") {
  CHECK(results([] { print("a", 1, true, 0.5); }, with_stdout()) == Results{"a 1 true 0.5\n"});
  CHECK(results([] { print(); }, with_stdout()) == Results{"\n"});
  CHECK(results([] { print("", "b"); }, with_stdout()) == Results{" b\n"});
  CHECK(results(
            [] {
              run_threads({Thread([] { print("one", "line"); }), Thread([] { print("other"); })});
            },
            with_stdout()) == Results{"one line\nother\n", "other\none line\n"});
}

TEST_CASE("print: its order is nobody's business unless it is asked for", "[primitives][program]") {
  const Report report = explore_all(
      [] {
        run_threads({Thread([] { print(1); }), Thread([] { print(2); })});
      },
      without_reduction());
  CHECK(report.executions == 1);
}

TEST_CASE("log: a line with the thread's name", "[primitives][program]") {
  CHECK(results(
            [] {
              log("INFO", "before", 1);
              run_threads({Thread([] { log("DEBUG", "inside"); }, "worker"), Thread([] {})});
            },
            with_stdout()) == Results{"(MainThread) INFO before 1\n(worker) DEBUG inside\n"});
}

TEST_CASE("sleep: in free time it orders nothing, in virtual time it does",
          "[primitives][program]") {
  const auto program = [] {
    const Atomic<int> x{0};
    const Thread thread([=] { x.store(1); });
    thread.start();
    sleep(1);
    outcome(x.load());
  };
  CHECK(results(program) == Results{"0", "1"});
  CHECK(results(program, in_virtual_time()) == Results{"1"});
}

// May fail: the engine does not move the clock again before it takes the second choice.
TEST_CASE("sleep: those who are due at the same instant go in every order",
          "[primitives][program]") {
  CHECK(results(
            [] {
              const Atomic<int> last{0};
              const auto arrive = [=](int number) {
                sleep(1);
                last.store(number);
              };
              run_threads({Thread(arrive, threading::args(1)), Thread(arrive, threading::args(2))});
              outcome(last.load());
            },
            in_virtual_time()) == Results{"1", "2"});
}

TEST_CASE("sleep: whole and negative seconds, beside that of unistd.h", "[primitives][program]") {
  CHECK(results([] {
          sleep(1);
          sleep(0.5);
          outcome(time());
          outcome(monotonic());
        }) == Results{"1.5 1.5"});
  check_cases(
      {{"negative", [] { sleep(-1); }, "raises ValueError: sleep length must be non-negative"}});
}

TEST_CASE("time: in free time it is the sum of the thread's own sleeps", "[primitives][program]") {
  CHECK(results([] {
          run_in_thread([] {
            sleep(2);
            outcome(time());
          });
          outcome(time());
        }) == Results{"0 | 2"});
  CHECK(results(
            [] {
              run_in_thread([] {
                sleep(2);
                outcome(time());
              });
              outcome(time());
            },
            in_virtual_time()) == Results{"2 | 2"});
}

TEST_CASE("random: the same in every execution, different in every thread",
          "[primitives][program]") {
  std::set<std::uint64_t> drawn;
  const Report report = explore_all(
      [&] {
        const auto draw = [&] {
          heddle::yield();
          drawn.insert(heddle::random());
          drawn.insert(heddle::random());
        };
        run_threads({Thread(draw), Thread(draw)});
      },
      without_reduction());
  CHECK(report.executions > 1);
  CHECK(drawn.size() == 4);
}

TEST_CASE("invariant: it is tested after every operation on its objects", "[primitives][program]") {
  const auto program = [](int amount) {
    return [amount] {
      const Shared<int> left{5, "left"};
      const Atomic<int> right{5, "right"};
      invariant({left, right}, [=] { return left.peek() + right.peek() <= 10; });
      run_threads({Thread([=] { left -= amount; }), Thread([=] { right += amount; })});
    };
  };
  CHECK(explore_all(program(1)).has(Kind::assertion));
  CHECK_FALSE(explore_all(program(0)).has(Kind::assertion));
}

TEST_CASE("invariant: it may ask locks and queues", "[primitives][program]") {
  const Report report = explore_all([] {
    const threading::Lock lock;
    const queue::Queue<int> queue(2);
    invariant({lock, queue}, [=] { return queue.qsize() == 0 || lock.locked(); });
    lock.acquire();
    queue.put(1);
    queue.get();
    lock.release();
  });
  CHECK(report.verdict == Verdict::verified);
}
