// heddle replay: runs exactly one schedule, from a file or from the command line.
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/explorer.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/debugging.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/outputs.hpp"
#include "heddle/tools/scheduled.hpp"

namespace heddle::tools {
namespace {

/// One schedule and what it is of.
struct Replay {
  Target target;
  std::string program;  ///< the model's name, where the target is a file that has it
  Settings settings;
  std::string finding;  ///< what the schedule was kept for: an id, or empty
  std::string kind;
};

Settings for_replay(const Settings& settings, const std::string& schedule) {
  Settings own = settings;
  own.search.strategy = "replay";
  own.search.schedule = schedule;
  own.search.lenient = settings.lenient;
  own.rules.may_be_sequential = true;
  return own;
}

Replay replay_of_file(const std::string& path, const Settings& settings) {
  const Scheduled scheduled = scheduled_by(path, settings);
  const ScheduleFile& file = scheduled.file;
  return {scheduled.target, file.program, for_replay(scheduled.settings, file.schedule),
          file.finding, file.kind};
}

std::vector<Replay> replays_of(const Settings& settings) {
  std::vector<Replay> replays;
  if (settings.schedule.empty()) {
    for (const std::string& path : settings.targets) {
      if (find_model(path) != nullptr) {
        throw UsageError("`" + path +
                         "` is a model: give its schedule with --schedule TEXT, or "
                         "name a .sched file");
      }
      replays.push_back(replay_of_file(path, settings));
    }
    return replays;
  }
  Schedule::parse(settings.schedule);
  const std::vector<Target> targets = targets_of(settings.targets);
  if (targets.size() != 1) throw UsageError("--schedule is of one target: name only one");
  replays.push_back({targets.front(), "*", for_replay(settings, settings.schedule), {}, {}});
  return replays;
}

/// The engine calls a departure nondeterminism; here the likely cause is another one.
void explain_departure(Report& report, bool lenient) {
  for (auto finding = report.findings.begin(); finding != report.findings.end(); ++finding) {
    if (finding->kind != Kind::nondeterministic_program) continue;
    if (finding->message.find("than its schedule says") == std::string::npos) continue;
    if (lenient) {
      report.limits.push_back(finding->message + "; from there the default policy chose");
      report.findings.erase(finding);
      report.verdict = Verdict::no_bug_found;
      for (const Finding& other : report.findings) {
        if (other.severity == Severity::error) report.verdict = Verdict::bug;
      }
      return;
    }
    finding->explanation = {
        {"why",
         "the program has changed since the schedule was made, runs with other options or "
         "parameters, or is nondeterministic."},
        {"fix",
         "`--lenient` follows the schedule as far as possible and then goes on; `check` "
         "searches the changed program."}};
  }
}

/// Says so when the finding that the schedule was kept for is not seen again.
void miss_finding(Report& report, const Replay& replay) {
  if (replay.finding.empty() || report.verdict == Verdict::error) return;
  for (const Finding& finding : report.findings) {
    if (finding.id == replay.finding) return;
  }
  report.limits.push_back(replay.finding + " (" + replay.kind + ") is not seen in this execution" +
                          (replay.kind == kind_name(Kind::lost_update)
                               ? ": it is known from comparing several, as `check` does"
                               : ", which its schedule was kept for"));
}

std::vector<std::string> command_of(const Replay& replay) {
  std::vector<std::string> command = {"replay", replay.program, "--schedule",
                                      replay.settings.search.schedule};
  if (replay.settings.lenient) command.emplace_back("--lenient");
  return command;
}

/// Goes on as the program of the target, where the debugger follows.
void become(const Replay& replay) {
  std::vector<std::string> command = command_of(replay);
  command.insert(command.begin(), foreign_program(replay.target, true));
  command.insert(command.end(), {"--break-at", replay.settings.break_at});
  for (std::string& argument : arguments_of(replay.settings))
    command.push_back(std::move(argument));
  go_on_as(command);
}

/// After the report: once more, in this process, up to the step and on.
void replay_here(const Replay& replay, const Report& report) {
  Settings own = replay.settings;
  Job job = job_of(*replay.target.model, own);
  job.options.break_at = step_to_break_at(report, own.break_at);
  std::cout << "\nThe debugger stops after step " << job.options.break_at
            << ": `backtrace` shows its line, `frame N` goes there.\n"
            << std::flush;
  heddle::explore(job.program, job.options);
}

std::vector<Result> run(const Replay& replay) {
  if (replay.target.model != nullptr) {
    Result result = explore_model(*replay.target.model, replay.settings);
    if (result.report.strategy.empty()) return {result};
    explain_departure(result.report, replay.settings.lenient);
    result.code = exit_code(result.report, replay.settings.rules);
    return {result};
  }
  std::vector<Result> results;
  ExitCode code = ExitCode::success;
  for (Report& report : run_foreign(replay.target, command_of(replay), replay.settings, code)) {
    results.push_back({std::move(report), code, replay.settings, nullptr, replay.target.path});
  }
  if (results.empty()) throw UsageError("`" + replay.target.path + "` could not replay it");
  return results;
}

}  // namespace

ExitCode replay_command(const Settings& settings) {
  check_outputs(settings);
  if (!settings.break_at.empty() && !debugged()) {
    throw UsageError("--break-at is for a debugger: gdb -q --args " + settings.program +
                     " replay ... --break-at " + settings.break_at);
  }
  const bool colour = wants_colour(settings);
  std::vector<Examined> targets;
  ExitCode code = ExitCode::success;
  for (const Replay& replay : replays_of(settings)) {
    if (interrupts() > 0) break;
    if (!settings.break_at.empty() && replay.target.model == nullptr) become(replay);
    for (Result& result : run(replay)) {
      miss_finding(result.report, replay);
      code = combined(code, result.code);
      if (settings.shows_text()) {
        if (!targets.empty() && !settings.brief) std::cout << "\n";
        std::cout << report_words(result.report, settings, {colour, {}}) << std::flush;
      }
      if (!settings.break_at.empty()) replay_here(replay, result.report);
      targets.push_back(
          {result.report, result.code, result.settings.rules, group_of(result.report)});
    }
  }
  write_outputs(settings, targets);
  return code;
}

}  // namespace heddle::tools
