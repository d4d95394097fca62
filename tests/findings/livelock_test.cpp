#include "heddle/tests/findings/search.hpp"

using namespace heddle;
using threading::Thread;

TEST_CASE("livelock: polling for what nobody does", "[findings][livelock]") {
  const Report report = search([] {
    Atomic<bool> flag(false, "flag");
    Thread poller(
        [=] {
          while (!flag.load()) yield();
        },
        named("poller"));
    run({poller});
  });
  CHECK(kinds(report) == Kinds{"livelock"});
  CHECK(message(report, Kind::livelock) ==
        "poller polls for ever: nothing that it reads changes any more.");
  const std::string why = explained(report, Kind::livelock, "why");
  CHECK(why.find("these steps repeat, the last time from step ") == 0);
  CHECK(why.find("poller: load flag = false") != std::string::npos);
}

TEST_CASE("livelock: polling for what somebody does is none", "[findings][livelock]") {
  CHECK_FALSE(search([] {
                Atomic<bool> flag(false, "flag");
                Thread poller([=] {
                  while (!flag.load()) yield();
                });
                Thread setter([=] { flag.store(true); });
                run({poller, setter});
              }).has(Kind::livelock));
}

TEST_CASE("livelock: a spin loop without yield meets the step bound", "[findings][livelock]") {
  Options options;
  options.max_steps = 100;
  options.max_executions = 20;
  const Report report = search(
      [] {
        Atomic<bool> flag(false, "flag");
        Thread spinner(
            [=] {
              while (!flag.load()) {}
            },
            named("spinner"));
        spinner.start();
        flag.store(true);
        spinner.join();
      },
      options);
  CHECK(kinds(report) == Kinds{"livelock"});
  CHECK(message(report, Kind::livelock) ==
        "spinner was still looping at the step bound of 100: nothing had changed for a long time.");
  CHECK(explained(report, Kind::livelock, "remark").find("main could have gone on") == 0);
  CHECK(explained(report, Kind::livelock, "fix").find("call yield() in the loop") !=
        std::string::npos);
  CHECK(explained(report, Kind::livelock, "fix").find("wait with Atomic's await()") == 0);
  CHECK(explained(report, Kind::livelock, "fix").find("raise --max-steps") != std::string::npos);
}

TEST_CASE("livelock: work that goes on at the step bound is none", "[findings][livelock]") {
  Options options;
  options.max_steps = 100;
  options.max_executions = 20;
  const Report report = search(
      [] {
        Atomic<int> ticks(0, "ticks");
        Thread worker([=] {
          for (;;) ticks.fetch_add(1);
        });
        worker.start();
      },
      options);
  CHECK(report.truncated > 0);
  CHECK(kinds(report).empty());
}
