// The baseline: what it excuses, until when, and what is said of a file that is no baseline.
#include <catch2/catch.hpp>

#include "heddle/checker/errors.hpp"
#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/baseline.hpp"
#include "heddle/tools/exit_code.hpp"
#include "heddle/tools/report_text.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

using Lines = std::vector<std::string>;

Date day(int year, unsigned month, unsigned number) {
  return Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

const char* const kAlice = R"([[finding]]
id = "LW-7f3a12"
owner = "alice"
expires = 2026-12-31
reason = "the new queue is on its way"
)";

std::string with_target(const std::string& target) {
  return std::string(kAlice) + "target = \"" + target + "\"\n";
}

/// What is said of a file that holds `text`.
std::string complaint(const std::string& text) {
  try {
    const Baseline baseline("known.toml", text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

/// The entry with `from` replaced.
std::string spoilt(const std::string& from, const std::string& to) {
  std::string text = kAlice;
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("baseline: a known finding is no failure", "[tools]") {
  Baseline baseline("known.toml", kAlice);
  Report report = lost_wakeup_report();
  CHECK(exit_code(report, {}) == ExitCode::bug);
  CHECK(baseline.excuse(report, day(2026, 6, 1)));
  CHECK(report.findings[0].known == Known{"alice", "2026-12-31", "the new queue is on its way"});
  CHECK(report.verdict == Verdict::bug);
  CHECK(exit_code(report, {}) == ExitCode::success);
  CHECK(exit_code(report, {.fail_on = {Kind::deadlock}}) == ExitCode::success);
  CHECK(baseline.remarks(day(2026, 6, 1)).empty());
}

TEST_CASE("baseline: the report names the owner and the day", "[tools][approved]") {
  Baseline baseline("known.toml", kAlice);
  Report report = lost_wakeup_report();
  baseline.excuse(report, day(2026, 6, 1));
  CHECK_THAT(report_text(report, {}),
             Catch::Contains("\n  known   alice, until 2026-12-31: the new queue is on its way\n"));
}

TEST_CASE("baseline: other findings still fail", "[tools]") {
  Baseline baseline("known.toml", kAlice);
  Report report = lost_wakeup_report();
  report.findings.push_back(report.findings[0]);
  report.findings[1].id = "LW-7f3a13";
  CHECK(baseline.excuse(report, day(2026, 6, 1)));
  CHECK_FALSE(report.findings[1].known);
  CHECK(exit_code(report, {}) == ExitCode::bug);
}

TEST_CASE("baseline: an entry holds on its last day and not on the next", "[tools]") {
  Baseline baseline("known.toml", kAlice);
  Report report = lost_wakeup_report();
  CHECK_FALSE(baseline.excuse(report, day(2027, 1, 1)));
  CHECK(exit_code(report, {}) == ExitCode::bug);
  CHECK(
      baseline.remarks(day(2027, 1, 1)) ==
      Lines{"known.toml:1: LW-7f3a12 of alice expired on 2026-12-31, and it is found again: renew "
            "or remove the entry"});
  CHECK(baseline.excuse(report, day(2026, 12, 31)));
}

TEST_CASE("baseline: an expired entry is named even if nothing is found", "[tools]") {
  const Baseline baseline("known.toml", kAlice);
  CHECK(baseline.remarks(day(2027, 1, 1)) ==
        Lines{"known.toml:1: LW-7f3a12 of alice expired on 2026-12-31: renew or remove the entry"});
}

TEST_CASE("baseline: an entry that names nothing is unused", "[tools]") {
  Baseline baseline("known.toml", kAlice);
  Report report = verified_report();
  CHECK_FALSE(baseline.excuse(report, day(2026, 6, 1)));
  CHECK(baseline.remarks(day(2026, 6, 1)) ==
        Lines{"known.toml:1: LW-7f3a12 of alice is not found any more: remove the entry"});
}

TEST_CASE("baseline: an entry of a target that was not explored is not called unused", "[tools]") {
  Baseline baseline("known.toml", with_target("condition-*"));
  Report report = verified_report();
  baseline.excuse(report, day(2026, 6, 1));
  CHECK(baseline.remarks(day(2026, 6, 1)).empty());
}

TEST_CASE("baseline: a target is a name or a glob", "[tools]") {
  const auto excuses = [](const std::string& target) {
    Baseline baseline("known.toml", with_target(target));
    Report report = lost_wakeup_report();
    return baseline.excuse(report, day(2026, 6, 1));
  };
  CHECK(excuses("condition-notify-before-wait"));
  CHECK(excuses("condition-*"));
  CHECK_FALSE(excuses("condition"));
  CHECK_FALSE(excuses("queue-*"));
}

TEST_CASE("baseline: the date may be a text", "[tools]") {
  Baseline baseline("known.toml", spoilt("2026-12-31", "\"2026-12-31\""));
  Report report = lost_wakeup_report();
  CHECK(baseline.excuse(report, day(2026, 12, 31)));
  CHECK(report.findings[0].known->expires == "2026-12-31");
}

TEST_CASE("baseline: an empty file excuses nothing", "[tools]") {
  CHECK(complaint("").empty());
  CHECK(complaint("# nothing is known\n").empty());
}

TEST_CASE("baseline: what is malformed is named with its line", "[tools][approved]") {
  CHECK(complaint("x = 1\n") == "known.toml:1: there is no `x` here, only: finding");
  CHECK(complaint("\n[[finding]\n").find("known.toml:2: ") == 0);
  CHECK(complaint("\nfinding = 3\n") == "known.toml:2: a finding begins with [[finding]]");
  CHECK(complaint("\nfinding = [3]\n") == "known.toml:2: a finding begins with [[finding]]");
  CHECK(complaint("[[finding]]\n") == "known.toml:1: the finding has no `id`");
  CHECK(complaint(spoilt("owner = \"alice\"", "")) == "known.toml:1: the finding has no `owner`");
  CHECK(complaint(spoilt("expires = 2026-12-31", "")) ==
        "known.toml:1: the finding has no `expires`");
  CHECK(complaint(spoilt("\"alice\"", "3")) ==
        "known.toml:3: `owner` is a text, and not an empty one");
  CHECK(complaint(spoilt("\"alice\"", "\"\"")) ==
        "known.toml:3: `owner` is a text, and not an empty one");
  CHECK(complaint(spoilt("LW-7f3a12", "LW-7f3")) ==
        "known.toml:2: `LW-7f3` is no id of a finding, such as DR-426bd9");
  CHECK(complaint(spoilt("2026-12-31", "\"2026-2-30\"")) ==
        "known.toml:4: `expires` is a date such as 2026-12-31");
  CHECK(complaint(spoilt("2026-12-31", "\"2026-02-30\"")) ==
        "known.toml:4: `expires` is a date such as 2026-12-31");
  CHECK(complaint(spoilt("2026-12-31", "2026-13-01")).find("known.toml:4: ") == 0);
  CHECK(complaint(spoilt("reason", "because")) ==
        "known.toml:5: there is no `because` here, only: id, target, owner, expires, reason");
  CHECK(complaint(std::string(kAlice) + kAlice) == "known.toml:6: LW-7f3a12 is already in line 1");
  CHECK(complaint("id = \"\xff\"\n").find("known.toml:") == 0);
}

TEST_CASE("baseline: one finding of two targets has two entries", "[tools]") {
  CHECK(complaint(with_target("a") + with_target("b")).empty());
}

TEST_CASE("baseline: dates are written as they are read", "[tools]") {
  CHECK(date_text(day(2026, 1, 9)) == "2026-01-09");
  CHECK(date_text(today()).size() == 10);
}
