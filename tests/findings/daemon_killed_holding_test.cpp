#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

TEST_CASE("daemon-killed-holding: a daemon inside its critical section",
          "[findings][daemon-killed-holding]") {
  const Report report = search([] {
    Lock lock("lock");
    Thread servant(
        [=] {
          lock.acquire();
          lock.release();
        },
        daemon("daemon"));
    servant.start();
  });
  CHECK(kinds(report) == Kinds{"daemon-killed-holding"});
  CHECK(message(report, Kind::daemon_killed_holding) ==
        "the daemon thread daemon is killed by the end of the program while it holds `lock`.");
  CHECK(explained(report, Kind::daemon_killed_holding, "why")
            .find("daemon holds `lock` since step ") == 0);
}

TEST_CASE("daemon-killed-holding: a daemon that holds nothing is none",
          "[findings][daemon-killed-holding]") {
  CHECK(kinds(search([] {
          Atomic<int> ticks(0, "ticks");
          Thread servant(
              [=] {
                ticks.fetch_add(1);
                ticks.fetch_add(1);
              },
              daemon("daemon"));
          servant.start();
        })).empty());
}

TEST_CASE("daemon-killed-holding: a daemon that waits for a lock holds nothing",
          "[findings][daemon-killed-holding]") {
  CHECK(kinds(search([] {
          Lock lock("lock");
          lock.acquire();
          Thread servant([=] { lock.acquire(); }, daemon("daemon"));
          servant.start();
        })).empty());
}
