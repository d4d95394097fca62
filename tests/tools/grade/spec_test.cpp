// Specs: what they say, and what is wrong with them, with its line.
#include <catch2/catch.hpp>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/grade/spec.hpp"

using namespace heddle;
using namespace heddle::tools::grade;

namespace {

const std::string kHead = R"(title = "Buffer"
file = "buffer.cpp"
checks = "checks.cpp"
reference = "reference.cpp"
)";

const std::string kCheck = R"([[check]]
name = "first"
model = "order"
property = "no-finding"
points = 1
)";

std::string complaint(const std::string& text) {
  try {
    parse_spec("some/spec.toml", text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

/// Of a spec with one check, whose property and what comes after it is `rest`.
std::string complaint_of_check(const std::string& rest) {
  return complaint(kHead + "[[check]]\nname = \"c\"\npoints = 1\n" + rest);
}

}  // namespace

TEST_CASE("spec: everything that it can say", "[tools][grade]") {
  const Spec spec = parse_spec("some/spec.toml", kHead + R"(given = ["buffer.hpp"]
allow = ["getenv"]
hints = 1
[budget]
executions = 7
steps = 8
memory_mib = 256
output_kib = 3
[[check]]
name = "first"
model = "order"
property = "no-finding"
points = 1
[[check]]
name = "second"
model = "many"
parameters = { threads = 2, items = 3 }
spurious = 1
property = "no-deadlock"
after = ["first"]
points = 2
[[check]]
name = "third"
model = "many"
parameters = { items = 3, threads = 2 }
spurious = 1
property = "outcomes"
outcomes = ["1", "2"]
points = 3
[[check]]
name = "fourth"
property = "avoids"
primitives = ["Queue", "sleep"]
points = 0
[[wrong]]
file = "wrong/no_lock.cpp"
findings = ["data-race", "lost-update"]
)");
  CHECK(spec.folder == "some");
  CHECK(spec.title == "Buffer");
  CHECK(spec.file == "buffer.cpp");
  CHECK(spec.given == std::vector<std::string>{"buffer.hpp"});
  CHECK(spec.allowed == std::vector<std::string>{"getenv"});
  CHECK(spec.hints == Hints::message);
  CHECK(spec.budget.executions == 7);
  CHECK(spec.budget.steps == 8);
  CHECK(spec.budget.sandbox.memory_bytes == 268'435'456);
  CHECK(spec.budget.sandbox.output_bytes == 3072);
  CHECK(spec.points() == 6);
  CHECK(spec.runs ==
        std::vector<Run>{{"order", {}, 0}, {"many", {{"items", 3}, {"threads", 2}}, 1}});
  REQUIRE(spec.all_checks.size() == 4);
  CHECK(spec.all_checks[1].kinds ==
        std::vector<Kind>{Kind::deadlock, Kind::livelock, Kind::starvation});
  CHECK(spec.all_checks[1].after == std::vector<std::size_t>{0});
  CHECK(spec.all_checks[1].run == 1);
  CHECK(spec.all_checks[2].run == 1);
  CHECK(spec.all_checks[2].expected == std::vector<std::string>{"1", "2"});
  CHECK(spec.all_checks[3].primitives == std::vector<std::string>{"Queue", "sleep"});
  REQUIRE(spec.wrong.size() == 1);
  CHECK(spec.wrong[0].findings == std::vector<Kind>{Kind::data_race, Kind::lost_update});
}

TEST_CASE("spec: what is malformed is named with its line", "[tools][grade]") {
  CHECK(complaint("title = \n").starts_with("some/spec.toml:1: "));
  CHECK(complaint("title = \"T\"\n") == "some/spec.toml:1: the spec has no `file`");
  CHECK(complaint(kHead) == "some/spec.toml:1: there is no [[check]]");
  CHECK(complaint(kHead + "refrence = \"x\"\n" + kCheck) ==
        "some/spec.toml:5: there is no `refrence` here; near names: reference");
  CHECK(complaint(kHead + "hints = 3\n" + kCheck) ==
        "some/spec.toml:5: `hints` is 0 (kinds), 1 (messages) or 2 (reports)");
  CHECK(complaint(kHead + "[budget]\nsteps = 0\n" + kCheck) ==
        "some/spec.toml:6: `steps` is a whole number, and at least 1");
  CHECK(complaint(kHead + "[budget]\nseconds = 10\n" + kCheck) ==
        "some/spec.toml:6: there is no `seconds` here, only: executions, steps, memory_mib, "
        "output_kib");
  CHECK(complaint("title = \"T\"\nfile = \"a/b.cpp\"\n") ==
        "some/spec.toml:2: `file` is the name of a .cpp file, without folder");
  CHECK(complaint(kHead + kCheck + kCheck) ==
        "some/spec.toml:11: there is a check `first` already");
  CHECK(complaint(kHead + kCheck + "[[wrong]]\nfile = \"w.cpp\"\nfindings = [\"data-rice\"]\n") ==
        "some/spec.toml:12: `data-rice` is no findings; near names: data-race");
  CHECK(complaint(kHead + kCheck + "[[wrong]]\nfile = \"w.cpp\"\n") ==
        "some/spec.toml:10: the wrong solution has no `findings`: name what must be found in it");
}

TEST_CASE("spec: a check has what its property needs, and nothing else", "[tools][grade]") {
  CHECK(complaint_of_check("property = \"no-dedlock\"\n") ==
        "some/spec.toml:8: `no-dedlock` is no property; near names: no-deadlock");
  CHECK(complaint_of_check("property = \"no-crash\"\n")
            .starts_with("some/spec.toml:8: `no-crash` is no property"));
  CHECK(complaint_of_check("property = \"no-deadlock\"\n") ==
        "some/spec.toml:5: the check has no `model`, which `no-deadlock` needs");
  CHECK(complaint_of_check("property = \"outcomes\"\nmodel = \"m\"\n") ==
        "some/spec.toml:5: the check has no `outcomes`, which `outcomes` needs");
  CHECK(complaint_of_check("property = \"uses\"\nprimitives = [\"Lock\"]\nmodel = \"m\"\n") ==
        "some/spec.toml:10: `model` means nothing to `uses`: leave it out");
  CHECK(complaint_of_check("property = \"uses\"\nprimitives = [\"Lok\"]\n") ==
        "some/spec.toml:9: `Lok` is no primitives; near names: Lock, RLock");
  CHECK(complaint_of_check("property = \"no-finding\"\nmodel = \"m\"\nafter = [\"x\"]\n") ==
        "some/spec.toml:10: no check before this one is called `x`");
  CHECK(
      complaint_of_check("property = \"no-finding\"\nmodel = \"m\"\nparameters = { n = 1.5 }\n") ==
      "some/spec.toml:10: the parameter `n` is a whole number");
}
