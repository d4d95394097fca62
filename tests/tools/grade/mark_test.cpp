// How reports become marks, and marks become files.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/validation.hpp"
#include "heddle/tools/grade/self_test.hpp"
#include "heddle/tools/grade/sheet.hpp"

using namespace heddle;
using namespace heddle::tools;
using namespace heddle::tools::grade;

namespace {

const Spec& spec() {
  static const Spec parsed = parse_spec("spec.toml", R"(title = "A, \"quoted\" title"
file = "buffer.cpp"
checks = "checks.cpp"
reference = "reference.cpp"
hints = 1
[[check]]
name = "works"
model = "order"
property = "outcomes"
outcomes = ["1", "2"]
points = 1
[[check]]
name = "races"
model = "many"
property = "no-data-race"
after = ["works"]
points = 2
[[check]]
name = "all"
model = "many"
property = "no-finding"
points = 3
[[check]]
name = "lock"
property = "uses"
primitives = ["Lock"]
points = 4
[[wrong]]
file = "wrong.cpp"
findings = ["data-race"]
)");
  return parsed;
}

Report proven(const std::vector<std::string>& outcomes = {}) {
  Report report;
  report.strategy = "optimal";
  report.exhaustive = true;
  for (const std::string& value : outcomes) report.outcomes.push_back({value, 1, ""});
  return report;
}

Report with(Report report, Kind kind, const std::string& id) {
  Finding finding;
  finding.kind = kind;
  finding.id = id;
  finding.message = "t1 and t2: " + std::string(kind_name(kind)) + ".";
  report.findings.push_back(finding);
  report.verdict = Verdict::bug;
  return report;
}

ObjectFile code_with_lock() {
  return {{}, {{"_ZNK6heddle9threading4Lock7acquireEv", Symbol::Binding::strong, false, false}}};
}

Mark mark(const Report& order, const Report& many, const std::string& name = "alice") {
  return mark_of(spec(), name, code_with_lock(), {{order, ""}, {many, ""}});
}

std::vector<std::int64_t> points(const Mark& mark) {
  std::vector<std::int64_t> all = {mark.points};
  for (const CheckMark& check : mark.checks) all.push_back(check.points);
  return all;
}

using Points = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("mark: all that is proven has its points", "[tools][grade]") {
  const Mark full = mark(proven({"1", "2"}), proven());
  CHECK(full.state == State::examined);
  CHECK(full.of == 10);
  CHECK(points(full) == Points{10, 1, 2, 3, 4});
}

TEST_CASE("mark: a finding fails the checks that it concerns", "[tools][grade]") {
  const Mark race = mark(proven({"1", "2"}), with(proven(), Kind::lost_update, "LU-000001"));
  CHECK(points(race) == Points{5, 1, 0, 0, 4});
  CHECK(race.checks[1].why == "lost update");
  CHECK(race.checks[1].findings == std::vector<std::string>{"LU-000001"});
  CHECK(points(mark(proven({"1", "2"}), with(proven(), Kind::deadlock, "DL-000001"))) ==
        Points{7, 1, 2, 0, 4});
  CHECK(points(mark(proven({"1", "2"}), with(proven(), Kind::nondeterministic_program, "ND-1"))) ==
        Points{5, 1, 0, 0, 4});
}

TEST_CASE("mark: the results must be those that are expected", "[tools][grade]") {
  const Mark other = mark(proven({"1", "2", "3"}), proven());
  CHECK(points(other) == Points{7, 0, 0, 3, 4});
  CHECK(other.checks[0].why == "it can end with `3`, which is none of `1`, `2`");
  CHECK(other.checks[1].why == "comes after `works`");
  CHECK(other.checks[1].result == CheckMark::Result::not_tried);
  CHECK(mark(proven({"1"}), proven()).checks[0].why == "it can never end with `2`");
  CHECK(mark(proven(), proven()).checks[0].why ==
        "it can end with no result, which is none of `1`, `2`");
  const Mark stuck = mark(with(proven({"1", "2"}), Kind::deadlock, "DL-000001"), proven());
  CHECK(stuck.checks[0].why == "deadlock");
}

TEST_CASE("mark: what was not covered is not proven", "[tools][grade]") {
  Report cut = proven({"1"});
  cut.exhaustive = false;
  cut.stopped = "the budget of 5 executions ran out";
  const Mark undecided = mark(cut, cut);
  CHECK(points(undecided) == Points{4, 0, 0, 0, 4});
  CHECK(undecided.checks[0].result == CheckMark::Result::undecided);
  CHECK(undecided.checks[2].why == "the budget of 5 executions ran out");
  Report bounded = proven();
  bounded.limits = {"polling cut after 3 idle rounds"};
  CHECK(mark(proven({"1", "2"}), bounded).checks[2].result == CheckMark::Result::undecided);
  CHECK(mark(proven({"1", "2"}), with(bounded, Kind::data_race, "DR-1")).checks[1].result ==
        CheckMark::Result::failed);
}

TEST_CASE("mark: who ends the search has no points at all", "[tools][grade]") {
  for (const Kind kind :
       {Kind::crash, Kind::early_exit, Kind::stack_overflow, Kind::no_scheduling_point}) {
    const Mark dead = mark(proven({"1", "2"}), with(proven(), kind, "XX-000001"));
    CHECK(points(dead) == Points{0, 0, 0, 0, 0});
    CHECK(state_name(dead.state) == kind_name(kind));
    CHECK(dead.findings.size() == 1);
    CHECK(dead.checks[0].why == "no points: " + std::string(kind_name(kind)));
  }
  const Mark broken = mark_of(spec(), "alice", {}, {{std::nullopt, "it broke"}});
  CHECK(broken.state == State::no_report);
  CHECK(broken.why == "it broke");
  CHECK(points(broken) == Points{0, 0, 0, 0, 0});
}

TEST_CASE("mark: as JSON and back", "[tools][grade]") {
  const Mark one = mark(proven({"1", "2"}), with(proven(), Kind::data_race, "DR-000001"));
  CHECK(to_json(mark_from_json(to_json(one))) == to_json(one));
}

TEST_CASE("sheet: CSV, with equal findings in one group", "[tools][grade]") {
  const Report good = proven({"1", "2"});
  const Sheet sheet{spec(),
                    {mark(good, with(proven(), Kind::data_race, "DR-000001"), "=cmd"),
                     mark(good, with(proven(), Kind::deadlock, "DL-000001"), "b, \"c\""),
                     mark(good, with(proven(), Kind::data_race, "DR-000001"), "d"),
                     no_mark(spec(), "e", State::compile_error, "no")}};
  CHECK(sheet_csv(sheet) ==
        "submission,state,points,of,works,races,all,lock,findings,group\r\n"
        "'=cmd,examined,5,10,1,0,0,4,DR-000001,1\r\n"
        "\"b, \"\"c\"\"\",examined,7,10,1,2,0,4,DL-000001,2\r\n"
        "d,examined,5,10,1,0,0,4,DR-000001,1\r\n"
        "e,compile-error,0,10,0,0,0,0,,\r\n");
  CHECK(junit_objections(sheet_junit(sheet)).empty());
  const std::vector<Group> groups = groups_of(sheet.marks);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "DR-000001");
  CHECK(groups[0].submissions == std::vector<std::string>{"=cmd", "d"});
}

