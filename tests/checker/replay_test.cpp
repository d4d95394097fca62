// The prefix that a depth-first search keeps is replayed without tracking: every execution must be
// as if it had been run from its beginning.
#include "heddle/checker/detector.hpp"
#include "heddle/checker/rerun.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Lock;

namespace {

/// An execution with its detectors.
class Observed {
 public:
  explicit Observed(const Options& options)
      : execution_(options), detectors_(make_detectors(options)) {
    std::vector<Detector*> all;
    for (const auto& detector : detectors_) all.push_back(detector.get());
    execution_.set_observers(all);
  }
  const Trace& run(const Body& program, Strategy& strategy, std::uint32_t keep) {
    return execution_.run(program, strategy, keep);
  }
  std::vector<Detection> detections() {
    std::vector<Detection> found;
    for (const auto& detector : detectors_) detector->conclude(execution_.trace(), found);
    return found;
  }
  [[nodiscard]] std::string outcome() const { return execution_.outcome(); }

 private:
  Execution execution_;
  std::vector<std::unique_ptr<Detector>> detectors_;
};

void check_same_trace(const Trace& kept, const Trace& whole) {
  REQUIRE(kept.ending == whole.ending);
  REQUIRE(kept.size() == whole.size());
  for (EventIndex i = 0; i < kept.size(); ++i) {
    const auto parts = kept.parts_of(i);
    const auto others = whole.parts_of(i);
    REQUIRE(parts.size() == others.size());
    for (std::size_t p = 0; p < parts.size(); ++p) REQUIRE(parts[p].label == others[p].label);
    for (ThreadId t = 0; t < kept.threads.size(); ++t) {
      REQUIRE(kept.clock(i)[t] == whole.clock(i)[t]);
    }
  }
  REQUIRE(kept.uncaught.size() == whole.uncaught.size());
  for (std::size_t i = 0; i < kept.uncaught.size(); ++i) {
    REQUIRE(kept.uncaught[i].thread == whole.uncaught[i].thread);
    REQUIRE(kept.uncaught[i].last_event == whole.uncaught[i].last_event);
    REQUIRE(kept.uncaught[i].after == whole.uncaught[i].after);
  }
  REQUIRE(kept.outputs.size() == whole.outputs.size());
  for (std::size_t i = 0; i < kept.outputs.size(); ++i) {
    REQUIRE(kept.outputs[i].after == whole.outputs[i].after);
    REQUIRE(kept.outputs[i].text == whole.outputs[i].text);
  }
}

/// Searches `program` and runs each execution again from its beginning. Returns their number.
int check_replay(const Body& program, Options options = {}) {
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  Observed kept(options);
  Observed whole(options);
  const auto strategy = make_strategy(options);
  int executions = 0;
  for (Next next{true, 0}; next.more; ++executions) {
    const Trace& trace = kept.run(program, *strategy, next.keep);
    Rerun again(Recording::choices_of(trace), true);
    check_same_trace(trace, whole.run(program, again, 0));
    REQUIRE(kept.outcome() == whole.outcome());
    REQUIRE(kept.detections() == whole.detections());
    next = strategy->finished(trace);
  }
  return executions;
}

}  // namespace

TEST_CASE("replayed prefix: races and lost updates", "[checker][replay]") {
  CHECK(check_replay(program_of([] {
          const Shared<int> x;
          const Shared<int> y;
          const auto act = [=] {
            x += 1;
            outcome(y.get());
            y = x.get();
          };
          return std::vector<Body>{act, act};
        })) == 252);
}

TEST_CASE("replayed prefix: deadlocks, output and exceptions", "[checker][replay]") {
  CHECK(check_replay(program_of([] {
          const Lock a;
          const Lock b;
          const auto act = [](const Lock& first, const Lock& second) {
            return [=] {
              first.acquire();
              print("one");
              second.acquire();
              second.release();
              first.release();
              print("two");
              first.release();
            };
          };
          return std::vector<Body>{act(a, b), act(b, a)};
        })) > 10);
}

TEST_CASE("replayed prefix: a thread that fails before the branch", "[checker][replay]") {
  CHECK(check_replay(program_of([] {
          const Lock lock;
          const Atomic<int> x;
          return std::vector<Body>{[=] { lock.release(); },
                                   [=] {
                                     x.store(1);
                                     x.store(2);
                                   }};
        })) == 3);
}

