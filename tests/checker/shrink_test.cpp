// Shrinking: witnesses that are easy to read, and show what they showed.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/model.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/tests/checker/engine.hpp"

namespace heddle {
namespace {

Report shrunk(const Body& program, std::uint64_t executions, Options options = {}) {
  options.shrink = executions;
  return search(program, options);
}

Report of_model(const Model& model, Options options) {
  return search([&model] { model.program(model.parameters); }, std::move(options));
}

const Model& named(const std::string& name) {
  const auto found = std::find_if(models().begin(), models().end(),
                                  [&](const Model& model) { return model.name == name; });
  REQUIRE(found != models().end());
  return *found;
}

/// The value that two threads add to without a lock, after `noise` steps each of something else.
Body lost_addition(int noise) {
  return [noise] {
    const Shared<int> total(0, "total");
    in_threads({[=] {
                  const Atomic<int> own(0, "own1");
                  for (int i = 0; i < noise; ++i) own.store(i);
                  total += 1;
                },
                [=] {
                  const Atomic<int> own(0, "own2");
                  for (int i = 0; i < noise; ++i) own.store(i);
                  total += 1;
                }});
  };
}

TEST_CASE("shrink: a random witness has as few preemptions as there are", "[checker][shrink]") {
  Options options;
  options.strategy = "random";
  options.max_executions = 20;
  options.races = Races::ignore;
  const Report found = shrunk(lost_addition(4), 0, options);
  const Report simple = shrunk(lost_addition(4), 2000, options);
  REQUIRE(found.find(Kind::lost_update) != nullptr);
  REQUIRE(simple.find(Kind::lost_update) != nullptr);
  CHECK(found.find(Kind::lost_update)->preemptions > 1);
  CHECK(simple.find(Kind::lost_update)->preemptions == 1);
  CHECK(simple.executions == found.executions);
}

TEST_CASE("shrink: what the finding is stays what it was", "[checker][shrink]") {
  Options options;
  options.races = Races::ignore;
  const Report found = shrunk(lost_addition(1), 0, options);
  const Report simple = shrunk(lost_addition(1), 2000, options);
  REQUIRE(found.findings.size() == 1);
  REQUIRE(simple.findings.size() == 1);
  CHECK(simple.findings[0].id == found.findings[0].id);
  CHECK(simple.findings[0].executions == found.findings[0].executions);
  CHECK(simple.findings[0].first_execution == found.findings[0].first_execution);
}

TEST_CASE("shrink: a budget of one execution changes nothing", "[checker][shrink]") {
  const Report found = shrunk(lost_addition(2), 0);
  const Report simple = shrunk(lost_addition(2), 1);
  REQUIRE(found.findings.size() == simple.findings.size());
  for (std::size_t i = 0; i < found.findings.size(); ++i) {
    CHECK(simple.findings[i].schedule == found.findings[i].schedule);
  }
}

TEST_CASE("shrink: the first alternative is taken where others are not needed",
          "[checker][shrink]") {
  const Body program = [] {
    for (int i = 0; i < 3; ++i) static_cast<void>(choose(4));
    check(choose(2) == 0, "the last choice is 0");
  };
  Options options;
  options.strategy = "random";
  options.max_executions = 20;
  const auto choices = [&](std::uint64_t executions) {
    const Report report = shrunk(program, executions, options);
    const Finding* finding = report.find(Kind::assertion);
    REQUIRE(finding != nullptr);
    Texts notes;
    for (const ReportEvent& event : finding->events) notes.push_back(event.note);
    return notes;
  };
  const Texts simplest = {"choice 1 of 4", "choice 1 of 4", "choice 1 of 4", "choice 2 of 2"};
  CHECK(choices(0) != simplest);
  CHECK(choices(2000) == simplest);
}

TEST_CASE("shrink: never adds a preemption, in no model", "[checker][shrink]") {
  for (const Model& model : models()) {
    if (model.group == "bench" || !model.expected || model.expected->findings.empty()) continue;
    INFO(model.name);
    Options options;
    for (const auto& [name, value] : model.expected->options) {
      if (name == "spurious") options.spurious = std::stoi(value);
      if (name == "time") options.time = TimeMode::virtual_time;
    }
    options.shrink = 0;
    const Report found = of_model(model, options);
    options.shrink = 2000;
    const Report simple = of_model(model, options);
    REQUIRE(simple.findings.size() == found.findings.size());
    for (std::size_t i = 0; i < found.findings.size(); ++i) {
      CHECK(simple.findings[i].id == found.findings[i].id);
      CHECK(simple.findings[i].preemptions <= found.findings[i].preemptions);
    }
  }
}

TEST_CASE("shrink: five philosophers: the cycle of five, and no step too many",
          "[checker][shrink]") {
  const Model& model = named("philosophers-naive");
  Parameters parameters = model.parameters;
  parameters.set("n", 5);
  const auto program = [&] { model.program(parameters); };
  const Report report = explore(program, {});
  const Finding* deadlock = report.find(Kind::deadlock);
  REQUIRE(deadlock != nullptr);
  CHECK(deadlock->threads.size() == 5);
  CHECK(deadlock->preemptions == 1);
  const Schedule schedule = Schedule::parse(deadlock->schedule);
  CHECK(schedule.steps.size() == 5);  // each takes one fork
}

TEST_CASE("shrink: of five philosophers none could have been left out", "[checker][shrink]") {
  for (std::size_t absent = 0; absent < 5; ++absent) {
    const Report report = explore(
        [absent] {
          std::vector<threading::Lock> forks;
          for (int i = 0; i < 5; ++i) forks.emplace_back();
          std::vector<Body> philosophers;
          for (std::size_t i = 0; i < 5; ++i) {
            if (i == absent) continue;
            philosophers.emplace_back([=] {
              forks[i].acquire();
              forks[(i + 1) % 5].acquire();
              forks[(i + 1) % 5].release();
              forks[i].release();
            });
          }
          in_threads(philosophers);
        },
        {});
    CHECK(report.verdict == Verdict::verified);
  }
}

TEST_CASE("shrink: names two steps that could be swapped", "[checker][shrink]") {
  const Body program = [] {
    const Atomic<bool> ready(false, "ready");
    const threading::Thread setter([=] { ready.store(true); }, "setter");
    setter.start();
    check(ready.load(), "it is ready");
    setter.join();
  };
  const Report report = shrunk(program, 2000);
  const Finding* finding = report.find(Kind::assertion);
  REQUIRE(finding != nullptr);
  REQUIRE_FALSE(finding->explanation.empty());
  CHECK(finding->explanation.back() ==
        std::pair<std::string, std::string>("passes", "swap steps 2 and 3 and it passes."));
}

}  // namespace
}  // namespace heddle
