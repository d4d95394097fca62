// Clocks of synchronisation are computed when somebody asks: whenever that is, they are the same.
#include <memory>
#include <vector>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/rerun.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

namespace {

/// Asks for the clock of every event that it is shown, as it happens.
class Asks final : public Detector {
 public:
  [[nodiscard]] std::uint8_t observes() const override { return kMayRace | kWrites; }
  void observe(const Trace& trace, EventIndex event) override {
    static_cast<void>(trace.clock(event));
  }
  void conclude(const Trace& /*trace*/, std::vector<Detection>& /*out*/) override {}
  void explain(const Trace& /*trace*/, const Detection& /*detection*/,
               Finding& /*finding*/) const override {}
  [[nodiscard]] bool makes(Kind /*kind*/) const override { return false; }
};

/// The clocks of one execution, by event and thread; asked for as it goes, or at its end alone.
std::vector<std::vector<std::uint32_t>> clocks(const Body& program, bool at_once) {
  Asks asks;
  Execution execution{Options{}};
  if (at_once) execution.set_observers({&asks});
  const auto strategy = make_strategy({});
  const Trace& trace = execution.run(program, *strategy, 0);
  std::vector<std::vector<std::uint32_t>> all;
  for (EventIndex event = trace.size(); event-- > 0;) {
    const std::uint32_t* clock = trace.clock(event);
    all.emplace_back(clock, clock + trace.threads.size());
  }
  return all;
}

/// `count` threads that main starts one after the other, each after an access of its own.
Body relay(int count) {
  return [count] {
    const Shared<int> x;
    const Lock lock;
    std::vector<Thread> threads;
    for (int i = 0; i < count; ++i) {
      x.set(i);
      threads.emplace_back([=] {
        lock.acquire();
        lock.release();
        static_cast<void>(x.get());
      });
      threads.back().start();
    }
    for (const Thread& thread : threads) thread.join();
    x.set(count);
  };
}

}  // namespace

TEST_CASE("clocks: asked at the end they are what they were at every event", "[checker]") {
  CHECK(clocks(relay(2), true) == clocks(relay(2), false));
}

TEST_CASE("clocks: more threads than there was room for change nothing", "[checker]") {
  CHECK(clocks(relay(9), true) == clocks(relay(9), false));
}

TEST_CASE("clocks: who joins a thread knows its last event", "[checker]") {
  const auto all = clocks(relay(2), false);
  // The latest first: main's last write knows both threads' three events.
  CHECK(all[0][1] == 3);
  CHECK(all[0][2] == 3);
}
