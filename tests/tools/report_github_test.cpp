// Annotations and the summary for GitHub Actions: approved texts.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/report_github.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

std::string annotations(const std::vector<Examined>& targets) {
  return github_annotations(targets, "/home/project");
}

std::string summary(const std::vector<Examined>& targets) {
  return github_summary(targets, "/home/project");
}

Examined known_lost_wakeup() {
  Report report = lost_wakeup_report();
  report.findings[0].known = Known{"alice", "2026-12-31", "the new *queue*"};
  return examined(report, {});
}

const char* const kTrace =
    "main: start producer, start consumer | consumer: acquire lock, read items = 0, release lock | "
    "producer: acquire lock, write items = 1, notify not_empty: nobody was waiting, release lock | "
    "consumer: acquire lock (choice 1 of 2), wait not_empty BLOCKED";

}  // namespace

TEST_CASE("GitHub: an annotation at the decisive event", "[tools][approved]") {
  CHECK(annotations({examined(lost_wakeup_report(), {})}) ==
        "::error file=models/model.cpp,line=22,title=lost wakeup in condition-notify-before-wait "
        "(LW-7f3a12)::consumer waits on `not_empty` for ever: its notify came before the wait.%0A" +
            std::string(kTrace) + "\n");
}

TEST_CASE("GitHub: a warning is one, and what is known is a notice", "[tools][approved]") {
  CHECK(annotations({examined(warning_report(), {})}) ==
        "::warning file=models/model.cpp,line=7,title=lock order in abba (LO-123abc)::`a` and `b` "
        "are taken in both orders.%0Amain: acquire a, acquire b\n");
  const std::string known = annotations({known_lost_wakeup()});
  CHECK(known.find("::notice file=") == 0);
  CHECK_THAT(known, Catch::Contains("%0Aknown: alice, until 2026-12-31: the new *queue*\n"));
}

TEST_CASE("GitHub: what has a meaning in a command is escaped", "[tools][approved]") {
  CHECK(annotations({examined(odd_report(), {})}) ==
        "::error title=assertion in odd<&>|`\"name\"%2C1%3A2%25 (AS-00ff00)::a check fails: `x` < "
        "100%25, & \"y\" > 'z' | \\ *b* _c_%0Asecond line: ]]> \x01\xff%0Amain: start <t,1:2> | "
        "<t,1:2>: read `a|b` = &\n");
}

TEST_CASE("GitHub: a file's name is escaped as a property", "[tools]") {
  Report report = warning_report();
  report.findings[0].events[0].file = "/home/project/a:b,c%d.cpp";
  CHECK_THAT(annotations({examined(report, {})}),
             Catch::Contains("file=a%3Ab%2Cc%25d.cpp,line=7,"));
}

TEST_CASE("GitHub: a target that fails without a finding is named", "[tools][approved]") {
  Report sequential = verified_report();
  sequential.sequential = true;
  Examined unexpected = examined(verified_report(), {});
  unexpected.code = ExitCode::bug;
  unexpected.differences = {"expected verdict bug, got verified"};
  CHECK(annotations({examined(failed_report(), {}), examined(inconclusive_report(), {}),
                     examined(sequential, {}), unexpected}) ==
        "::error title=broken.cpp fails::`broken.cpp` does not compile\n"
        "::error title=large fails::the time budget ran out\n"
        "::error title=counter-locked fails::no second thread was ever started: there is nothing "
        "to explore\n"
        "::error title=counter-locked fails::it is not as expected%0Aexpected verdict bug, got "
        "verified\n");
}

TEST_CASE("GitHub: nothing is said of what passes", "[tools]") {
  CHECK(annotations({}).empty());
  CHECK(annotations({examined(verified_report(), {})}).empty());
  CHECK(annotations({examined(inconclusive_report(), {.inconclusive_passes = true})}).empty());
}

TEST_CASE("GitHub: the summary", "[tools][approved]") {
  CHECK(summary({examined(lost_wakeup_report(), {}), examined(verified_report(), {}),
                 known_lost_wakeup()}) ==
        "### heddle: 3 targets, 1 failing\n\n"
        "| target | result | verdict | executions | findings |\n"
        "|---|---|---|---:|---|\n"
        "| condition-notify-before-wait | **fail** | bug | 3 | LW-7f3a12 |\n"
        "| counter-locked | pass | verified | 6 |  |\n"
        "| condition-notify-before-wait | pass | bug | 3 | LW-7f3a12 (known) |\n\n"
        "- **LW-7f3a12** lost wakeup in condition-notify-before-wait: consumer waits on "
        "\\`not\\_empty\\` for ever: its notify came before the wait. `models/model.cpp:22`\n  `" +
            std::string(kTrace) +
            "`\n- **LW-7f3a12** lost wakeup in condition-notify-before-wait: consumer waits on "
            "\\`not\\_empty\\` for ever: its notify came before the wait. `models/model.cpp:22` "
            "*known: alice, until "
            "2026-12-31: the new \\*queue\\**\n  `" +
            kTrace + "`\n\n");
}

TEST_CASE("GitHub: what Markdown and HTML take for their own is escaped", "[tools][approved]") {
  CHECK(summary({examined(odd_report(), {})}) ==
        "### heddle: 1 target, 1 failing\n\n"
        "| target | result | verdict | executions | findings |\n"
        "|---|---|---|---:|---|\n"
        "| odd&lt;&amp;\\>\\|\\`\"name\",1:2% | **fail** | bug | 12,345 | AS-00ff00 |\n\n"
        "- **AS-00ff00** assertion in odd&lt;&amp;\\>\\|\\`\"name\",1:2%: a check fails: \\`x\\` "
        "&lt; 100%, &amp; \"y\" \\> 'z' \\| \\\\ \\*b\\* \\_c\\_\\\\nsecond line: \\]\\]\\> "
        "\\\\x01\xff\n  `` main: start <t,1:2> | <t,1:2>: read `a|b` = & ``\n\n");
}

TEST_CASE("GitHub: the summary of nothing", "[tools][approved]") {
  CHECK(summary({}) == "### heddle: 0 targets, 0 failing\n\n");
}

TEST_CASE("GitHub: a summary that is too long leaves findings out", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].message = std::string(400'000, 'm');
  for (int i = 0; i < 3; ++i) report.findings.push_back(report.findings[0]);
  const std::string text = summary({examined(report, {})});
  CHECK(text.size() < 1'048'576);
  CHECK_THAT(text, Catch::EndsWith("\n- 2 more findings\n\n"));
}
