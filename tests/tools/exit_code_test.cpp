// Exit codes: of one report, and of several together.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/exit_code.hpp"

using namespace heddle;
using namespace heddle::tools;

TEST_CASE("exit code: the first of 3 2 1 6 4 5 0 that occurs", "[tools]") {
  const ExitCode order[] = {ExitCode::internal,         ExitCode::usage,        ExitCode::bug,
                            ExitCode::nondeterministic, ExitCode::inconclusive, ExitCode::nothing,
                            ExitCode::success};
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < 7; ++j) {
      CHECK(combined(order[i], order[j]) == order[std::min(i, j)]);
    }
  }
}

TEST_CASE("exit code: of a verdict", "[tools]") {
  Report report = verified_report();
  CHECK(exit_code(report, {}) == ExitCode::success);
  report.verdict = Verdict::no_bug_found;
  CHECK(exit_code(report, {}) == ExitCode::success);
  CHECK(exit_code(lost_wakeup_report(), {}) == ExitCode::bug);
  report.verdict = Verdict::inconclusive;
  CHECK(exit_code(report, {}) == ExitCode::inconclusive);
  report.verdict = Verdict::error;
  CHECK(exit_code(report, {}) == ExitCode::internal);
  report.findings.emplace_back().kind = Kind::nondeterministic_program;
  CHECK(exit_code(report, {}) == ExitCode::nondeterministic);
}

TEST_CASE("exit code: a warning is no failure", "[tools]") {
  Report report = verified_report();
  report.findings.emplace_back().kind = Kind::lock_order;
  report.findings.back().severity = Severity::warning;
  CHECK(exit_code(report, {}) == ExitCode::success);
  CHECK(exit_code(report, {.fail_on = {Kind::lock_order}}) == ExitCode::bug);
}

TEST_CASE("exit code: --fail-on matches kind or symptom", "[tools]") {
  const Report report = lost_wakeup_report();
  CHECK(exit_code(report, {.fail_on = {Kind::lost_wakeup}}) == ExitCode::bug);
  CHECK(exit_code(report, {.fail_on = {Kind::data_race, Kind::deadlock}}) == ExitCode::bug);
  CHECK(exit_code(report, {.fail_on = {Kind::data_race}}) == ExitCode::success);
  Report unfinished = report;
  unfinished.stopped = "the time budget ran out";
  CHECK(exit_code(unfinished, {.fail_on = {Kind::data_race}}) == ExitCode::inconclusive);
}

TEST_CASE("exit code: --inconclusive pass, --require verified", "[tools]") {
  Report report = verified_report();
  const ExitRules require{.require_verified = true};
  CHECK(exit_code(report, require) == ExitCode::success);
  report.verdict = Verdict::no_bug_found;
  CHECK(exit_code(report, require) == ExitCode::inconclusive);
  report.verdict = Verdict::inconclusive;
  CHECK(exit_code(report, {.inconclusive_passes = true}) == ExitCode::success);
}

TEST_CASE("exit code: a known finding does not fail, unless the search is unfinished", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].known = Known{"alice", "2026-12-31", "soon"};
  CHECK(exit_code(report, {}) == ExitCode::success);
  report.stopped = "the first execution with an error ended it";
  CHECK(exit_code(report, {}) == ExitCode::inconclusive);
  report.findings.push_back(lost_wakeup_report().findings[0]);
  CHECK(exit_code(report, {}) == ExitCode::bug);
}

TEST_CASE("exit code: without a second thread there is nothing to explore", "[tools]") {
  Report report = verified_report();
  report.sequential = true;
  CHECK(exit_code(report, {}) == ExitCode::nothing);
  CHECK(exit_code(report, {.may_be_sequential = true}) == ExitCode::success);
}

TEST_CASE("exit code: outcomes does its work although there are errors", "[tools]") {
  Report report = lost_wakeup_report();
  CHECK(exit_code_of_work(report, {}) == ExitCode::success);
  report.stopped = "the time budget ran out";
  CHECK(exit_code_of_work(report, {}) == ExitCode::inconclusive);
}
