// SARIF: what it says of a finding, and that the schema of the standard accepts it.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tests/tools/validation.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/report_sarif.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

/// The only run of the log of these reports, which the schema accepts.
Json run_of(const std::vector<Report>& reports) {
  const std::string text = write_sarif(reports, "/home/project");
  CHECK(sarif_objections(text).empty());
  return Json::parse(text)["runs"][0];
}

/// A short witness with two decisive events.
Report race_report() {
  Report report = warning_report();
  report.target = "race";
  report.verdict = Verdict::bug;
  Finding& finding = report.findings[0];
  finding.id = "DR-123abc";
  finding.kind = Kind::data_race;
  finding.severity = Severity::error;
  finding.message = "b reads `x` and main writes it.";
  finding.explanation = {{"why", "nothing orders them."}, {"", "no heading"}};
  finding.events = {event(1, "main", "start b", 3), event(2, "b", "read x = 0", 7, "x"),
                    event(3, "main", "write x = 1", 4, "x")};
  finding.events[1].file = "/home/project/src/a b.cpp";
  finding.events[2].file = "/usr/include/x.hpp";
  finding.events[1].decisive = finding.events[2].decisive = true;
  finding.preemptions = 1;
  finding.executions = 5;
  return report;
}

}  // namespace

TEST_CASE("SARIF: a finding", "[tools][approved]") {
  CHECK(run_of({race_report()})["results"].dump(1) == R"([
 {
  "ruleId": "data-race",
  "ruleIndex": 0,
  "level": "error",
  "message": {
   "text": "b reads `x` and main writes it.\nwhy: nothing orders them.\nno heading"
  },
  "locations": [
   {
    "physicalLocation": {
     "artifactLocation": {
      "uri": "src/a%20b.cpp",
      "uriBaseId": "%SRCROOT%"
     },
     "region": {
      "startLine": 7
     }
    },
    "message": {
     "text": "b: read x = 0"
    },
    "logicalLocations": [
     {
      "fullyQualifiedName": "race",
      "kind": "function"
     }
    ]
   }
  ],
  "relatedLocations": [
   {
    "physicalLocation": {
     "artifactLocation": {
      "uri": "file:///usr/include/x.hpp"
     },
     "region": {
      "startLine": 4
     }
    },
    "message": {
     "text": "main: write x = 1"
    },
    "id": 1
   }
  ],
  "codeFlows": [
   {
    "message": {
     "text": "the witness: one thread flow for each thread"
    },
    "threadFlows": [
     {
      "id": "main",
      "locations": [
       {
        "location": {
         "physicalLocation": {
          "artifactLocation": {
           "uri": "models/model.cpp",
           "uriBaseId": "%SRCROOT%"
          },
          "region": {
           "startLine": 3
          }
         },
         "message": {
          "text": "main: start b"
         }
        },
        "executionOrder": 1
       },
       {
        "location": {
         "physicalLocation": {
          "artifactLocation": {
           "uri": "file:///usr/include/x.hpp"
          },
          "region": {
           "startLine": 4
          }
         },
         "message": {
          "text": "main: write x = 1"
         }
        },
        "executionOrder": 3,
        "importance": "essential"
       }
      ]
     },
     {
      "id": "b",
      "locations": [
       {
        "location": {
         "physicalLocation": {
          "artifactLocation": {
           "uri": "src/a%20b.cpp",
           "uriBaseId": "%SRCROOT%"
          },
          "region": {
           "startLine": 7
          }
         },
         "message": {
          "text": "b: read x = 0"
         }
        },
        "executionOrder": 2,
        "importance": "essential"
       }
      ]
     }
    ]
   }
  ],
  "partialFingerprints": {
   "heddle/v1": "DR-123abc"
  },
  "properties": {
   "target": "race",
   "schedule": "main;0;00",
   "preemptions": 1,
   "executions": 5
  }
 }
])");
}

TEST_CASE("SARIF: the tool and the log", "[tools][approved]") {
  const Json log = Json::parse(write_sarif({}, "/a folder"));
  CHECK(sarif_objections(log.dump()).empty());
  CHECK(log["version"] == "2.1.0");
  const Json& run = log["runs"][0];
  CHECK(run["tool"]["driver"]["name"] == "heddle");
  CHECK(log.dump().find("a folder") == std::string::npos);  // the same on every machine
  CHECK(run["results"] == Json::array());
  CHECK(run["invocations"].dump() == R"([{"executionSuccessful":true}])");
}

