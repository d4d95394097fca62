// Shards of a list of targets, and several targets at once.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/jobs.hpp"
#include "heddle/tools/report_json.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

std::vector<std::string> names(const std::vector<Target>& targets) {
  std::vector<std::string> all;
  for (const Target& target : targets) all.push_back(target.name());
  return all;
}

std::vector<Target> some_targets() {
  return targets_of({"counter-unlocked", "counter-locked", "abba-deadlock", "barrier", "semaphore",
                     "release-unlocked", "event-timeout"});
}

/// What is the same in every run of a search.
std::string stable(Report report) {
  report.seconds = report.cpu_seconds = 0;
  report.peak_rss_bytes = 0;
  return json_text(to_json(report));
}

struct Seen {
  std::vector<std::string> reports;
  std::vector<ExitCode> codes;
  std::size_t explored = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen explored_with(std::size_t jobs) {
  Settings settings;
  settings.quiet = true;
  settings.jobs = jobs;
  Seen seen;
  seen.explored = explore_all(some_targets(), settings, [&seen](tools::Result& result) {
    seen.reports.push_back(stable(result.report));
    seen.codes.push_back(result.code);
  });
  return seen;
}

}  // namespace

TEST_CASE("jobs: results and their order do not depend on how many run at once", "[tools][jobs]") {
  const Seen one = explored_with(1);
  CHECK(one.explored == 7);
  CHECK(one.reports.size() == 7);
  CHECK(explored_with(2) == one);
  CHECK(explored_with(20) == one);
}

TEST_CASE("jobs: the options of a model's table come back with its result", "[tools][jobs]") {
  Settings settings;
  settings.quiet = true;
  settings.jobs = 2;
  std::vector<int> spurious;
  explore_all(targets_of({"condition-if-spurious", "condition-while"}), settings,
              [&](tools::Result& result) { spurious.push_back(result.settings.search.spurious); });
  CHECK(spurious == std::vector<int>{1, 0});
}

TEST_CASE("jobs: a parameter that a target has not is the user's error", "[tools][jobs]") {
  Settings settings;
  settings.quiet = true;
  settings.parameters = {{"n", 2}};
  for (const std::size_t jobs : {1, 2}) {
    settings.jobs = jobs;
    CHECK_THROWS_AS(explore_all(targets_of({"process-lock", "counter-locked"}), settings,
                                [](tools::Result&) {}),
                    UsageError);
  }
}

TEST_CASE("shard: the union of all is the list, and no target is in two", "[tools][jobs]") {
  const std::vector<Target> targets = targets_of({"*"});
  for (std::size_t count = 1; count <= targets.size() + 2; count += 7) {
    std::vector<std::string> all;
    for (std::size_t number = 1; number <= count; ++number) {
      for (const std::string& name : names(share_of(targets, {number, count}))) all.push_back(name);
    }
    std::vector<std::string> wanted = names(targets);
    std::sort(all.begin(), all.end());
    std::sort(wanted.begin(), wanted.end());
    CHECK(all == wanted);
  }
}

TEST_CASE("shard: takes every N-th target in order", "[tools][jobs]") {
  CHECK(names(share_of(some_targets(), {2, 3})) ==
        std::vector<std::string>{"counter-locked", "semaphore"});
}

TEST_CASE("shard: may be empty", "[tools][jobs]") {
  CHECK(share_of(targets_of({"barrier"}), {2, 2}).empty());
}

TEST_CASE("shard: is written I/N", "[tools][jobs]") {
  CHECK(shard_named("2/3").number == 2);
  CHECK(shard_named("2/3").count == 3);
  for (const char* wrong : {"", "1", "0/3", "4/3", "1/0", "-1/3", "1/3x", "a/b", "1//3", " 1/3"}) {
    INFO(wrong);
    CHECK_THROWS_AS(shard_named(wrong), UsageError);
  }
}
