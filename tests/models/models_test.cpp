// The table of models is true: verdict, findings, counts and outcomes of every model, by plain
// depth-first search and by the reduced one.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"

using namespace heddle;

namespace {

Options options_of(const Model& model, const char* strategy = "optimal",
                   Reduce reduce = Reduce::sleep) {
  Options options;
  options.strategy = strategy;
  options.keep_going = true;
  options.reduce = reduce;
  for (const auto& [name, value] : model.expected->options) {
    if (name == "spurious") {
      options.spurious = std::stoi(value);
    } else if (name == "time") {
      options.time = value == "virtual" ? TimeMode::virtual_time : TimeMode::free;
    } else {
      throw std::logic_error(model.name + " needs an option that this test does not know: " + name);
    }
  }
  return options;
}

Report run(const Model& model, const Options& options) {
  return explore([&model] { model.program(model.parameters); }, options);
}

std::set<std::string> names(const std::vector<Kind>& kinds) {
  std::set<std::string> all;
  for (const Kind kind : kinds) all.emplace(kind_name(kind));
  return all;
}

std::set<std::string> found(const Report& report) {
  std::set<std::string> all;
  for (const Finding& finding : report.findings) all.emplace(kind_name(finding.kind));
  return all;
}

std::vector<std::string> sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

/// All but the counts, which differ between the two searches.
void check_result(const Model& model, const Report& report) {
  const Expectation& expected = *model.expected;
  CHECK(verdict_name(report.verdict) == verdict_name(expected.verdict));
  CHECK(report.exhaustive);
  CHECK(found(report) == names(expected.findings));
  CHECK(report.sequential == expected.sequential);
  if (expected.outcomes) CHECK(sorted(report.outcome_values()) == sorted(*expected.outcomes));
}

/// Without the benchmark programs, which have a table and a test of their own.
std::vector<Model> course() {
  std::vector<Model> all;
  for (const Model& model : models()) {
    if (model.group != "bench") all.push_back(model);
  }
  return all;
}

const Model& model(const std::string& name) {
  for (const Model& model : models()) {
    if (model.name == name) return model;
  }
  throw std::logic_error("no model " + name);
}

}  // namespace

TEST_CASE("models: what the optimal search finds is what the table says", "[models]") {
  for (const Model& model : course()) {
    REQUIRE(model.expected);
    INFO(model.name);
    const Report report = run(model, options_of(model));
    REQUIRE(model.expected->executions);
    CHECK(report.executions == *model.expected->executions);
    CHECK(report.redundant == 0);
    check_result(model, report);
  }
}

TEST_CASE("models: what sleep sets find is what the table says", "[models]") {
  for (const Model& model : course()) {
    INFO(model.name);
    const Report report = run(model, options_of(model, "dfs", Reduce::sleep));
    CHECK(report.executions == *model.expected->executions);
    check_result(model, report);
  }
}

TEST_CASE("models: what plain depth-first search finds is what the table says", "[models]") {
  for (const Model& model : course()) {
    REQUIRE(model.expected);
    if (!model.expected->interleavings) continue;  // too many for a test
    INFO(model.name);
    const Report report = run(model, options_of(model, "dfs", Reduce::none));
    CHECK(report.executions == *model.expected->interleavings);
    CHECK(report.redundant == 0);
    check_result(model, report);
  }
}

TEST_CASE("models: processes that are not forked do what the table says", "[models]") {
  const StartMethod method = GENERATE(StartMethod::spawn, StartMethod::forkserver);
  for (const Model& model : course()) {
    if (model.group != "multiprocessing") continue;
    INFO(model.name);
    Options options = options_of(model);
    options.start_method = method;
    const Report report = run(model, options);
    if (model.name == "fork-with-held-lock") {
      CHECK(report.verdict == Verdict::verified);
    } else {
      CHECK(report.executions == *model.expected->executions);
      check_result(model, report);
    }
  }
}

TEST_CASE("models: every witness replays to the same finding", "[models]") {
  for (const Model& model : course()) {
    Options options = options_of(model);
    const Report report = run(model, options);
    for (const Finding& finding : report.findings) {
      // These two are known from comparing executions.
      if (finding.kind == Kind::lost_update || finding.kind == Kind::relies_on_time) continue;
      INFO(model.name << " " << finding.id << " " << finding.schedule);
      options.strategy = "replay";
      options.schedule = finding.schedule;
      const Report again = run(model, options);
      const auto same =
          std::find_if(again.findings.begin(), again.findings.end(),
                       [&finding](const Finding& other) { return other.id == finding.id; });
      REQUIRE(same != again.findings.end());
      CHECK(same->message == finding.message);
      CHECK(same->events == finding.events);
    }
  }
}

TEST_CASE("models: the table names every file, and files are named as models", "[models]") {
  std::set<std::string> in_table;
  for (const Model& model : course()) {
    INFO(model.name);
    CHECK_FALSE(model.summary.empty());
    std::string file = model.name + ".cpp";
    std::replace(file.begin(), file.end(), '-', '_');
    in_table.insert(model.where.file);
    // A second model of a file is a variant of the one that the file is named for.
    const bool variant = !model.parameters.values().empty() || !model.expected->options.empty();
    CHECK((file == model.where.file || variant));
  }
  std::set<std::string> in_folder;
  for (const char* folder : {"/models", "/models/multiprocessing"}) {
    const std::string root = HEDDLE_SOURCE_FOLDER;
    for (const auto& entry : std::filesystem::directory_iterator(root + folder)) {
      const std::filesystem::path& path = entry.path();
      if (path.extension() == ".cpp" && path.stem() != "table") {
        in_folder.insert(path.filename().string());
      }
    }
  }
  CHECK(in_table == in_folder);
}

TEST_CASE("models: in virtual time the slides' programs do what the slides show", "[models]") {
  Options options;
  options.time = TimeMode::virtual_time;
  const auto outcomes = [&options](const char* name) {
    const Report report = run(model(name), options);
    CHECK(report.exhaustive);
    CHECK(report.findings.empty());
    return report.outcome_values();
  };
  using Outcomes = std::vector<std::string>;
  CHECK(outcomes("event-timeout") == Outcomes{"received"});  // after three seconds of four
  CHECK(outcomes("daemon") == Outcomes{"0 1"});              // prints at 0 s and 3 s, dies at 5 s
  CHECK(outcomes("non-daemon") == Outcomes{"0 1 2 3 4"});
}

TEST_CASE("models: philosophers in order have 2^n - 2 classes", "[models]") {
  Model ordered = model("philosophers-ordered");
  for (const std::int64_t n : {2, 4, 5}) {
    ordered.parameters.set("n", n);
    const Report report = run(ordered, options_of(ordered));
    CHECK(report.verdict == Verdict::verified);
    CHECK(report.executions == (1U << static_cast<unsigned>(n)) - 2);
  }
}

TEST_CASE("models: loops around a wait survive spurious wakeups", "[models]") {
  Options options;
  options.spurious = 1;
  options.keep_going = true;
  for (const char* name : {"condition-while", "condition-wait-for"}) {
    INFO(name);
    CHECK(run(model(name), options).verdict == Verdict::verified);
  }
  CHECK(run(model("condition-if-one-consumer"), options).verdict == Verdict::bug);
}
