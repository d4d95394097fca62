// JUnit XML: approved texts, and that the schema accepts everything that is written.
#include <catch2/catch.hpp>

#include "heddle/checker/model.hpp"
#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tests/tools/validation.hpp"
#include "heddle/tools/report_junit.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

/// The part of `text` from `begin` to the end of the next `end`.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t first = text.find(begin);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find(end, first) + end.size() - first);
}

/// The name of the element that says how the only test case went; empty: it passes.
std::string course(const Examined& target) {
  const std::string text = write_junit({target});
  CHECK(junit_objections(text).empty());
  for (const char* name : {"failure", "error", "skipped"}) {
    if (text.find("<" + std::string(name) + " ") != std::string::npos) return name;
  }
  return {};
}

Report with_kind(Kind kind) {
  Report report = lost_wakeup_report();
  report.findings[0].kind = kind;
  report.findings[0].symptom.reset();
  return report;
}

}  // namespace

TEST_CASE("JUnit: what passes, was cut short, or could not be explored", "[tools][approved]") {
  const std::string text =
      write_junit({examined(verified_report(), {}),
                   examined(inconclusive_report(), {.inconclusive_passes = true}),
                   examined(failed_report(), {})});
  CHECK(text == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="heddle" tests="3" failures="0" errors="1" skipped="1" time="0.000600">
    <testcase name="counter-locked" classname="heddle" time="0.000300">
      <properties>
        <property name="verdict" value="verified" />
        <property name="strategy" value="dfs" />
        <property name="option.reduce" value="none" />
        <property name="option.time" value="free" />
        <property name="exhaustive" value="true" />
        <property name="executions" value="6" />
        <property name="complete" value="6" />
        <property name="blocked" value="0" />
        <property name="steps" value="0" />
      </properties>
      <system-out>VERIFIED  counter-locked  all 6 interleavings (dfs, free time, no bound), 0.3 ms
</system-out>
    </testcase>
    <testcase name="large" classname="heddle" time="0.000300">
      <properties>
        <property name="verdict" value="inconclusive" />
        <property name="strategy" value="dfs" />
        <property name="option.reduce" value="none" />
        <property name="option.time" value="free" />
        <property name="exhaustive" value="false" />
        <property name="executions" value="6" />
        <property name="complete" value="6" />
        <property name="blocked" value="0" />
        <property name="steps" value="0" />
        <property name="stopped" value="the time budget ran out" />
      </properties>
      <skipped message="the time budget ran out" />
      <system-out>INCONCLUSIVE  large  6 interleavings (dfs, free time), 0.3 ms: the time budget ran out
  next    raise --max-time, or sample more widely with --strategy random
</system-out>
    </testcase>
    <testcase name="broken.cpp" classname="broken.cpp" time="0.000000">
      <properties>
        <property name="verdict" value="error" />
        <property name="strategy" value="" />
        <property name="exhaustive" value="false" />
        <property name="executions" value="0" />
        <property name="complete" value="0" />
        <property name="blocked" value="0" />
        <property name="steps" value="0" />
        <property name="stopped" value="`broken.cpp` does not compile" />
      </properties>
      <error type="not-explored" message="`broken.cpp` does not compile">`broken.cpp` does not compile
</error>
      <system-out>ERROR  broken.cpp  `broken.cpp` does not compile
</system-out>
    </testcase>
  </testsuite>
</testsuites>
)");
  CHECK(junit_objections(text).empty());
}

TEST_CASE("JUnit: a failure names the decisive events and the trace", "[tools][approved]") {
  const std::string text = write_junit({examined(lost_wakeup_report(), {})});
  CHECK(
      between(text, "<failure", "</failure>") ==
      R"(<failure type="lost-wakeup" message="consumer waits on `not_empty` for ever: its notify )"
      R"(came before the wait.">LW-7f3a12 lost wakeup: consumer waits on `not_empty` for ever: its )"
      R"(notify came before the wait.
  models/model.cpp:22: producer: notify not_empty: nobody was waiting (step 8)
  trace: main: start producer, start consumer | consumer: acquire lock, read items = 0, release )"
      R"(lock | producer: acquire lock, write items = 1, notify not_empty: nobody was waiting, )"
      R"(release lock | consumer: acquire lock (choice 1 of 2), wait not_empty BLOCKED
</failure>)");
  CHECK_THAT(text, Catch::Contains("<property name=\"schedule.LW-7f3a12\" "
                                   "value=\"main,main.2,main.1;0*2,1*3,2*4,1*2;"));
  CHECK(junit_objections(text).empty());
}

TEST_CASE("JUnit: what XML cannot hold is replaced, the rest is escaped", "[tools][approved]") {
  const std::string text = write_junit({examined(odd_report(), {})});
  CHECK_THAT(text, Catch::Contains("<testcase name=\"odd&lt;&amp;>|`&quot;name&quot;,1:2%\" "
                                   "classname=\"some folder/a,b:c%.cpp\" time=\"1.500000\">"));
  CHECK(between(text, "<failure", "</failure>") ==
        "<failure type=\"assertion\" message=\"a check fails: `x` &lt; 100%, &amp; &quot;y&quot; "
        "> 'z' | \\ *b* _c_&#10;second line: ]]> \xef\xbf\xbd\xef\xbf\xbd\">AS-00ff00 "
        "assertion: a check fails: `x` &lt; 100%, &amp; \"y\" &gt; 'z' | \\ *b* _c_\nsecond line: "
        "]]&gt; \xef\xbf\xbd\xef\xbf\xbd\n"
        "  &lt;t,1:2&gt;: read `a|b` = &amp; (step 2)\n"
        "  trace: main: start &lt;t,1:2&gt; | &lt;t,1:2&gt;: read `a|b` = &amp;\n</failure>");
  CHECK_THAT(text, Catch::Contains("<property name=\"option.seed\" value=\"7\" />") &&
                       Catch::Contains("name=\"bound\" value=\"polling cut after 3 idle rounds\""));
  CHECK(junit_objections(text).empty());
}

