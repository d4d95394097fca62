// The specification of an assignment: what is handed in, how it is examined, what that is worth.
// models/assignments/README.md describes the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heddle/checker/report.hpp"
#include "heddle/tools/sandbox.hpp"

namespace heddle::tools::grade {

/// What students are told of a finding.
enum class Hints : std::uint8_t {
  kind,     ///< 0: its kind
  message,  ///< 1: also a sentence that names the threads and objects
  report,   ///< 2: the whole report
};

/// What is explored: checks that need the same run share it.
struct Run {
  std::string model;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  std::int64_t spurious = 0;  ///< wakeups for nothing that each thread may have

  friend bool operator==(const Run&, const Run&) = default;
};

struct Check {
  enum class Property : std::uint8_t { no_finding, no_kinds, outcomes, uses, avoids };
  std::string name;
  Property property = Property::no_finding;
  std::string property_name;            ///< as it is written: "no-deadlock"
  std::vector<Kind> kinds;              ///< of no_kinds
  std::vector<std::string> expected;    ///< of outcomes: the set of results, sorted as in reports
  std::vector<std::string> primitives;  ///< of uses: all of them; of avoids: none of them
  std::int64_t points = 0;
  std::size_t run = 0;             ///< in Spec::runs; of no meaning to uses and avoids
  std::vector<std::size_t> after;  ///< earlier checks that must have passed
};
using Property = Check::Property;

/// A solution that is wrong on purpose, and the kinds that must be found in it.
struct WrongSolution {
  std::string file;
  std::vector<Kind> findings;
};

struct Budget {
  std::uint64_t executions = 20'000;
  std::uint32_t steps = 10'000;  ///< of one execution
  Sandbox sandbox;
};

struct Spec {
  std::string path;
  std::string folder;  ///< that it is in: all files it names are there
  std::string title;
  std::string file;  ///< the name of what a student hands in
  std::string checks;
  std::string reference;
  std::vector<std::string> given;    ///< headers that students are given
  std::vector<std::string> allowed;  ///< beginnings of functions that may be called all the same
  Hints hints = Hints::report;
  Budget budget;
  std::vector<Run> runs;
  std::vector<Check> all_checks;
  std::vector<WrongSolution> wrong;

  [[nodiscard]] std::int64_t points() const;
};

/// Reads the TOML `text` of the file `path`. Throws UsageError "path:line: ..." for what is
/// malformed, missing, unknown or contradictory.
Spec parse_spec(const std::string& path, std::string_view text);

}  // namespace heddle::tools::grade
