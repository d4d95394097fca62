// Reports for people: approved texts of reports made by hand.
#include <catch2/catch.hpp>

#include <sstream>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/text_layout.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

TextStyle with_files() {
  return {false, [](const Finding& finding) {
            return "heddle replay heddle-schedules/" + finding.id + ".sched";
          }};
}

void check_width(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(width(line) <= kColumns);
    CHECK((line.empty() || line.back() != ' '));
  }
}

constexpr const char* kLostWakeup =
    R"(BUG  condition-notify-before-wait   lost wakeup (deadlock)          LW-7f3a12   2 of 3 interleavings
  consumer waits on `not_empty` for ever: its notify came before the wait.

  step  main            producer                         consumer
     1  start producer                                                                  model.cpp:40
     2  start consumer                                                                  model.cpp:41
     3                                                   acquire lock                   model.cpp:31
     4                                                   read items = 0                 model.cpp:32
     5                                                   release lock                   model.cpp:33
  *  6                  acquire lock                                                    model.cpp:20
     7                  write items = 1                                                 model.cpp:21
 >   8                  notify not_empty: nobody was waiting                            model.cpp:22
     9                  release lock
                        | produced 1
                        | and "more"
    10                                                   acquire lock (choice 1 of 2)   model.cpp:35
    11                                                   wait not_empty BLOCKED         model.cpp:36
 >  named below    *  the thread that ran could have gone on

  why     the predicate is tested at step 4 and the wait begins at step 11, in another critical
          section; the notify of step 8 fell between: nobody was waiting.
  waits   consumer -> notify of not_empty (last one: step 8);  main -> join(consumer)
  fix     test the predicate and wait under one acquisition of the lock.
  replay  heddle replay heddle-schedules/LW-7f3a12.sched

BUG  condition-notify-before-wait  1 error; all 3 interleavings (dfs, free time, no bound), 0.4 ms
  results 2 possible results: 10, 20
)";

}  // namespace

TEST_CASE("report: a lost wakeup", "[tools][approved]") {
  const std::string text = report_text(lost_wakeup_report(), with_files());
  CHECK(text == kLostWakeup);
  check_width(text);
}

TEST_CASE("report: with room, preemptions are counted at the right", "[tools][approved]") {
  Report report = lost_wakeup_report();
  Finding& finding = report.findings[0];
  finding.columns = {"main", "a"};
  finding.events = {event(1, "main", "start a", 1), event(2, "a", "read x = 0", 2)};
  finding.events[1].preemption = true;
  finding.explanation.clear();
  CHECK(
      finding_text(report, finding, {}) ==
      R"(BUG  condition-notify-before-wait   lost wakeup (deadlock)          LW-7f3a12   2 of 3 interleavings
  consumer waits on `not_empty` for ever: its notify came before the wait.

  step  main     a
     1  start a               model.cpp:1
  *  2           read x = 0   model.cpp:2   <- preemption 1 of 1
  *  the thread that ran could have gone on
)");
}

TEST_CASE("report: verdicts say what was proven", "[tools][approved]") {
  Report report = verified_report();
  CHECK(verdict_text(report, false) ==
        "VERIFIED  counter-locked  all 6 interleavings (dfs, free time, no bound), 0.3 ms\n");
  report.options[0].second = "sleep";
  CHECK(
      verdict_text(report, false) ==
      "VERIFIED  counter-locked  all 6 essentially different interleavings (dfs, sleep sets, free "
      "time, no\n          bound), 0.3 ms\n");
  report.executions = 1;
  report.options = {{"reduce", "none"}, {"time", "virtual"}, {"spurious", "1"}, {"gil", "off"}};
  CHECK(verdict_text(report, false) ==
        "VERIFIED  counter-locked  its only interleaving (dfs, virtual time, up to 1 spurious "
        "wakeups "
        "a\n          thread, no GIL, no bound), 0.3 ms\n");
}

TEST_CASE("report: no bug found says how much was covered", "[tools][approved]") {
  Report report = verified_report();
  report.verdict = Verdict::no_bug_found;
  report.limits = {"polling cut after 3 idle rounds"};
  CHECK(verdict_text(report, false) ==
        "NO BUG FOUND  counter-locked  all 6 interleavings (dfs, free time), 0.3 ms\n"
        "  limit   polling cut after 3 idle rounds\n");
  report.limits.clear();
  report.exhaustive = false;
  report.strategy = "random";
  report.options = {{"seed", "7"}, {"time", "free"}};
  report.executions = 10'000;
  report.stopped = "the budget of 10000 executions ran out";
  CHECK(verdict_text(report, false) ==
        "NO BUG FOUND  counter-locked  10,000 random interleavings (seed 7, free time), 0.3 ms\n"
        "  next    a sample proves nothing; --strategy optimal covers all interleavings if they "
        "are few\n"
        "          enough\n");
}

