// threading.Thread, against CPython's behaviour and its own tests (test_threading.py).
#include <stdexcept>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::args;
using threading::current_thread;
using threading::main_thread;
using threading::Semaphore;
using threading::Thread;

namespace {

Thread ended() {
  const Thread thread([] {});
  thread.start();
  thread.join();
  return thread;
}

/// A thread that runs until `go` is released.
Thread running(const Semaphore& go) {
  const Thread thread([=] { go.acquire(); });
  thread.start();
  return thread;
}

constexpr const char* kTwice = "raises RuntimeError: threads can only be started once";
constexpr const char* kNotStarted = "raises RuntimeError: cannot join thread before it is started";
constexpr const char* kItself = "raises RuntimeError: cannot join current thread";
constexpr const char* kActive = "raises RuntimeError: cannot set daemon status of active thread";

}  // namespace

TEST_CASE("Thread: each operation alone does what CPython's does", "[primitives][thread]") {
  check_cases({
      {"Thread.start-returns", [] { Thread().start(); }, "nothing"},
      {"Thread.start-twice-ended", [] { ended().start(); }, kTwice},
      {"Thread.join-not-started", [] { Thread().join(); }, kNotStarted},
      {"Thread.join-not-started-timeout", [] { Thread().join(0.1); }, kNotStarted},
      {"Thread.join-itself", [] { current_thread().join(); }, kItself},
      {"Thread.join-twice", [] { ended().join(); }, "nothing"},
      {"Thread.alive-new", [] { return Thread().is_alive(); }, "false"},
      {"Thread.alive-ended", [] { return ended().is_alive(); }, "false"},
      {"Thread.alive-current", [] { return current_thread().is_alive(); }, "true"},
      {"Thread.ident-new", [] { return Thread().ident().has_value(); }, "false"},
      {"Thread.ident-ended", [] { return ended().ident().has_value(); }, "true"},
      {"Thread.daemon-default", [] { return Thread().daemon(); }, "false"},
      {"Thread.daemon-main", [] { return main_thread().daemon(); }, "false"},
      {"Thread.daemon-set-ended", [] { ended().set_daemon(true); }, kActive},
      {"Thread.daemon-set-main", [] { main_thread().set_daemon(true); }, kActive},
      {"Thread.run-no-target", [] { Thread().run(); }, "nothing"},
      {"Thread.isDaemon", [] { return Thread().isDaemon(); }, "false"},
      {"Thread.setDaemon", [] { Thread().setDaemon(true); }, "nothing"},
      {"Thread.run-called-twice",
       [] {
         Thread thread([] {});
         thread.run();
         thread.run();
       },
       "raises AttributeError: 'Thread' object has no attribute '_target'"},
      {"Thread.daemon-set-before-start",
       [] {
         const Thread thread([] {});
         thread.set_daemon(true);
         thread.start();
         return thread.daemon();
       },
       "true"},
  });
}

TEST_CASE("Thread: a running thread is not started, nor its daemon flag set",
          "[primitives][thread]") {
  CHECK(results([] {
          const Semaphore go(0);
          const Thread thread = running(go);
          outcome(result_of([=] { thread.start(); }));
          outcome(result_of([=] { thread.set_daemon(false); }));
          go.release();
        }) == Results{std::string(kTwice) + " " + kActive});
}

TEST_CASE("Thread: start twice and joining oneself are misuse", "[primitives][thread]") {
  CHECK(explore_all([] {
          const Thread thread([] {});
          thread.start();
          thread.start();
        }).has(Kind::misuse));
  CHECK(explore_all([] { run_in_thread([] { current_thread().join(); }); }).has(Kind::misuse));
}

TEST_CASE("Thread: join with a timeout returns nothing, and is_alive tells",
          "[primitives][thread]") {
  for (const double timeout : {0.05, 0.0, -1.0}) {
    CHECK(results([=] {
            const Semaphore go(0);
            const Thread thread = running(go);
            thread.join(timeout);
            outcome(thread.is_alive());
            go.release();
            thread.join();
            outcome(thread.is_alive());
          }) == Results{"true false"});
  }
}

TEST_CASE("Thread: is_alive is a snapshot", "[primitives][thread]") {
  const Report report = explore_all([] {
    const Thread thread([] {});
    thread.start();
    outcome(thread.is_alive());
    thread.join();
  });
  CHECK(report.outcome_values() == Results{"false", "true"});
}

TEST_CASE("Thread: all joiners go on when it ends", "[primitives][thread]") {
  const Report report = explore_all([] {
    const Semaphore go(0);
    const Shared<int> done{0, "done"};
    const Thread third([=] {
      go.acquire();
      done.set(1);
    });
    third.start();
    const auto join = [=] {
      third.join();
      outcome(done.get());
    };
    const std::vector<Thread> joiners{Thread(join), Thread(join)};
    for (const Thread& joiner : joiners) joiner.start();
    go.release();
    for (const Thread& joiner : joiners) joiner.join();
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"1 | 1"});
}

