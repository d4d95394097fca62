// The table of search options: what is set is got, and nonsense is refused.
#include <catch2/catch.hpp>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/command_options.hpp"
#include "heddle/tools/search_options.hpp"

using namespace heddle;
using namespace heddle::tools;

TEST_CASE("search options: every option reads what it writes", "[tools]") {
  for (const SearchOption& option : search_options()) {
    INFO(option.name);
    Options options;
    const std::string usual = option.get(options);
    CHECK_NOTHROW(option.set(options, usual));
    CHECK(option.get(options) == usual);
    if (std::string(option.form) == "N") {
      option.set(options, "7");
      CHECK(option.get(options) == "7");
      CHECK_THROWS_AS(option.set(options, "-1"), UsageError);
      CHECK_THROWS_AS(option.set(options, "7x"), UsageError);
      CHECK_THROWS_AS(option.set(options, ""), UsageError);
    } else if (*option.form != '\0') {
      CHECK_THROWS_AS(option.set(options, "nonsense"), UsageError);
    }
  }
}

TEST_CASE("search options: those that a replay needs are kept where they differ", "[tools]") {
  Options options;
  CHECK(replayed_options(options).empty());
  options.time = TimeMode::virtual_time;
  options.spurious = 2;
  options.seed = 5;
  const std::vector<std::pair<std::string, std::string>> expected = {{"time", "virtual"},
                                                                     {"spurious", "2"}};
  CHECK(replayed_options(options) == expected);
}

TEST_CASE("search options: a bound of preemptions, or any number of them", "[tools]") {
  Options options;
  set_search_option(options, "preemptions", "0");
  CHECK(options.preemptions == 0);
  set_search_option(options, "preemptions", "any");
  CHECK(options.preemptions == kNoBound);
}

TEST_CASE("search options: a depth is at least 1", "[tools]") {
  Options options;
  CHECK_THROWS_AS(set_search_option(options, "depth", "0"), UsageError);
  CHECK(options.depth == 3);
}

TEST_CASE("search options: every strategy that is no command of its own", "[tools]") {
  Options options;
  for (const char* name : {"optimal", "dfs", "random", "pct", "pos", "surw", "portfolio"}) {
    set_search_option(options, "strategy", name);
    CHECK(options.strategy == name);
  }
  CHECK_THROWS_AS(set_search_option(options, "strategy", "replay"), UsageError);
  CHECK_THROWS_AS(set_search_option(options, "strategy", "probes"), UsageError);
}

TEST_CASE("search options: times", "[tools]") {
  CHECK(duration("max-time", "90s") == 90);
  CHECK(duration("max-time", "500ms") == 0.5);
  CHECK(duration("max-time", "2m") == 120);
  CHECK(duration("max-time", "1h") == 3600);
  CHECK(duration("max-time", "1.5") == 1.5);
  for (const char* text : {"", "s", "-1s", "1 s", "nan", "1e99", "1d"}) {
    INFO(text);
    CHECK_THROWS_AS(duration("max-time", text), UsageError);
  }
}

TEST_CASE("search options: parameters", "[tools]") {
  CHECK(parameter_of("n=3") == std::pair<std::string, std::int64_t>{"n", 3});
  CHECK(parameter_of("n=-3").second == -3);
  for (const char* text : {"", "n", "=3", "n=", "n=x", "n=3x", "n=99999999999999999999"}) {
    INFO(text);
    CHECK_THROWS_AS(parameter_of(text), UsageError);
  }
}
