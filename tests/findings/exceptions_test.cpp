// The three kinds for exceptions: uncaught-exception, assertion, misuse.
#include <stdexcept>

#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Condition;
using threading::Lock;
using threading::Thread;

TEST_CASE("assertion: a check that fails", "[findings][assertion]") {
  const Report report = search([] {
    Atomic<int> counter(0, "counter");
    Thread child([=] { check(counter.load() == 1, "the counter is 1"); }, named("child"));
    run({child});
  });
  CHECK(kinds(report) == Kinds{"assertion"});
  CHECK(message(report, Kind::assertion) == "a check fails in child: the counter is 1.");
  CHECK(explained(report, Kind::assertion, "why")
            .find("the last thing child did before it failed was load counter = 0 at step 2 (") ==
        0);
}

TEST_CASE("assertion: a check that holds is none", "[findings][assertion]") {
  CHECK(kinds(search([] { check(true, "true"); })).empty());
}

TEST_CASE("uncaught-exception: one that leaves a thread", "[findings][uncaught-exception]") {
  const Report report = search([] {
    Lock lock("lock");
    Thread child(
        [=] {
          lock.acquire();
          throw std::runtime_error("no bread");
        },
        named("child"));
    run({child});
  });
  CHECK(kinds(report) == Kinds{"uncaught-exception"});
  CHECK(message(report, Kind::uncaught_exception) == "std::runtime_error: no bread left child.");
  CHECK(explained(report, Kind::uncaught_exception, "why").find("child ended holding `lock`.") !=
        std::string::npos);
}

TEST_CASE("uncaught-exception: one that is caught is none", "[findings][uncaught-exception]") {
  CHECK(kinds(search([] {
          Thread child([] {
            try {
              throw std::runtime_error("no bread");
            } catch (const std::runtime_error&) {}
          });
          run({child});
        })).empty());
}

TEST_CASE("misuse: releasing a free lock", "[findings][misuse]") {
  const Report report = search([] {
    Lock lock("lock");
    lock.release();
  });
  CHECK(kinds(report) == Kinds{"misuse"});
  CHECK(report.findings[0].symptom == Kind::uncaught_exception);
  CHECK(message(report, Kind::misuse) ==
        "main uses a primitive against its rules: RuntimeError: release unlocked lock.");
}

TEST_CASE("misuse: one that is caught is none", "[findings][misuse]") {
  CHECK(kinds(search([] {
          Lock lock("lock");
          try {
            lock.release();
          } catch (const Exception&) {}
        })).empty());
}

TEST_CASE("misuse: a notify by one who does not hold the plain lock", "[findings][misuse]") {
  const Report report = search([] {
    Lock lock("lock");
    Condition changed(lock, "changed");
    Shared<bool> ready(false, "ready");
    Thread waiter(
        [=] {
          changed.acquire();
          while (!ready.get()) changed.wait();
          changed.release();
        },
        named("waiter"));
    Thread meddler(
        [=] {
          ready.set(true);
          try {
            changed.notify();
          } catch (const Exception&) {}
        },
        named("meddler"));
    run({waiter, meddler});
  });
  REQUIRE(report.has(Kind::misuse));
  CHECK(message(report, Kind::misuse) ==
        "meddler notifies `changed` without holding its lock `lock`.");
  CHECK_FALSE(report.find(Kind::misuse)->symptom.has_value());
}

TEST_CASE("misuse: conditions used by their owners are none", "[findings][misuse]") {
  CHECK(kinds(search([] {
          Lock lock("lock");
          Condition changed(lock, "changed");
          Shared<bool> ready(false, "ready");
          Thread waiter([=] {
            changed.acquire();
            while (!ready.get()) changed.wait();
            changed.release();
          });
          Thread setter([=] {
            changed.acquire();
            ready.set(true);
            changed.notify_all();
            changed.release();
          });
          run({waiter, setter});
        })).empty());
}
