// The options of the subcommands, in groups that several of them share.
#pragma once

#include <CLI/CLI.hpp>

#include "heddle/tools/settings.hpp"

namespace heddle::tools {

enum OptionGroup : unsigned {
  kTargets = 1U << 0U,       ///< TARGET...
  kReplayed = 1U << 1U,      ///< FILE.sched... or TARGET, --schedule, --lenient
  kPatterns = 1U << 2U,      ///< [PATTERN...]
  kDemoName = 1U << 3U,      ///< [NAME]
  kSearch = 1U << 4U,        ///< those of search_options.hpp
  kParameters = 1U << 5U,    ///< -p
  kGate = 1U << 6U,          ///< what fails: --fail-on, --require, --expected, --baseline ...
  kInconclusive = 1U << 7U,  ///< --inconclusive alone
  kSchedules = 1U << 8U,     ///< --schedules
  kJson = 1U << 9U,          ///< --json FILE
  kListJson = 1U << 10U,     ///< --json
  kStored = 1U << 11U,       ///< FILE.json..., --text
  kWriters = 1U << 12U,      ///< --junit, --sarif, --html, --github, --brief
  kExplored = 1U << 13U,     ///< [TARGET], --from, --tutorial, --model
  kGraded = 1U << 14U,       ///< --spec, --submission, --self-test and what marks are written to
  kShell = 1U << 15U,        ///< SHELL
};

/// Adds the groups, and what every command has (--color, -q, -v), to a subcommand. Parsing writes
/// into `settings`, which must live as long, and may throw UsageError.
void add_options(CLI::App& command, unsigned groups, Settings& settings);

/// "NAME=VALUE" of -p. Throws UsageError.
std::pair<std::string, std::int64_t> parameter_of(const std::string& text);

}  // namespace heddle::tools
