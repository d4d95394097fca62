// What differs from the table of models.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/expected.hpp"

using namespace heddle;
using namespace heddle::tools;

TEST_CASE("expected: no differences", "[tools]") {
  Expectation expected;
  expected.verdict = Verdict::bug;
  expected.findings = {Kind::lost_wakeup};
  expected.interleavings = 3;
  expected.executions = 1;  // of the reduced search, which this report is not of
  expected.outcomes = {{"10", "20"}};
  CHECK(differences(lost_wakeup_report(), expected).empty());
}

TEST_CASE("expected: each difference is a line", "[tools]") {
  Expectation expected;
  expected.findings = {Kind::deadlock};
  expected.interleavings = 4;
  expected.outcomes = {{"20", "30"}};
  const std::vector<std::string> lines = {
      "expected verdict verified, got bug",           "findings expected and not found: deadlock",
      "findings found and not expected: lost-wakeup", "outcomes expected and not found: 30",
      "outcomes found and not expected: 10",          "expected 4 interleavings, got 3"};
  CHECK(differences(lost_wakeup_report(), expected) == lines);
}

TEST_CASE("expected: a sample has no counts to compare", "[tools]") {
  Report report = verified_report();
  report.strategy = "random";
  Expectation expected;
  expected.executions = 1;
  CHECK(differences(report, expected).empty());
}
