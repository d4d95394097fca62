// Reports for people to read: what was found, the shortest witness, why, how to replay, and what
// was proven.
#pragma once

#include <functional>
#include <string>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

struct TextStyle {
  bool colour = false;
  /// The command that replays a finding; empty, or an empty answer: nothing is said of it.
  std::function<std::string(const Finding&)> replay;
};

/// The whole report. Lines of at most kColumns.
std::string report_text(const Report& report, const TextStyle& style);

/// One finding: header, message, witness, explanation.
std::string finding_text(const Report& report, const Finding& finding, const TextStyle& style);

/// What was proven, on one line however long.
std::string verdict_line(const Report& report);

/// What was proven: `VERIFIED  counter-locked  all 6 interleavings (dfs, free time, no bound),
/// ...`.
std::string verdict_text(const Report& report, bool colour);

/// How large an exhaustive search would be: of a report that has an estimate.
std::string estimate_text(const Report& report);

/// The table of distinct results: value, count, schedule.
std::string outcomes_text(const Report& report, bool colour);

}  // namespace heddle::tools
