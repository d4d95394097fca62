// Reports made by hand, for the tests of writers.
#pragma once

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// A witness event.
inline ReportEvent event(int step, const char* thread, const char* text, int line,
                         const char* object = "") {
  ReportEvent event;
  event.step = step;
  event.thread = thread;
  event.text = text;
  event.operation = event.text.substr(0, event.text.find(' '));
  event.object = object;
  event.file = line > 0 ? "models/model.cpp" : "";
  event.line = line;
  return event;
}

/// A lost wakeup with every field of a report in use.
inline Report lost_wakeup_report() {
  Finding finding;
  finding.id = "LW-7f3a12";
  finding.kind = Kind::lost_wakeup;
  finding.symptom = Kind::deadlock;
  finding.message = "consumer waits on `not_empty` for ever: its notify came before the wait.";
  finding.explanation = {
      {"why",
       "the predicate is tested at step 4 and the wait begins at step 11, in another "
       "critical section; the notify of step 8 fell between: nobody was waiting."},
      {"waits", "consumer -> notify of not_empty (last one: step 8);  main -> join(consumer)"},
      {"fix", "test the predicate and wait under one acquisition of the lock."}};
  finding.executions = 2;
  finding.first_execution = 2;
  finding.schedule = "main,main.2,main.1;0*2,1*3,2*4,1*2;00112233445566778899aa";
  finding.preemptions = 1;
  finding.columns = {"main", "producer", "consumer"};
  finding.threads = {"consumer"};
  finding.objects = {"not_empty"};
  finding.events = {event(1, "main", "start producer", 40),
                    event(2, "main", "start consumer", 41),
                    event(3, "consumer", "acquire lock", 31, "lock"),
                    event(4, "consumer", "read items = 0", 32, "items"),
                    event(5, "consumer", "release lock", 33, "lock"),
                    event(6, "producer", "acquire lock", 20, "lock"),
                    event(7, "producer", "write items = 1", 21, "items"),
                    event(8, "producer", "notify not_empty: nobody was waiting", 22, "not_empty"),
                    event(9, "producer", "release lock", 0, "lock"),
                    event(10, "consumer", "acquire lock", 35, "lock"),
                    event(11, "consumer", "wait not_empty BLOCKED", 36, "not_empty")};
  finding.events[2].switched = finding.events[5].switched = finding.events[9].switched = true;
  finding.events[3].value = "0";
  finding.events[5].preemption = true;
  finding.events[7].decisive = true;
  finding.events[8].output = "produced 1\nand \"more\"\n";
  finding.events[9].note = "choice 1 of 2";
  finding.events[10].blocked = true;

  Report report;
  report.target = "condition-notify-before-wait";
  report.verdict = Verdict::bug;
  report.exhaustive = true;
  report.strategy = "dfs";
  report.options = {{"reduce", "none"}, {"time", "free"}, {"notify-order", "any"},
                    {"spurious", "0"},  {"gil", "on"},    {"plain", "visible"}};
  report.executions = 3;
  report.complete = 1;
  report.blocked = 2;
  report.redundant = 4;
  report.truncated = 1;
  report.steps = 33;
  report.replayed_steps = 12;
  report.seconds = 0.00042;
  report.cpu_seconds = 0.0004;
  report.peak_rss_bytes = 9'000'000;
  report.time_used = true;
  report.outcomes = {{"10", 1, "main;0;00"}, {"20", 2, "main;0*2;0000"}};
  report.findings = {finding};
  return report;
}

/// A verdict without findings.
inline Report verified_report() {
  Report report;
  report.target = "counter-locked";
  report.exhaustive = true;
  report.strategy = "dfs";
  report.options = {{"reduce", "none"}, {"time", "free"}};
  report.executions = report.complete = 6;
  report.seconds = 0.0003;
  return report;
}

/// A finding without a place in the source, whose names and texts have characters that formats take
/// for their own, and bytes that are no text.
inline Report odd_report() {
  Finding finding;
  finding.id = "AS-00ff00";
  finding.kind = Kind::assertion;
  finding.message =
      "a check fails: `x` < 100%, & \"y\" > 'z' | \\ *b* _c_\nsecond line: ]]> \x01\xff";
  finding.schedule = "main;0*2;0000";
  finding.columns = {"main", "<t,1:2>"};
  finding.events = {event(1, "main", "start <t,1:2>", 0), event(2, "<t,1:2>", "read `a|b` = &", 0)};
  finding.events[1].output = "\x1b[1mbold\x1b[0m\n";
  Report report;
  report.target = "odd<&>|`\"name\",1:2%";
  report.source = "some folder/a,b:c%.cpp";
  report.verdict = Verdict::bug;
  report.strategy = "random";
  report.options = {{"seed", "7"}};
  report.executions = report.complete = 12'345;
  report.seconds = 1.5;
  report.limits = {"polling cut after 3 idle rounds"};
  report.stopped = "the budget of executions ran out";
  report.findings = {finding};
  return report;
}

/// A warning alone: nothing fails.
inline Report warning_report() {
  Report report = verified_report();
  report.target = "abba";
  Finding finding;
  finding.id = "LO-123abc";
  finding.kind = Kind::lock_order;
  finding.severity = Severity::warning;
  finding.message = "`a` and `b` are taken in both orders.";
  finding.schedule = "main;0;00";
  finding.columns = {"main"};
  finding.events = {event(1, "main", "acquire a", 7, "a"), event(2, "main", "acquire b", 8, "b")};
  finding.events[0].decisive = finding.events[1].decisive = true;
  report.findings = {finding};
  return report;
}

/// A search that was cut short.
inline Report inconclusive_report() {
  Report report = verified_report();
  report.target = "large";
  report.verdict = Verdict::inconclusive;
  report.exhaustive = false;
  report.stopped = "the time budget ran out";
  return report;
}

/// A target that could not be explored.
inline Report failed_report() {
  Report report;
  report.target = report.source = "broken.cpp";
  report.verdict = Verdict::error;
  report.stopped = "`broken.cpp` does not compile";
  return report;
}

}  // namespace heddle::tools
