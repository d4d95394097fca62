// The benchmark programs have exactly as many executions as they have for every other optimal
// search; the table of what is found in them is true.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "heddle/primitives/heddle.hpp"
#include "heddle/tools/benchmarks/rows.hpp"

using namespace heddle;
using threading::Lock;
using threading::Thread;

namespace {

std::vector<Model> programs() {
  std::vector<Model> all;
  for (const Model& model : models()) {
    if (model.group == "bench") all.push_back(model);
  }
  return all;
}

Options optimal(Dependence dependence) {
  Options options;
  options.strategy = "optimal";
  options.dependence = dependence;
  options.keep_going = true;
  return options;
}

/// What the table asks for.
Options bench_options(const Model& model) {
  Options options = optimal(Dependence::refined);
  for (const auto& [name, value] : model.expected->options) {
    if (name == "strategy") {
      options.strategy = value;
    } else if (name == "max-executions") {
      options.max_executions = std::stoull(value);
    } else {
      throw std::logic_error(model.name + " needs an option that this test does not know: " + name);
    }
  }
  return options;
}

/// `n` is 0 for a program without that parameter.
Report run(const std::string& name, int n, const Options& options) {
  for (Model model : programs()) {
    if (model.name != name) continue;
    if (n != 0) model.parameters.set("n", n);
    return explore([&model] { model.program(model.parameters); }, options);
  }
  throw std::logic_error("no model " + name);
}

/// The count with the plain relation; the refined one never needs more.
void check_count(const std::string& name, int n, std::uint64_t executions) {
  INFO(name << " n=" << n);
  const Report plain = run(name, n, optimal(Dependence::plain));
  REQUIRE(plain.executions == executions);
  CHECK(plain.redundant == 0);
  CHECK(plain.complete == executions);
  CHECK(verdict_name(plain.verdict) == "verified");
  CHECK(plain.exhaustive);
  const Report refined = run(name, n, optimal(Dependence::refined));
  CHECK(refined.executions <= executions);
  CHECK(refined.redundant == 0);
  CHECK(verdict_name(refined.verdict) == "verified");
  CHECK(refined.exhaustive);
}

void check_rows(bool heavy) {
  for (const benchmarks::Row& row : benchmarks::kRows) {
    if (row.heavy == heavy) check_count(row.model, row.n, row.executions);
  }
}

std::uint64_t factorial(int n) {
  return n == 0 ? 1 : static_cast<std::uint64_t>(n) * factorial(n - 1);
}

}  // namespace

TEST_CASE("bench: the optimal search needs as many executions as any other", "[models][bench]") {
  check_rows(false);
}

TEST_CASE("bench: the same, the programs that take long", "[models][bench][nightly]") {
  check_rows(true);
  check_count("lastzero", 15, 147'456);
}

TEST_CASE("bench: executions as formulas say", "[models][bench]") {
  for (int n = 1; n <= 5; ++n) {
    const auto two_to_the_n = std::uint64_t{1} << static_cast<unsigned>(n);
    check_count("mutex", n, factorial(n));
    check_count("readers", n, two_to_the_n);
    check_count("nw1r", n, factorial(n + 1));
    check_count("ainc", n, factorial(n));
    if (n > 1) check_count("sb", n, two_to_the_n - 1);
    if (n > 1) check_count("phil", n, two_to_the_n - 2);
    if (n <= 4) check_count("binc", n, factorial(n) * factorial(n));
    if (n <= 3) check_count("account", n, factorial(2 * n));
  }
  check_count("lastzero", 5, 64);
  check_count("casrot", 5, 43);
  check_count("casrot", 7, 523);
  check_count("indexer", 11, 1);
  check_count("indexer", 12, 8);
}

TEST_CASE("bench: two threads and k critical sections each: k of 2k", "[models][bench]") {
  const auto executions = [](int sections) {
    return explore(
               [=] {
                 Lock lock("lock");
                 Shared<int> counter{0, "counter"};
                 const auto count = [=] {
                   for (int i = 0; i < sections; ++i) {
                     lock.acquire();
                     counter += 1;
                     lock.release();
                   }
                 };
                 Thread t1(count, "t1");
                 Thread t2(count, "t2");
                 t1.start();
                 t2.start();
                 t1.join();
                 t2.join();
                 check(counter.get() == 2 * sections, "an update is lost");
               },
               optimal(Dependence::plain))
        .executions;
  };
  CHECK(executions(1) == 2);
  CHECK(executions(2) == 6);
  CHECK(executions(5) == 252);
}

TEST_CASE("bench: philosophers deadlock in one execution of seven", "[models][bench]") {
  const Report report = run("phil_bad", 3, optimal(Dependence::plain));
  CHECK(report.complete == 6);
  CHECK(report.blocked == 1);
  CHECK(report.redundant == 0);
  CHECK(report.has(Kind::deadlock));
  CHECK(run("phil_bad", 3, optimal(Dependence::refined)).executions == 7);
}

TEST_CASE("bench: what is found is what the table says", "[models][bench]") {
  for (const Model& model : programs()) {
    INFO(model.name);
    CHECK_FALSE(model.summary.empty());
    REQUIRE(model.expected);
    const Report report =
        explore([&model] { model.program(model.parameters); }, bench_options(model));
    CHECK(verdict_name(report.verdict) == verdict_name(model.expected->verdict));
    CHECK(report.exhaustive == (report.strategy == "optimal"));
    CHECK(report.redundant == 0);
    std::set<std::string> expected;
    std::set<std::string> found;
    for (const Kind kind : model.expected->findings) expected.emplace(kind_name(kind));
    for (const Finding& finding : report.findings) found.emplace(kind_name(finding.kind));
    CHECK(found == expected);
  }
}

TEST_CASE("bench: models come group by group, those without one first", "[models][bench]") {
  const std::vector<Model>& all = models();
  CHECK(all.front().group.empty());
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const Model& a, const Model& b) { return a.group < b.group; }));
}

TEST_CASE("bench: the table names every file, and every program has its own", "[models][bench]") {
  std::set<std::string> in_table;
  for (const Model& model : programs()) {
    INFO(model.name);
    const std::string file = model.where.file;
    in_table.insert(file);
    const std::string stem = file.substr(0, file.rfind(".cpp"));
    CHECK((model.name == stem || model.name == stem + "_bad"));
  }
  std::set<std::string> in_folder;
  for (const auto& entry :
       std::filesystem::directory_iterator(HEDDLE_SOURCE_FOLDER "/models/bench")) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".cpp" && path.stem() != "table") {
      in_folder.insert(path.filename().string());
    }
  }
  CHECK(in_table == in_folder);
}