TEST_CASE("JUnit: no target at all", "[tools][approved]") {
  const std::string text = write_junit({});
  CHECK(text == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="heddle" tests="0" failures="0" errors="0" skipped="0" time="0.000000" />
</testsuites>
)");
  CHECK(junit_objections(text).empty());
}

TEST_CASE("JUnit: how a test case went", "[tools]") {
  CHECK(course(examined(verified_report(), {})).empty());
  CHECK(course(examined(lost_wakeup_report(), {})) == "failure");
  CHECK(course(examined(with_kind(Kind::crash), {})) == "error");
  CHECK(course(examined(with_kind(Kind::early_exit), {})) == "error");
  CHECK(course(examined(warning_report(), {})).empty());
  CHECK(course(examined(warning_report(), {.fail_on = {Kind::lock_order}})) == "failure");
  CHECK(course(examined(lost_wakeup_report(), {.fail_on = {Kind::data_race}})).empty());
  CHECK(course(examined(inconclusive_report(), {})) == "failure");
  CHECK(course(examined(inconclusive_report(), {.inconclusive_passes = true})) == "skipped");
  Report report = verified_report();
  report.verdict = Verdict::no_bug_found;
  CHECK(course(examined(report, {})).empty());
  CHECK(course(examined(report, {.require_verified = true})) == "failure");
  report.sequential = true;
  CHECK(course(examined(report, {})) == "failure");
  CHECK(course(examined(report, {.may_be_sequential = true})).empty());
  report = with_kind(Kind::nondeterministic_program);
  report.verdict = Verdict::error;
  CHECK(course(examined(report, {})) == "error");
}

TEST_CASE("JUnit: the class is the file, or the group of the model", "[tools]") {
  Report report = verified_report();
  CHECK(group_of(report) == "heddle");
  report.source = "folder/bank.cpp";
  CHECK(group_of(report) == "folder/bank.cpp");
  report.source.clear();
  for (const Model& model : models()) {
    report.target = model.name;
    CHECK(group_of(report) == (model.group.empty() ? "heddle" : "heddle." + model.group));
  }
}

TEST_CASE("JUnit: a known finding is no failure", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].known = Known{"alice", "2026-12-31", "soon"};
  CHECK(course(examined(report, {})).empty());
  CHECK_THAT(write_junit({examined(report, {})}),
             Catch::Contains("<property name=\"known.LW-7f3a12\" value=\"alice\" />"));
}

TEST_CASE("JUnit: with --expected only differences fail", "[tools]") {
  Examined target = examined(lost_wakeup_report(), {});
  target.code = ExitCode::success;
  CHECK(course(target).empty());
  target.code = ExitCode::bug;
  target.differences = {"expected verdict verified, got bug"};
  CHECK_THAT(write_junit({target}),
             Catch::Contains("<failure type=\"unexpected\" message=\"it is not as expected\">"
                             "expected verdict verified, got bug\n</failure>"));
}

TEST_CASE("JUnit: several findings are counted in the message", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings.push_back(warning_report().findings[0]);
  report.findings.push_back(odd_report().findings[0]);
  CHECK_THAT(write_junit({examined(report, {})}), Catch::Contains("wait. (and 1 more finding)\""));
}

TEST_CASE("JUnit: the schema refuses what is not of the format", "[tools]") {
  std::string text = write_junit({examined(lost_wakeup_report(), {})});
  text.replace(text.find("<failure type"), 13, "<failure kind");
  CHECK_THAT(junit_objections(text), Catch::Contains("kind"));
}

TEST_CASE("XML: which characters it can hold", "[tools]") {
  const std::string none = "\xef\xbf\xbd";
  CHECK(xml_text("plain\t\n\r") == "plain\t\n\r");
  CHECK(xml_text("\u00e9 \u20ac \U0001F600") == "\u00e9 \u20ac \U0001F600");
  CHECK(xml_text(std::string_view("a\0b", 3)) == "a" + none + "b");
  CHECK(xml_text("\x1b[1m") == none + "[1m");
  CHECK(xml_text("\xff") == none);
  CHECK(xml_text("\xc3") == none);                        // cut short
  CHECK(xml_text("\xe2\x82") == none + none);             // cut short
  CHECK(xml_text("\xc0\xaf") == none + none);             // longer than it need be
  CHECK(xml_text("\xe0\x80\xaf") == none + none + none);  // longer than it need be
  CHECK(xml_text("\xed\xa0\x80") == none);                // a surrogate
  CHECK(xml_text("\xef\xbf\xbf") == none);                // U+FFFF is no character
  CHECK(xml_text("\xf4\x90\x80\x80") == none);            // beyond U+10FFFF
}
