#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Lock;
using threading::Semaphore;
using threading::Thread;

namespace {

void both(Lock first, Lock second) {
  first.acquire();
  second.acquire();
  second.release();
  first.release();
}

}  // namespace

TEST_CASE("lock-order: both orders, though no schedule deadlocks", "[findings][lock-order]") {
  const Report report = search([] {
    Lock x("x");
    Lock y("y");
    Thread a([=] { both(x, y); }, named("A"));
    Thread b([=] { both(y, x); }, named("B"));
    a.start();
    a.join();
    b.start();
    b.join();
  });
  CHECK(kinds(report) == Kinds{"lock-order"});
  CHECK(report.findings[0].severity == Severity::warning);
  CHECK(report.verdict == Verdict::verified);
  const std::string text = message(report, Kind::lock_order);
  CHECK((text == "`x` and `y` are taken in both orders, by A and B." ||
         text == "`y` and `x` are taken in both orders, by B and A."));
  CHECK(explained(report, Kind::lock_order, "why").find("and, holding it, `acquire ") !=
        std::string::npos);
}

TEST_CASE("lock-order: both orders, each in another execution", "[findings][lock-order]") {
  const Report report = search([] {
    Lock x("x");
    Lock y("y");
    Atomic<int> first(0, "first");
    Thread a(
        [=] {
          if (first.fetch_add(1) == 0) both(x, y);
        },
        named("A"));
    Thread b(
        [=] {
          if (first.fetch_add(1) == 0) both(y, x);
        },
        named("B"));
    run({a, b});
  });
  CHECK(kinds(report) == Kinds{"lock-order"});
  CHECK(explained(report, Kind::lock_order, "why").find("in another execution ") !=
        std::string::npos);
}

TEST_CASE("lock-order: the same order is none", "[findings][lock-order]") {
  CHECK(kinds(search([] {
          Lock x("x");
          Lock y("y");
          run({Thread([=] { both(x, y); }), Thread([=] { both(x, y); })});
        })).empty());
}

TEST_CASE("lock-order: a gate lock around both orders is none", "[findings][lock-order]") {
  CHECK(kinds(search([] {
          Lock gate("gate");
          Lock x("x");
          Lock y("y");
          const auto guarded = [=](Lock first, Lock second) {
            gate.acquire();
            both(first, second);
            gate.release();
          };
          run({Thread([=] { guarded(x, y); }), Thread([=] { guarded(y, x); })});
        })).empty());
}

TEST_CASE("lock-order: one thread alone is none", "[findings][lock-order]") {
  CHECK(kinds(search([] {
          Lock x("x");
          Lock y("y");
          both(x, y);
          both(y, x);
        })).empty());
}

TEST_CASE("lock-order: a try does not wait", "[findings][lock-order]") {
  CHECK(kinds(search([] {
          Lock x("x");
          Lock y("y");
          Thread a([=] { both(x, y); });
          Thread b([=] {
            y.acquire();
            if (x.acquire(false)) x.release();
            y.release();
          });
          run({a, b});
        })).empty());
}
