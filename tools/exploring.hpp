// Exploring a target for a command: models in a worker process, programs by running them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "heddle/tools/settings.hpp"
#include "heddle/tools/targets.hpp"
#include "heddle/tools/worker.hpp"

namespace heddle::tools {

/// What became of a model.
struct Result {
  Report report;
  ExitCode code = ExitCode::success;
  Settings settings;  ///< those it was explored with: options of the model's table included
  const Model* model = nullptr;  ///< of this program
  std::string source;  ///< the program or source file that has the model; empty: this program
};

/// Explores one target: one result, or one for each model of a program or source file. What cannot
/// be explored is told to the user; its code is the result's. `code` becomes the exit code of
/// checking, before --expected is looked at.
std::vector<Result> explore_target(const Target& target, const Settings& settings);

/// What `explore` gives of a source file or program, or, told to the user, why it gives nothing: a
/// source that does not compile, a program without models, an interrupt.
std::vector<Result> or_why_not(const Target& target,
                               const std::function<std::vector<Result>()>& explore);

/// Explores all targets for a command to which an error found is no failure: calls `show` after
/// each result that is to be printed, and writes the JSON. Returns the exit code.
ExitCode explore_for_results(const Settings& settings,
                             const std::function<void(const Result& result, bool first)>& show);

/// The job of exploring a model of this program. The options that its table asks for go into
/// `settings`, unless others were given. Throws UsageError for parameters it has not.
Job job_of(const Model& model, Settings& settings);

/// Explores a model of this program. Throws UsageError for parameters it has not.
Result explore_model(const Model& model, const Settings& settings);

/// Runs `program` (or compiles it first) as `program COMMAND... --json -` and reads the reports.
/// Sets `code` to its exit code. Throws UsageError, or Nothing if it has no models.
std::vector<Report> run_foreign(const Target& target, std::vector<std::string> command,
                                const Settings& settings, ExitCode& code);

/// The program that a target without a model of this program is, compiled if need be. Throws
/// UsageError, or Nothing if it has no models.
std::string foreign_program(const Target& target, bool for_debugger = false);

/// How many models a program has; `name` is what it is called in messages. Throws UsageError for
/// what is no program of heddle.
std::size_t count_models(const std::string& program, const std::string& name);

/// The arguments that repeat `settings` for another program.
std::vector<std::string> arguments_of(const Settings& settings);

}  // namespace heddle::tools