TEST_CASE("replayed prefix: choices, conditions and timeouts", "[checker][replay]") {
  Options options;
  options.spurious = 1;
  CHECK(check_replay(program_of([] {
                       const threading::Condition changed;
                       const Shared<int> x;
                       const auto waits = [=] {
                         changed.acquire();
                         outcome(changed.wait(1));
                         x += choose(2);
                         changed.release();
                       };
                       return std::vector<Body>{waits, [=] {
                                                  changed.acquire();
                                                  changed.notify();
                                                  changed.release();
                                                }};
                     }),
                     options) > 10);
}

TEST_CASE("replayed prefix: virtual time", "[checker][replay]") {
  Options options;
  options.time = TimeMode::virtual_time;
  CHECK(check_replay(program_of([] {
                       const Shared<int> x;
                       const auto act = [=] {
                         heddle::sleep(1);
                         x += 1;
                         heddle::sleep(1);
                         outcome(heddle::time());
                       };
                       return std::vector<Body>{act, act};
                     }),
                     options) == 40);  // 20 orders at 1 s, 2 at 2 s
}

TEST_CASE("replayed prefix: items in queues", "[checker][replay]") {
  CHECK(check_replay(program_of([] {
          const queue::Queue<std::string> items(1);
          return std::vector<Body>{[=] {
                                     items.put("a");
                                     items.put("b");
                                   },
                                   [=] { items.put("c"); },
                                   [=] {
                                     outcome(items.get());
                                     outcome(items.get());
                                   }};
        })) == 3);  // one for each order of the puts
}

TEST_CASE("replayed prefix: the counters of a report", "[checker][replay]") {
  Options options;
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[x] { x.load(); }, [x] { x.load(); }};
  });
  const Report report = search(program, options);
  CHECK(report.executions == 2);
  CHECK(report.complete == 2);
  CHECK(report.blocked == 0);
  CHECK(report.replayed_steps == 2);  // the two starts
}

TEST_CASE("replay: a schedule knows at which threads the search knew that somebody looks",
          "[checker][replay]") {
  const auto program = [] {
    Atomic<int> x(0);
    threading::Thread t([=] { x.store(1); });
    t.start();
    for (int i = 0; i < 3; ++i) static_cast<void>(x.load());
    check(t.is_alive());
  };
  const Report report = search(program);
  const Finding* finding = report.find(Kind::assertion);
  REQUIRE(finding != nullptr);
  Options options;
  options.strategy = "replay";
  options.schedule = finding->schedule;
  const Report again = explore(program, options);
  REQUIRE(again.find(Kind::assertion) != nullptr);
  CHECK(again.find(Kind::assertion)->schedule == finding->schedule);
  CHECK(again.findings.size() == 1);
}

namespace {

/// Takes two locks one after the other, once more if `more`.
Body in_order(bool more) {
  return [more] {
    const Lock a("a");
    const Lock b("b");
    const auto take = [=] {
      a.acquire();
      b.acquire();
      b.release();
      a.release();
    };
    const threading::Thread t(take);
    t.start();
    t.join();
    if (!more) return;
    take();
    take();
  };
}

/// Of its last execution.
std::string schedule_of(const Body& program) {
  std::string schedule;
  AfterEach note([&](const Execution& execution, const Report&) {
    schedule = Schedule::of(execution.trace()).text();
  });
  explore(program, {}, &note);
  return schedule;
}

Report replayed(const Body& program, const std::string& schedule) {
  Options options;
  options.strategy = "replay";
  options.schedule = schedule;
  return explore(program, options);
}

}  // namespace

TEST_CASE("replay: a program that goes on after its schedule is let go on", "[checker][replay]") {
  const Report report = replayed(in_order(true), schedule_of(in_order(false)));
  CHECK(report.complete == 1);
  CHECK(report.findings.empty());
}

TEST_CASE("replay: a departure is no deadlock", "[checker][replay]") {
  const Report report = replayed(
      [] {
        const Lock a("a");
        const threading::Thread t([=] {
          a.acquire();
          a.release();
        });
        t.start();
        t.join();
      },
      schedule_of(in_order(true)));
  CHECK(report.has(Kind::nondeterministic_program));
  CHECK_FALSE(report.has(Kind::deadlock));
}
