// Schedules as text.
#include "heddle/checker/schedule.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace heddle;

TEST_CASE("schedule: the objects that somebody looked at come last", "[checker]") {
  const std::string text = "main,main.1;0,1*2;e05a3b;global.4,main.1,main.2.13";
  const Schedule schedule = Schedule::parse(text);
  CHECK(schedule.observed == std::vector<std::string>{"global.4", "main.1", "main.2.13"});
  CHECK(schedule.text() == text);
}

TEST_CASE("schedule: without such objects it has three parts", "[checker]") {
  CHECK(Schedule::parse("main;0;e0").observed.empty());
}

TEST_CASE("schedule: what is no path of an object is malformed", "[checker]") {
  for (const char* last : {"", "main", "main.", "main.x", "other.1", "main.1,", "main.1;main.2",
                           "main.1\n", "main.1 "}) {
    INFO(last);
    CHECK_THROWS_AS(Schedule::parse(std::string("main;0;e0;") + last), UsageError);
  }
}