TEST_CASE("sheet: the text", "[tools][grade][approved]") {
  const Report good = proven({"1", "2"});
  const Sheet sheet{spec(),
                    {mark(good, good, "alice"),
                     mark(proven({"3"}), with(proven(), Kind::deadlock, "DL-000001"), "bob"),
                     no_mark(spec(), "carol", State::compile_error,
                             "x.cpp: In function:\nx.cpp:3:1: error: no\nx.cpp:4: note: so\n")}};
  CHECK(sheet_text(sheet, false) ==
        "A, \"quoted\" title   3 submissions\n"
        "\n"
        "  alice          10 of 10\n"
        "  bob             4 of 10\n"
        "    - works: it can end with `3`, which is none of `1`, `2`\n"
        "    - all: deadlock (DL-000001)\n"
        "    - not tried, as they come after these: 1 check\n"
        "  carol           0 of 10   compile-error\n"
        "      x.cpp:3:1: error: no\n"
        "\n"
        "  findings\n"
        "    1 submission   deadlock             DL-000001  bob\n");
}

TEST_CASE("sheet: students are told what the hints allow", "[tools][grade]") {
  Spec own = spec();
  const Mark race = mark(proven({"1", "2"}), with(proven(), Kind::data_race, "DR-000001"));
  own.hints = Hints::kind;
  CHECK(told_of(own, race, race.checks[0]).empty());
  CHECK(told_of(own, race, race.checks[1]) == "data race");
  CHECK(told_of(own, mark(proven({"3"}), proven()), mark(proven({"3"}), proven()).checks[0]) ==
        "not as required");
  own.hints = Hints::message;
  CHECK(told_of(own, race, race.checks[1]) == "data race\nt1 and t2: data-race.");
  own.hints = Hints::report;
  CHECK(told_of(own, race, race.checks[1]).find("DR-000001") != std::string::npos);
  const Json json = Json::parse(gradescope_json(spec(), race));
  CHECK(json["score"] == 5);
  REQUIRE(json["tests"].size() == 4);
  CHECK(json["tests"][0] ==
        Json{{"name", "works"}, {"score", 1}, {"max_score", 1}, {"status", "passed"}});
  CHECK(json["tests"][1] == Json{{"name", "races"},
                                 {"score", 0},
                                 {"max_score", 2},
                                 {"status", "failed"},
                                 {"output", "data race\nt1 and t2: data-race."}});
}

TEST_CASE("self-test: what is not as it should be", "[tools][grade]") {
  const Mark good = mark(proven({"1", "2"}), proven(), "reference.cpp");
  const Mark bad = mark(proven({"1", "2"}), with(proven(), Kind::data_race, "DR-1"), "wrong.cpp");
  CHECK(shortcomings(spec(), {good, bad}).empty());
  CHECK(shortcomings(spec(), {good, mark(proven({"1", "2"}), proven(), "wrong.cpp")}) ==
        std::vector<std::string>{"`wrong.cpp` gets full marks",
                                 "`wrong.cpp` has no finding `data-race`"});
  CHECK(shortcomings(spec(), {no_mark(spec(), "reference.cpp", State::missing_file, "gone"), bad})
            .front() == "the reference `reference.cpp` is not examined: gone");
  const Texts failing = shortcomings(
      spec(), {mark(proven({"1", "2"}), with(proven(), Kind::deadlock, "DL-1"), "r.cpp"), bad});
  CHECK(failing ==
        std::vector<std::string>{"the reference `r.cpp` does not pass `all`: deadlock",
                                 "the reference `r.cpp` has a finding: t1 and t2: deadlock."});
}
