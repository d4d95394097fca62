// A witness on one line, and reports of a few lines.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/report_brief.hpp"
#include "heddle/tools/witness_words.hpp"

using namespace heddle;
using namespace heddle::tools;

TEST_CASE("trace: events of one thread in a row are one part", "[tools][approved]") {
  Finding finding;
  finding.events = {event(1, "t1", "read counter = 0", 1), event(2, "t2", "read counter = 0", 1),
                    event(3, "t2", "write counter = 1", 2), event(4, "t1", "write counter = 1", 2)};
  CHECK(compact_trace(finding) ==
        "t1: read counter = 0 | t2: read counter = 0, write counter = 1 | t1: write counter = 1");
}

TEST_CASE("trace: notes are in it, and without a witness there is none", "[tools][approved]") {
  CHECK(compact_trace(lost_wakeup_report().findings[0]) ==
        "main: start producer, start consumer | consumer: acquire lock, read items = 0, release "
        "lock | producer: acquire lock, write items = 1, notify not_empty: nobody was waiting, "
        "release lock | consumer: acquire lock (choice 1 of 2), wait not_empty BLOCKED");
  CHECK(compact_trace(Finding{}).empty());
}

TEST_CASE("trace: it is one line, without control characters", "[tools]") {
  Finding finding;
  finding.events = {event(1, "a\nb", "write x = \x1b[1m\r\n", 1)};
  CHECK(compact_trace(finding) == "a\\nb: write x = \\x1b[1m\\x0d\\n");
}

TEST_CASE("trace: the middle of a long one is left out, but no decisive event", "[tools]") {
  Finding finding;
  for (int i = 1; i <= 1000; ++i) finding.events.push_back(event(i, "main", "yield", 1));
  finding.events[500] = event(501, "main", "read x", 1);
  finding.events[500].decisive = true;
  const std::string trace = compact_trace(finding);
  CHECK(trace.size() < 600);
  CHECK_THAT(trace, Catch::Contains("yield | ... 485 steps left out ... | main: read x | ... 469 "
                                    "steps left out ... | main: yield"));
  CHECK(trace.substr(trace.size() - 5) == "yield");
}

TEST_CASE("trace: the decisive events, or the last one", "[tools]") {
  const Finding finding = warning_report().findings[0];
  CHECK(decisive_events(finding) == std::vector{&finding.events[0], &finding.events[1]});
  const Finding odd = odd_report().findings[0];
  CHECK(decisive_events(odd) == std::vector{&odd.events[1]});
  CHECK(decisive_events(Finding{}).empty());
}

TEST_CASE("trace: files are named from the folder if they are below it", "[tools]") {
  CHECK(path_seen_from("/home/project", "/home/project/a/b.cpp") == "a/b.cpp");
  CHECK(path_seen_from("/home/project/", "/home/project/b.cpp") == "b.cpp");
  CHECK(path_seen_from("/home/project", "./a/../b.cpp") == "b.cpp");
  CHECK(path_seen_from("/home/project", "../b.cpp") == "/home/b.cpp");
  CHECK(path_seen_from("/home/project", "/home/projects/b.cpp") == "/home/projects/b.cpp");
  CHECK(path_seen_from("/", "/b.cpp") == "b.cpp");
  CHECK(path_seen_from("/home/project", "..b.cpp") == "..b.cpp");
  CHECK(path_seen_from("/home/project", "").empty());
}

TEST_CASE("brief: a line for the target and one for each finding", "[tools][approved]") {
  CHECK(brief_text(verified_report()) ==
        "VERIFIED  counter-locked  all 6 interleavings (dfs, free time, no bound), 0.3 ms\n");
  CHECK(brief_text(warning_report()) ==
        "VERIFIED  abba  1 warning; all 6 interleavings (dfs, free time, no bound), 0.3 ms\n"
        "  LO-123abc  lock order  models/model.cpp:7  main: acquire a, acquire b\n");
}

TEST_CASE("brief: what is known, and what has no place and no witness", "[tools][approved]") {
  Report report = odd_report();
  report.findings[0].known = Known{"alice", "2026-12-31", "being fixed"};
  report.findings.push_back({});
  report.findings[1].id = "DR-000000";
  report.findings[1].message = "two\nlines";
  const std::string text = brief_text(report);
  CHECK(text.substr(text.find('\n') + 1) ==
        "  AS-00ff00  assertion (known)  main: start <t,1:2> | <t,1:2>: read `a|b` = &\n"
        "  DR-000000  data race  two\\nlines\n");
}
