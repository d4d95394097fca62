// Exit codes: what a command tells whoever started it.
#pragma once

#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

enum class ExitCode : int {
  success = 0,           ///< no error found; other commands: they did their work
  bug = 1,               ///< an error was found; --expected: not what the table says
  usage = 2,             ///< usage, unknown target, compile error, a file that cannot be written
  internal = 3,          ///< a bug of Heddle
  inconclusive = 4,      ///< a budget ran out first
  nothing = 5,           ///< nothing to explore
  nondeterministic = 6,  ///< the program, or a replay that departs from its schedule
};

/// What several targets give together: the first of 3, 2, 1, 6, 4, 5, 0 that occurs.
ExitCode combined(ExitCode a, ExitCode b);

/// How the verdict of a target becomes an exit code.
struct ExitRules {
  bool inconclusive_passes = false;  ///< --inconclusive pass
  bool require_verified = false;     ///< --require verified: NO BUG FOUND is inconclusive
  std::vector<Kind> fail_on = {};    ///< kinds or symptoms that fail; empty: every error
  bool may_be_sequential = false;    ///< the target means to start no second thread
};

/// Whether a finding makes the exit code 1. One that a baseline knows does not.
bool fails(const Finding& finding, const ExitRules& rules);

ExitCode exit_code(const Report& report, const ExitRules& rules);

/// The exit code of a command that only has to do its work (outcomes): errors found are no failure.
ExitCode exit_code_of_work(const Report& report, const ExitRules& rules);

}  // namespace heddle::tools