TEST_CASE("report: a random strategy names itself and its seed", "[tools][approved]") {
  Report report = verified_report();
  report.verdict = Verdict::no_bug_found;
  report.exhaustive = false;
  report.strategy = "pct";
  report.options = {{"depth", "3"}, {"seed", "7"}, {"time", "free"}};
  report.executions = 1000;
  CHECK(verdict_text(report, false)
            .find("1,000 random interleavings (pct d=3, seed 7, free time), 0.3 ms\n") !=
        std::string::npos);
}

TEST_CASE("report: a portfolio says how much it has not seen", "[tools][approved]") {
  Report report = verified_report();
  report.verdict = Verdict::no_bug_found;
  report.exhaustive = false;
  report.strategy = "portfolio";
  report.options = {{"seed", "7"}, {"time", "free"}};
  report.executions = 1000;
  report.sample = Sample{1000, 400, 120};
  CHECK(verdict_text(report, false) ==
        "NO BUG FOUND  counter-locked  1,000 random interleavings (portfolio, seed 7, free time), "
        "0.3 ms\n"
        "  classes 400 classes of interleavings seen, 120 of them once: the next execution is of a "
        "new class\n"
        "          with a probability of about 12 %\n"
        "  next    a sample proves nothing; --strategy optimal covers all interleavings if they "
        "are few\n"
        "          enough\n");
}

TEST_CASE("report: a bound of preemptions says how far it is complete", "[tools][approved]") {
  Report report = verified_report();
  report.verdict = Verdict::no_bug_found;
  report.exhaustive = false;
  report.options = {{"reduce", "none"}, {"preemptions", "2"}, {"time", "free"}};
  report.limits = {"complete up to 2 preemptions"};
  CHECK(verdict_text(report, false) ==
        "NO BUG FOUND  counter-locked  6 interleavings (dfs, up to 2 preemptions, free time), 0.3 "
        "ms\n"
        "  limit   complete up to 2 preemptions\n"
        "  next    raise --preemptions, or leave it out to cover all interleavings\n");
}

TEST_CASE("report: a bound of preemptions that nothing met", "[tools][approved]") {
  Report report = verified_report();
  report.options = {{"reduce", "none"}, {"preemptions", "9"}, {"time", "free"}};
  CHECK(verdict_text(report, false) ==
        "VERIFIED  counter-locked  all 6 interleavings (dfs, none needs more than 9 preemptions, "
        "free time),\n          0.3 ms\n");
}

TEST_CASE("report: an estimate", "[tools][approved]") {
  Report report = verified_report();
  report.strategy = "probes";
  report.options = {{"seed", "1"}, {"time", "free"}};
  report.estimate = Estimate{1000, 4.13e9, 3.9e9, 4.4e9, 3120.4};
  CHECK(
      estimate_text(report) ==
      "counter-locked  about 4.1e+09 interleavings (95 % confidence: 3.9e+09 to 4.4e+09; 1,000 "
      "random\n"
      "probes, seed 1), 0.3 ms\n"
      "  dfs     --reduce none runs each of them once\n"
      "  reduced sleep sets and the optimal search need no more, one run for each class: at least "
      "about\n"
      "          3,120 of them\n");
}

TEST_CASE("report: inconclusive says why and what to do", "[tools][approved]") {
  Report report = verified_report();
  report.verdict = Verdict::inconclusive;
  report.exhaustive = false;
  report.executions = 123'456;
  report.seconds = 90;
  report.stopped = "the time budget ran out";
  CHECK(
      verdict_text(report, false) ==
      "INCONCLUSIVE  counter-locked  123,456 interleavings (dfs, free time), 1 min 30 s: the time "
      "budget\n          ran out\n"
      "  next    raise --max-time, or sample more widely with --strategy random\n");
}

TEST_CASE("report: where in an unfinished search it was found", "[tools]") {
  Report report = lost_wakeup_report();
  report.exhaustive = false;
  report.stopped = "the first execution with an error ended it";
  const std::string text = finding_text(report, report.findings[0], {});
  CHECK_THAT(text, Catch::Contains("found in execution 2 of an unfinished search"));
  report.stopped = "the time budget ran out";
  CHECK_THAT(finding_text(report, report.findings[0], {}),
             Catch::Contains("2 of 3 interleavings so far"));
}

