// What the writers for CI are given of each target: its report, and what it means for whoever
// asked.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/report.hpp"
#include "heddle/tools/exit_code.hpp"

namespace heddle::tools {

struct Examined {
  Report report;
  ExitCode code = ExitCode::success;  ///< what the target alone would make the command exit with
  ExitRules rules = {};               ///< those that `code` follows
  std::string group = {};             ///< what it belongs to: "heddle.bench", "bank.cpp"
  /// With --expected: in what it is not as the table of models says.
  std::vector<std::string> differences = {};
};

/// What a report belongs to: the source file or program it is of, else "heddle" or "heddle.GROUP"
/// for the models of this program.
std::string group_of(const Report& report);

/// A report as if it had just been made, judged by `rules`.
Examined examined(const Report& report, ExitRules rules);

/// The findings for which the target fails, by the rules; in order.
std::vector<const Finding*> failures_of(const Examined& target);

}  // namespace heddle::tools
