// Names of threads, the exceptions that leave them, and excepthook, against CPython's behaviour.
#include <stdexcept>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::args;
using threading::current_thread;
using threading::ExceptHookArgs;
using threading::Thread;
using threading::Timer;

namespace {

void nothing() {}
void with_number(int /*number*/) {}

struct Sub : Thread {
  void run() override {}
};

}  // namespace

TEST_CASE("Thread: default names are CPython's", "[primitives][thread]") {
  check_cases({
      {"Thread.name-no-target", [] { return Thread().name(); }, "Thread-1"},
      {"Thread.name-function", [] { return Thread(HEDDLE_TARGET(nothing)).name(); },
       "Thread-1 (nothing)"},
      {"Thread.name-function with arguments",
       [] { return Thread(HEDDLE_TARGET(with_number), args(5)).name(); }, "Thread-1 (with_number)"},
      {"Thread.name-partial", [] { return Thread([] {}).name(); }, "Thread-1"},
      {"Thread.name-empty", [] { return Thread([] {}, "").name(); }, "Thread-1"},
      {"Thread.name-subclass", [] { return Sub().name(); }, "Thread-1"},
      {"Thread.name-timer", [] { return Timer(1, nothing).name(); }, "Thread-1"},
      {"Thread.name-main", [] { return threading::main_thread().name(); }, "MainThread"},
      {"Thread.name-second",
       [] {
         const Thread first;
         return Thread().name();
       },
       "Thread-2"},
      {"Thread.name-given-not-counted",
       [] {
         const Thread given([] {}, "x");
         return given.name() + " " + Thread().name();
       },
       "x Thread-1"},
      {"Thread.name-same-twice",
       [] { return Thread([] {}, "a").name() + Thread([] {}, {.name = "a"}).name(); }, "aa"},
  });
}

TEST_CASE("Thread: default names follow the path of creation, not the schedule",
          "[primitives][thread]") {
  const Report report = explore_all(
      [] {
        const auto parent = [] {
          const Thread child([] { outcome(current_thread().name()); });
          child.start();
          child.join();
          outcome(current_thread().name());
        };
        run_threads({Thread(parent), Thread(parent, "named"), Thread(parent)});
      },
      without_reduction());
  REQUIRE(report.outcome_values().size() == 1);
  // In the order of thread ids: a child comes after the threads that existed when it was first
  // seen.
  std::string names = report.outcome_values()[0];
  for (const char* name : {"Thread-1", "named", "Thread-2", "Thread-1.1", "Thread-2.1"}) {
    CHECK(names.find(name) != std::string::npos);
  }
}

TEST_CASE("Thread: it can be renamed while it runs", "[primitives][thread]") {
  CHECK(results([] {
          const Thread thread([] { outcome(current_thread().name()); });
          thread.set_name("7");
          thread.start();
          thread.join();
          outcome(thread.name());
        }) == Results{"7 | 7"});
}

TEST_CASE("Thread: reports use the same names", "[primitives][thread]") {
  const Report report = explore_all([] {
    run_threads({Thread(HEDDLE_TARGET(nothing)), Thread([] { throw ValueError("v"); })});
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].threads == std::vector<std::string>{"Thread-2"});
  CHECK(report.findings[0].columns ==
        std::vector<std::string>{"main", "Thread-1 (nothing)", "Thread-2"});
}

TEST_CASE("Thread: an exception ends its thread alone, and is a finding", "[primitives][thread]") {
  const auto program = [](std::function<void()> code) {
    return [code] {
      const Thread fails(code);
      const Thread goes_on([] { outcome("other"); });
      fails.start();
      goes_on.start();
      fails.join();
      goes_on.join();
      outcome(fails.is_alive());
    };
  };
  const auto kinds_of = [&](std::function<void()> code) {
    const Report report = explore_all(program(code));
    CHECK(report.outcome_values() == Results{"false | other"});
    std::string kinds;
    for (const Finding& finding : report.findings) kinds += kind_name(finding.kind);
    return kinds;
  };
  CHECK(kinds_of([] { throw RuntimeError("boom"); }) == "uncaught-exception");
  CHECK(kinds_of([] { throw std::runtime_error("boom"); }) == "uncaught-exception");
  CHECK(kinds_of([] { throw 5; }) == "uncaught-exception");
  CHECK(kinds_of([] { threading::Lock().release(); }) == "misuse");
  CHECK(kinds_of([] { check(false, "no"); }) == "assertion");
  CHECK(kinds_of([] { throw SystemExit(3); }).empty());
}

TEST_CASE("Thread: excepthook sees what leaves a thread, SystemExit too", "[primitives][thread]") {
  const auto hooked = [](std::function<void()> code) {
    return [code] {
      threading::set_excepthook([](const ExceptHookArgs& args) {
        outcome(args.exc_type + " " + args.exc_value + " " + args.thread.name());
      });
      run_threads({Thread(code, "x")});
    };
  };
  CHECK(results(hooked([] { throw ValueError("v"); })) == Results{"ValueError v x"});
  CHECK(results(hooked([] { throw SystemExit(3); })) == Results{"SystemExit 3 x"});
  CHECK(results(hooked([] { throw std::out_of_range("far"); })) == Results{" far x"});
  CHECK(results(hooked([] {})) == Results{});
  CHECK(explore_all(hooked([] { throw ValueError("v"); })).has(Kind::uncaught_exception));
  CHECK(explore_all(hooked([] { throw SystemExit(3); })).verdict == Verdict::verified);
}

TEST_CASE("Thread: an excepthook that fails is the finding", "[primitives][thread]") {
  const Report report = explore_all([] {
    threading::set_excepthook([](const ExceptHookArgs&) { throw KeyError("hook"); });
    run_threads({Thread([] { throw ValueError("v"); })});
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].message.find("KeyError") != std::string::npos);
}

TEST_CASE("Thread: an excepthook of one execution is not that of the next",
          "[primitives][thread]") {
  const Report report = explore_all([] {
    if (choose(2) == 0) {
      threading::set_excepthook([](const ExceptHookArgs&) { outcome("hook"); });
    } else {
      outcome("none");
    }
    run_threads({Thread([] { throw SystemExit(); })});
  });
  CHECK(report.outcome_values() == Results{"hook", "none"});
}