TEST_CASE("Thread: two that join each other deadlock", "[primitives][thread]") {
  const Report report = explore_all([] {
    const Shared<std::vector<Thread>> both{{}, "both"};
    const Semaphore go(0);
    const auto join = [=](std::size_t other) {
      go.acquire();
      both.read([](const auto& all) { return all; })[other].join();
    };
    const Thread first(join, args(std::size_t{1}));
    const Thread second(join, args(std::size_t{0}));
    both.write([&](auto& all) { all = {first, second}; });
    first.start();
    second.start();
    go.release(2);
  });
  CHECK(report.has(Kind::deadlock));
}

TEST_CASE("Thread: joining main from another thread waits for the end of main",
          "[primitives][thread]") {
  CHECK(results([] {
          const Shared<int> done{0, "done"};
          const Thread thread([=] {
            main_thread().join();
            outcome(done.get());
            outcome(main_thread().is_alive());
          });
          thread.start();
          done.set(1);
        }) == Results{"1 false"});
}

TEST_CASE("Thread: ident is that of get_ident inside", "[primitives][thread]") {
  CHECK(results([] {
          const Thread thread([] { outcome(current_thread().ident() == threading::get_ident()); });
          thread.start();
          thread.join();
          outcome(thread.ident() != main_thread().ident());
        }) == Results{"true | true"});
}

TEST_CASE("Thread: the daemon flag is inherited unless it is given", "[primitives][thread]") {
  CHECK(results([] {
          const Semaphore seen(0);
          const Thread daemon(
              [=] {
                outcome(Thread().daemon());
                outcome(Thread([] {}, {.daemon = false}).daemon());
                seen.release();
              },
              {.daemon = true});
          daemon.start();
          seen.acquire();
          outcome(Thread().daemon());
        }) == Results{"false | true false"});
}

TEST_CASE("Thread: run called directly runs the target in the caller", "[primitives][thread]") {
  CHECK(results([] {
          Thread thread([] { outcome(current_thread().name()); });
          thread.run();
          outcome(thread.is_alive());
        }) == Results{"MainThread false"});
}

TEST_CASE("Thread: run and then start: the target is gone", "[primitives][thread]") {
  const Report report = explore_all([] {
    Thread thread([] {});
    thread.run();
    thread.start();
    thread.join();
  });
  REQUIRE(report.has(Kind::uncaught_exception));
  CHECK(report.findings[0].message.find("_target") != std::string::npos);
}

TEST_CASE("Thread: arguments are given to the target, by value", "[primitives][thread]") {
  struct Account {
    Shared<int> balance{0, "balance"};
    void pay(int amount) const { balance += amount; }
  };
  CHECK(results([] {
          int number = 1;
          const Thread thread([](int a, const std::string& b) { outcome(b + std::to_string(a)); },
                              args(number, "n"));
          number = 2;
          thread.start();
          thread.join();
          const Account account;
          run_threads({Thread(&Account::pay, args(account, 7))});
          outcome(account.balance.get());
        }) == Results{"7 | n1"});
}

TEST_CASE("Thread: a subclass overrides run", "[primitives][thread]") {
  struct Worker : Thread {
    explicit Worker(Shared<int> to) : Thread({.name = "worker"}), result(to) {}
    void run() override {
      result.set(42);
      outcome(current_thread().name());
    }
    Shared<int> result;
  };
  CHECK(results([] {
          const Shared<int> result{0, "result"};
          const Worker worker(result);
          worker.start();
          worker.join();
          outcome(result.get());
        }) == Results{"42 | worker"});
}

TEST_CASE("Thread: the object of a subclass must outlive its run", "[primitives][thread]") {
  struct Worker : Thread {
    void run() override {}
  };
  const Report report = explore_all([] { Worker().start(); });
  CHECK(report.has(Kind::misuse));
}

TEST_CASE("Thread: destroying a handle does nothing to its thread", "[primitives][thread]") {
  CHECK(results([] { Thread([] { outcome("ran"); }).start(); }) == Results{"ran"});
}

TEST_CASE("Thread: the program waits for its threads, also for those they start",
          "[primitives][thread]") {
  const Report report = explore_all([] {
    Thread([] {
      Thread([] { outcome("grandchild"); }).start();
      outcome("child");
    }).start();
  });
  CHECK(report.complete == report.executions);
  CHECK(report.outcome_values() == Results{"child | grandchild"});
}

TEST_CASE("Thread: one that waits for ever keeps the program from ending", "[primitives][thread]") {
  CHECK(explore_all([] { Thread([] { Semaphore(0).acquire(); }).start(); }).has(Kind::deadlock));
}

TEST_CASE("Thread: enumerate and active_count see who is alive", "[primitives][thread]") {
  CHECK(results([] {
          const Semaphore go(0);
          const Thread thread = running(go);
          outcome(threading::active_count());
          outcome(threading::enumerate().back() == thread);
          go.release();
          thread.join();
          outcome(threading::active_count());
          outcome(threading::enumerate() == std::vector<Thread>{main_thread()});
        }) == Results{"2 true 1 true"});
}
