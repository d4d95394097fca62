#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Lock;
using threading::RLock;
using threading::Semaphore;
using threading::Thread;

namespace {

template <class L>
void take_both(L first, L second) {
  first.acquire();
  second.acquire();
  second.release();
  first.release();
}

}  // namespace

TEST_CASE("deadlock: two locks in opposite orders", "[findings][deadlock]") {
  const Report report = search([] {
    Lock x("x");
    Lock y("y");
    run({Thread([=] { take_both(x, y); }, named("A")),
         Thread([=] { take_both(y, x); }, named("B"))});
  });
  CHECK(kinds(report) == Kinds{"deadlock", "lock-order"});
  CHECK(message(report, Kind::deadlock) == "A and B wait for each other for ever.");
  const std::string steps =
      explained(report, Kind::deadlock, "first") + explained(report, Kind::deadlock, "then");
  CHECK(steps.find("A does `acquire x` at step ") != std::string::npos);
  CHECK(steps.find(", and keeps it while it wants `x` (deadlock_test.cpp:") != std::string::npos);
  CHECK(explained(report, Kind::deadlock, "fix") ==
        "take the locks in the same order everywhere, for instance `x`, then `y`.");
  CHECK(explained(report, Kind::deadlock, "waits").find("main -> join(A)") != std::string::npos);
  CHECK(explained(report, Kind::deadlock, "remark").empty());
}

TEST_CASE("deadlock: three philosophers", "[findings][deadlock]") {
  const Report report = search([] {
    Lock a("a");
    Lock b("b");
    Lock c("c");
    run({Thread([=] { take_both(a, b); }, named("P")), Thread([=] { take_both(b, c); }, named("Q")),
         Thread([=] { take_both(c, a); }, named("R"))});
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) == "P, Q and R wait for each other for ever.");
}

TEST_CASE("deadlock: a lock taken twice", "[findings][deadlock]") {
  const Report report = search([] {
    Lock lock("lock");
    lock.acquire();
    lock.acquire();
  });
  CHECK(message(report, Kind::deadlock) ==
        "main waits for ever for `lock`, which it holds itself.");
}

TEST_CASE("deadlock: an RLock taken twice is none", "[findings][deadlock]") {
  CHECK(kinds(search([] {
          RLock lock("lock");
          lock.acquire();
          lock.acquire();
          lock.release();
          lock.release();
        })).empty());
}

TEST_CASE("deadlock: a lock that an ended thread left locked", "[findings][deadlock]") {
  const Report report = search([] {
    Lock lock("lock");
    Thread keeper([=] { lock.acquire(); }, named("keeper"));
    keeper.start();
    keeper.join();
    lock.acquire();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) ==
        "main waits for ever for `lock`: keeper ended without releasing it.");
}

TEST_CASE("deadlock: a permit that never comes", "[findings][deadlock]") {
  const Report report = search([] {
    Semaphore permits(1, "permits");
    run({Thread([=] { permits.acquire(); }), Thread([=] { permits.acquire(); })});
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  const std::string text = message(report, Kind::deadlock);
  CHECK(text.find(" waits for ever for `permits`: no thread is left that could let it go on.") !=
        std::string::npos);
}

TEST_CASE("deadlock: a cycle of locks and a join", "[findings][deadlock]") {
  const Report report = search([] {
    Lock lock("lock");
    Thread child(
        [=] {
          lock.acquire();
          lock.release();
        },
        named("child"));
    lock.acquire();
    child.start();
    child.join();
    lock.release();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) == "main and child wait for each other for ever.");
  CHECK(explained(report, Kind::deadlock, "fix").find("release locks before join()") !=
        std::string::npos);
}

TEST_CASE("deadlock: a cycle of RLocks is reported though others still run",
          "[findings][deadlock]") {
  const auto program = [] {
    RLock x("x");
    RLock y("y");
    Atomic<int> ticks(0, "ticks");
    run({Thread([=] { take_both(x, y); }, named("A")), Thread([=] { take_both(y, x); }, named("B")),
         Thread(
             [=] {
               for (;;) ticks.fetch_add(1);
             },
             named("clock"))});
  };
  Options options;
  options.strategy = "random";
  options.max_steps = 200;
  options.max_executions = 200;
  const Report report = search(program, options);
  REQUIRE(report.has(Kind::deadlock));
  CHECK(message(report, Kind::deadlock) == "A and B wait for each other for ever.");
  CHECK(explained(report, Kind::deadlock, "remark") ==
        "other threads could still run: only those of the cycle are stuck.");
}

TEST_CASE("deadlock: a cycle of Locks that a third thread can dissolve is none",
          "[findings][deadlock]") {
  const Report report = search([] {
    Lock x("x");
    Lock y("y");
    Semaphore a_has(0);
    Semaphore b_has(0);
    Semaphore ready(0);
    Thread a([=] {
      x.acquire();
      ready.release();
      a_has.release();
      b_has.acquire();
      y.acquire();
    });
    Thread b([=] {
      y.acquire();
      ready.release();
      b_has.release();
      a_has.acquire();
      x.acquire();
    });
    Thread c([=] {
      ready.acquire();
      ready.acquire();
      x.release();
      y.release();
    });
    run({a, b, c});
  });
  CHECK_FALSE(report.has(Kind::deadlock));
}

TEST_CASE("deadlock: a timed wait is never part of a cycle", "[findings][deadlock]") {
  const Report report = search([] {
    Lock x("x");
    Lock y("y");
    Thread a([=] {
      x.acquire();
      y.acquire();
      y.release();
      x.release();
    });
    Thread b([=] {
      y.acquire();
      if (x.acquire(true, 1.0)) x.release();
      y.release();
    });
    run({a, b});
  });
  CHECK_FALSE(report.has(Kind::deadlock));
}

TEST_CASE("deadlock: one execution with two cycles has two findings", "[findings][deadlock]") {
  Options options;
  options.strategy = "random";
  options.max_executions = 2000;
  const Report report = search(
      [] {
        Lock p("p");
        Lock q("q");
        Lock x("x");
        Lock y("y");
        run({Thread([=] { take_both(p, q); }, named("A")),
             Thread([=] { take_both(q, p); }, named("B")),
             Thread([=] { take_both(x, y); }, named("C")),
             Thread([=] { take_both(y, x); }, named("D"))});
      },
      options);
  std::vector<std::string> messages;
  for (const Finding& finding : report.findings) {
    if (finding.kind == Kind::deadlock) messages.push_back(finding.message);
  }
  CHECK(std::count(messages.begin(), messages.end(), "A and B wait for each other for ever.") == 1);
  CHECK(std::count(messages.begin(), messages.end(), "C and D wait for each other for ever.") == 1);
}
