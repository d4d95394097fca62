// threading.Timer, against CPython's behaviour.
#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::args;
using threading::Timer;

namespace {

void do_nothing() {}

}  // namespace

TEST_CASE("Timer: each operation alone does what CPython's does", "[primitives][timer]") {
  check_cases({
      {"Timer.cancel-returns", [] { Timer(1, do_nothing).cancel(); }, "nothing"},
      {"Timer.daemon", [] { return Timer(1, do_nothing).daemon(); }, "false"},
      {"Timer.interval", [] { return Timer(3, do_nothing).interval(); }, "3"},
      {"Timer.cancel-twice",
       [] {
         const Timer timer(1, do_nothing);
         timer.cancel();
         timer.cancel();
       },
       "nothing"},
      {"Timer.start-twice",
       [] {
         const Timer timer(0, do_nothing);
         timer.start();
         timer.join();
         timer.start();
       },
       "raises RuntimeError: threads can only be started once"},
  });
}

TEST_CASE("Timer: it calls its function once, with its arguments", "[primitives][timer]") {
  for (const double interval : {0.05, 0.0, -1.0}) {
    CHECK(results([=] {
            const Timer timer(
                interval, [](int a, const std::string& b) { outcome(std::to_string(a) + b); },
                args(1, "x"));
            timer.start();
            timer.join();
            outcome(timer.is_alive());
          }) == Results{"false | 1x"});
  }
}

TEST_CASE("Timer: in free time it may fire before it is cancelled", "[primitives][timer]") {
  const auto program = [] {
    const Timer timer(60, [] { outcome("rang"); });
    timer.start();
    timer.cancel();
    timer.join();
    outcome("end");
  };
  CHECK(results(program) == Results{"end", "end | rang"});
  CHECK(results(program, in_virtual_time()) == Results{"end"});
}

TEST_CASE("Timer: cancelled before its start it never fires", "[primitives][timer]") {
  CHECK(results([] {
          const Timer timer(60, [] { outcome("rang"); });
          timer.cancel();
          timer.start();
          timer.join();
          outcome("end");
        }) == Results{"end"});
}

TEST_CASE("Timer: a cancel after it fired does nothing", "[primitives][timer]") {
  CHECK(results([] {
          const Timer timer(0, [] { outcome("rang"); });
          timer.start();
          timer.join();
          timer.cancel();
        }) == Results{"rang"});
}

TEST_CASE("Timer: its function may cancel it", "[primitives][timer]") {
  CHECK(results([] {
          const threading::Semaphore done(0);
          const Timer* self = nullptr;
          const Timer timer(0, [&] {
            self->cancel();
            outcome("rang");
          });
          self = &timer;
          timer.start();
          timer.join();
        }) == Results{"rang"});
}

TEST_CASE("Timer: in virtual time timers fire in the order of their intervals",
          "[primitives][timer]") {
  CHECK(results(
            [] {
              const Shared<std::string> order{"", "order"};
              const auto note = [=](const char* what) {
                return [=] { order.write([=](std::string& all) { all += what; }); };
              };
              Timer(3, note("c")).start();
              Timer(1, note("a")).start();
              Timer(2, note("b")).start();
              sleep(4);
              outcome(order.get());
            },
            in_virtual_time()) == Results{"abc"});
}

TEST_CASE("Timer: it keeps the program alive", "[primitives][timer]") {
  CHECK(results([] { Timer(0.3, [] { outcome("rang"); }).start(); }) == Results{"rang"});
}

TEST_CASE("Timer: a function that throws ends its thread", "[primitives][timer]") {
  CHECK(explore_all([] {
          const Timer timer(0, [] { throw RuntimeError("boom"); });
          timer.start();
          timer.join();
        }).has(Kind::uncaught_exception));
}
