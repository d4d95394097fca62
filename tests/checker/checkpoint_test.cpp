// Checkpoints: a search that is cut short and gone on with finds what it would have found, and
// counts what it would have counted.
#include <string>

#include "heddle/checker/model.hpp"
#include "heddle/tests/checker/engine.hpp"
#include "heddle/tests/checker/legs.hpp"

namespace heddle {
namespace {

Options all_of_it(const char* strategy) {
  Options options;
  options.strategy = strategy;
  options.keep_going = true;
  options.shrink = 0;
  return options;
}

/// All models with few executions, in legs of each length.
void check_models(const Options& options) {
  for (const Model& model : models()) {
    if (model.group == "bench") continue;
    const std::function<void()> program = [&model] { model.program(model.parameters); };
    const Report whole = explore(program, options);
    if (whole.executions > 2000) continue;
    INFO(model.name);
    for (const std::uint64_t length : {std::uint64_t{1}, whole.executions / 3 + 1}) {
      if (length == 1 && whole.executions > 60) continue;
      CHECK(timeless(explore_in_legs(program, options, length)) == timeless(whole));
    }
  }
}

TEST_CASE("checkpoint: the optimal search of every model", "[checker][checkpoint]") {
  check_models(all_of_it("optimal"));
}

TEST_CASE("checkpoint: depth-first search of every model", "[checker][checkpoint]") {
  check_models(all_of_it("dfs"));
}

TEST_CASE("checkpoint: bounded search of every model", "[checker][checkpoint]") {
  Options options = all_of_it("dfs");
  options.preemptions = 1;
  check_models(options);
}

TEST_CASE("checkpoint: time and replayed steps are those of all legs", "[checker][checkpoint]") {
  const Body program = program_of([] {
    const Atomic<int> x(0, "x");
    const Body adds = [=] { x.store(x.load() + 1); };
    return std::vector<Body>{adds, adds, adds};
  });
  const Options options = all_of_it("optimal");
  const Report whole = explore(program, options);
  Keeper keeper;
  Options first = options;
  first.max_executions = whole.executions - 1;
  const Report begun = explore(program, first, &keeper);
  REQUIRE(keeper.next_leg());
  const Report ended = explore(program, options, &keeper);
  CHECK(ended.replayed_steps == whole.replayed_steps);
  CHECK(ended.seconds > begun.seconds);
}

TEST_CASE("checkpoint: interned values of atomics", "[checker][checkpoint]") {
  const Body program = program_of([] {
    const Atomic<std::string> last("nobody", "last");
    return std::vector<Body>{[=] { last.store("left"); },
                             [=] {
                               if (last.load() == "left") last.store("both");
                             },
                             [=] { outcome(last.load()); }};
  });
  const Options options = all_of_it("optimal");
  CHECK(timeless(explore_in_legs(program, options, 1)) == timeless(explore(program, options)));
}

TEST_CASE("checkpoint: a finding that was known is not found again", "[checker][checkpoint]") {
  const Body program = program_of([] {
    const Shared<int> x(0, "x");
    return std::vector<Body>{[=] { x += 1; }, [=] { x += 1; }};
  });
  const Report report = explore_in_legs(program, all_of_it("optimal"), 1);
  CHECK(report.findings.size() == 2);
  CHECK(report.has(Kind::data_race));
  CHECK(report.has(Kind::lost_update));
}

TEST_CASE("checkpoint: walks at random are not saved", "[checker][checkpoint]") {
  Options options = all_of_it("random");
  options.max_executions = 5;
  Keeper keeper;
  const Report report = explore(program_of([] {
                                  const Atomic<int> x(0);
                                  return std::vector<Body>{[=] { x.store(1); }};
                                }),
                                options, &keeper);
  CHECK(report.executions == 5);
  CHECK(keeper.why_not().find("another --seed") != std::string::npos);
  CHECK(!keeper.next_leg());
}

TEST_CASE("checkpoint: addresses are not saved", "[checker][checkpoint]") {
  static int somewhere = 0;
  Options options = all_of_it("optimal");
  options.max_executions = 1;
  Keeper keeper;
  explore(program_of([] {
            const Shared<int*> x(&somewhere);
            return std::vector<Body>{[=] { x.set(nullptr); }, [=] { x.set(&somewhere); }};
          }),
          options, &keeper);
  CHECK(keeper.why_not().find("addresses") != std::string::npos);
}

TEST_CASE("checkpoint: another program is noticed", "[checker][checkpoint]") {
  const auto adds = [](bool twice) {
    return program_of([twice] {
      const Atomic<int> x(0, "x");
      const Body once = [=] { x.store(x.load() + 1); };
      const Body more = [=] {
        x.store(x.load() + 1);
        if (twice) x.store(x.load() + 1);
      };
      return std::vector<Body>{once, more};
    });
  };
  Options options = all_of_it("optimal");
  options.max_executions = 2;
  Keeper keeper;
  explore(adds(false), options, &keeper);
  REQUIRE(keeper.next_leg());
  options.max_executions = 0;
  const Report report = explore(adds(true), options, &keeper);
  CHECK(report.verdict == Verdict::error);
  CHECK(report.has(Kind::nondeterministic_program));
}

TEST_CASE("checkpoint: one that was cut off says so", "[checker][checkpoint]") {
  const Body program = program_of([] {
    const Atomic<int> x(0, "x");
    return std::vector<Body>{[=] { x.store(1); }, [=] { x.store(2); }};
  });
  class Torn final : public Watcher {
   public:
    [[nodiscard]] const Checkpoint* resumes() override {
      return checkpoint_ ? &*checkpoint_ : nullptr;
    }
    [[nodiscard]] bool wants_checkpoint(bool) override { return !checkpoint_; }
    void save(const Checkpoint& checkpoint) override {
      checkpoint_ = checkpoint;
      checkpoint_->state.resize(checkpoint.state.size() / 2);
    }

   private:
    std::optional<Checkpoint> checkpoint_;
  };
  Torn torn;
  explore(program, all_of_it("optimal"), &torn);
  CHECK_THROWS_WITH(explore(program, all_of_it("optimal"), &torn), Catch::Contains("damaged"));
}

}  // namespace
}  // namespace heddle