TEST_CASE("SARIF: there is a rule for every kind, at its place", "[tools]") {
  const Json run = run_of({});
  const Json& rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == static_cast<std::size_t>(Kind::relies_on_time) + 1);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto kind = static_cast<Kind>(i);
    CHECK(rules[i]["id"] == kind_name(kind));
    CHECK(rules[i]["defaultConfiguration"]["level"] ==
          (severity_of(kind) == Severity::error ? "error" : "warning"));
    CHECK(kind_text(kind).kind == kind);
    CHECK_FALSE(kind_text(kind).brief.ends_with('.'));
    CHECK(kind_text(kind).full.ends_with('.'));
  }
  CHECK(
      rules[2].dump() ==
      R"({"id":"lost-wakeup","name":"LostWakeup","shortDescription":{"text":"A notify came before )"
      R"(the wait, or woke the wrong thread."},"fullDescription":{"text":"A thread waits for ever: )"
      R"(the notify that was meant for it came before its wait began, or woke a thread that could )"
      R"(not use it. Test the predicate and wait under one acquisition of the lock."},)"
      R"("defaultConfiguration":{"level":"error"}})");
}

TEST_CASE("SARIF: a finding without a place has the target's name alone", "[tools][approved]") {
  const Json run = run_of({odd_report()});
  const Json& result = run["results"][0];
  CHECK(
      result["locations"].dump() ==
      R"([{"logicalLocations":[{"fullyQualifiedName":"odd<&>|`\"name\",1:2%","kind":"function"}]}])");
  CHECK_FALSE(result.contains("relatedLocations"));
  CHECK(result["codeFlows"][0]["threadFlows"][1]["id"] == "<t,1:2>");
  CHECK(result["message"]["text"] ==
        "a check fails: `x` < 100%, & \"y\" > 'z' | \\ *b* _c_\nsecond line: ]]> \x01\xef\xbf\xbd");
}

TEST_CASE("SARIF: a finding without a witness has no code flow", "[tools]") {
  Report report = race_report();
  report.findings[0].events.clear();
  const Json run = run_of({report});
  CHECK_FALSE(run["results"][0].contains("codeFlows"));
}

TEST_CASE("SARIF: warnings and symptoms", "[tools]") {
  const Json run = run_of({warning_report(), lost_wakeup_report()});
  CHECK(run["results"][0]["level"] == "warning");
  CHECK(run["results"][1]["properties"]["symptom"] == "deadlock");
  CHECK(run["results"][1]["ruleIndex"] == 2);
}

TEST_CASE("SARIF: a known finding is suppressed, and says by whom", "[tools][approved]") {
  Report report = race_report();
  report.findings[0].known = Known{"alice", "2026-12-31", "soon"};
  const Json run = run_of({report});
  CHECK(run["results"][0]["suppressions"].dump() ==
        R"([{"kind":"external","status":"accepted","justification":"soon",)"
        R"("properties":{"owner":"alice","expires":"2026-12-31"}}])");
}

TEST_CASE("SARIF: what was cut short or failed is a notification", "[tools][approved]") {
  const Json run = run_of({inconclusive_report(), failed_report()});
  CHECK(
      run["invocations"].dump() ==
      R"([{"executionSuccessful":false,"toolExecutionNotifications":[)"
      R"({"level":"warning","message":{"text":"large: the time budget ran out: inconclusive"}},)"
      R"({"level":"error","message":{"text":"broken.cpp: `broken.cpp` does not compile: error"}}]}])");
}

TEST_CASE("SARIF: every kind is accepted by the schema", "[tools]") {
  Report report = race_report();
  report.findings.clear();
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    report.findings.push_back(race_report().findings[0]);
    report.findings.back().kind = static_cast<Kind>(kind);
  }
  const Json run = run_of({report});
  for (const Json& result : run["results"]) {
    CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] ==
          result["ruleId"]);
  }
}

TEST_CASE("SARIF: the schema refuses what is not of the format", "[tools]") {
  Json log = Json::parse(write_sarif({race_report()}, "/home/project"));
  log["runs"][0]["results"][0]["leval"] = "error";
  CHECK_THAT(sarif_objections(log.dump()), Catch::Contains("leval"));
}
