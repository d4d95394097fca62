// Which step of a replay a debugger is to stop at.
#include <catch2/catch.hpp>

#include "heddle/checker/errors.hpp"
#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/debugging.hpp"

using namespace heddle;
using namespace heddle::tools;

TEST_CASE("debugging: a step is named by its number, or is the last decisive one", "[tools]") {
  Report report = lost_wakeup_report();
  std::vector<ReportEvent>& events = report.findings[0].events;
  for (ReportEvent& event : events) event.decisive = event.step == 4 || event.step == 8;
  CHECK(step_to_break_at(report, "3") == 3);
  CHECK(step_to_break_at(report, "last") == 8);
}

TEST_CASE("debugging: steps that never happen", "[tools]") {
  Report report = lost_wakeup_report();
  for (const char* wanted : {"0", "99", "", "-1", "4x", "first"}) {
    INFO(wanted);
    CHECK_THROWS_WITH(step_to_break_at(report, wanted), Catch::Contains("there is no step "));
  }
  CHECK_THROWS_WITH(
      step_to_break_at(report, "11"),
      "--break-at: step 11 never happens, consumer is blocked: stop at one before it");
  report.findings.clear();
  CHECK_THROWS_AS(step_to_break_at(report, "1"), UsageError);
}