TEST_CASE("report: a witness without preemptions says so", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].preemptions = 0;
  CHECK_THAT(finding_text(report, report.findings[0], {}),
             Catch::Contains("remark  no preemption"));
}

TEST_CASE("report: warnings are called so", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].severity = Severity::warning;
  CHECK(finding_text(report, report.findings[0], {}).find("WARNING  condition") == 0);
}

TEST_CASE("report: many threads, long names and long texts stay within the width", "[tools]") {
  Report report = lost_wakeup_report();
  Finding& finding = report.findings[0];
  finding.message = std::string(300, 'm');
  finding.explanation.emplace_back("remark", std::string(250, 'r') + " and more words behind it");
  for (const int threads : {2, 5, 8, 30}) {
    finding.columns.clear();
    finding.events.clear();
    for (int i = 0; i < threads; ++i) {
      const std::string name = "a thread with a long name " + std::to_string(i);
      finding.columns.push_back(name);
      finding.events.push_back(
          event(i + 1, name.c_str(), "write a variable of long name = 12345", 7));
      finding.events.back().output = std::string(200, 'o') + "\n";
      finding.events.back().preemption = i % 2 == 1;
    }
    finding.events.back().file = std::string(80, 'f');
    check_width(report_text(report, with_files()));
  }
}

TEST_CASE("report: the middle of a very long witness is left out", "[tools]") {
  Report report = lost_wakeup_report();
  Finding& finding = report.findings[0];
  finding.events.clear();
  for (int i = 1; i <= 100'000; ++i) finding.events.push_back(event(i, "main", "yield", 1));
  finding.events[50'000].decisive = true;
  const std::string text = report_text(report, {});
  CHECK(std::count(text.begin(), text.end(), '\n') < 170);
  CHECK_THAT(text, Catch::Contains("steps left out") && Catch::Contains(" 50001  yield"));
}

TEST_CASE("report: control characters do not reach the terminal", "[tools]") {
  Report report = lost_wakeup_report();
  Finding& finding = report.findings[0];
  finding.events[0].output = "\x1b[2Jgone\rback\n";
  finding.events[1].text = "write \x1b]0;title\x07";
  finding.message = "a\x1b[31mb";
  const std::string text = report_text(report, {});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK_THAT(text, Catch::Contains("| \\x1b[2Jgone\\x0dback"));
}

TEST_CASE("report: colours are escapes around the same text", "[tools]") {
  std::string plain = report_text(lost_wakeup_report(), with_files());
  TextStyle style = with_files();
  style.colour = true;
  std::string text = report_text(lost_wakeup_report(), style);
  CHECK(text != plain);
  for (std::size_t begin; (begin = text.find('\x1b')) != std::string::npos;) {
    text.erase(begin, text.find('m', begin) + 1 - begin);
  }
  CHECK(text == plain);
}

TEST_CASE("report: outcomes as a table", "[tools][approved]") {
  CHECK(outcomes_text(lost_wakeup_report(), false) ==
        "  result  count  schedule\n"
        "  10          1  main;0;00\n"
        "  20          2  main;0*2;0000\n");
  Report report = lost_wakeup_report();
  report.outcomes[0].value.clear();
  CHECK(outcomes_text(report, false) ==
        "  result  count  schedule\n"
        "  (none)      1  main;0;00\n"
        "  20          2  main;0*2;0000\n");
  report.outcomes[0].value = std::string(130, 'v');
  report.outcomes[1].schedule = std::string(500, 's');
  check_width(outcomes_text(report, false));
}

TEST_CASE("text: wrapping", "[tools]") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped("", 10) == Lines{""});
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one;  two", 5) == Lines{"one;", "two"});
  CHECK(wrapped("abcdefghij", 4) == Lines{"abcd", "efgh", "ij"});
  CHECK(wrapped("\u00e0\u00e8\u00ec\u00f2\u00f9", 2) ==
        Lines{"\u00e0\u00e8", "\u00ec\u00f2", "\u00f9"});
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(1'234'567) == "1,234,567");
  CHECK(spoken_seconds(0.00034) == "0.3 ms");
  CHECK(spoken_seconds(1.25) == "1.2 s");
  CHECK(spoken_seconds(0.25) == "250 ms");
  CHECK(quoted("plain-1.sched") == "plain-1.sched");
  CHECK(quoted("main;0*2") == "'main;0*2'");
  CHECK(quoted("it's") == "'it'\\''s'");
}
