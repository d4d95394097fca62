#include "heddle/tools/exploring.hpp"

#include <spdlog/spdlog.h>
#include <filesystem>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/compile.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/progress.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/subprocess.hpp"

namespace heddle::tools {
namespace {

/// The options that a model's table asks for, unless others were given.
void take_options_of(const Model& model, Settings& settings) {
  if (!model.expected) return;
  settings.rules.may_be_sequential |= model.expected->sequential;
  for (const auto& [name, value] : model.expected->options) {
    const bool of_search = name == "strategy" || name == "preemptions";
    if (of_search && settings.search.strategy == "probes") continue;
    const bool chosen = settings.gave("strategy") || settings.gave("reduce") ||
                        settings.gave("preemptions");  // each says how to search
    if (of_search && chosen) continue;
    if (!settings.gave(name)) set_search_option(settings.search, name, value);
  }
}

/// The model's own, and those that were given. Throws UsageError for one it has not.
Parameters parameters_of(const Model& model, const Settings& settings) {
  Parameters parameters = model.parameters;
  try {
    for (const auto& [name, value] : settings.parameters) parameters.set(name, value);
  } catch (const UsageError& error) {
    throw UsageError(model.name + ": " + error.what());
  }
  return parameters;
}

/// A result without an exploration.
Result failed(const std::string& target, const std::string& why, ExitCode code) {
  Result result;
  result.report.target = target;
  result.report.verdict = Verdict::error;
  result.report.stopped = why;
  result.code = code;
  return result;
}

Result result_of(Explored explored, const Model& model, const Settings& settings) {
  if (!explored.usage_error.empty()) {
    complain(model.name + ": " + explored.usage_error);
    return failed(model.name, explored.usage_error, ExitCode::usage);
  }
  if (!explored.internal_error.empty()) {
    complain(model.name + ": internal error: " + explored.internal_error +
             "; please report it with the command line and the program");
    return failed(model.name, "internal error: " + explored.internal_error, ExitCode::internal);
  }
  Result result;
  result.report = std::move(explored.report);
  result.settings = settings;
  result.code = exit_code(result.report, settings.rules);
  if (result.code == ExitCode::nothing) {
    complain(model.name + " never starts a second thread: there is nothing to explore");
  }
  return result;
}

}  // namespace

std::size_t count_models(const std::string& program, const std::string& name) {
  const Ran ran = run_program({program, "list", "--json"}, false);
  if (ran.interrupted) throw Interrupted();
  const Json answer = Json::parse(ran.output, nullptr, false);
  if (answer.is_discarded() || !answer.is_object() || !answer.contains("models")) {
    throw UsageError("`" + name +
                     "` is no program of heddle: it must link heddle::main and have no "
                     "main() of its own");
  }
  if (answer.value("format", 0) != kJsonFormat) {
    throw UsageError("`" + name + "` was built with another version of heddle: build it again");
  }
  return answer["models"].size();
}

std::vector<std::string> arguments_of(const Settings& settings) {
  std::vector<std::string> all;
  const auto add = [&all](const std::string& name, const std::string& value) {
    all.push_back(name);
    all.push_back(value);
  };
  for (const auto& [name, value] : settings.given) {
    if (name == "keep-going") {
      all.push_back("--" + name);
    } else {
      add("--" + name, value);
    }
  }
  for (const auto& [name, value] : settings.parameters) {
    add("-p", name + "=" + std::to_string(value));
  }
  if (!settings.checkpoint.empty()) add("--checkpoint", settings.checkpoint);
  if (!settings.resume.empty()) add("--resume", settings.resume);
  if (settings.quiet) all.emplace_back("-q");
  for (int i = 0; i < settings.verbose; ++i) all.emplace_back("-v");
  return all;
}

std::string foreign_program(const Target& target, bool for_debugger) {
  std::string program = target.is_source() ? compiled(target.path, for_debugger) : target.path;
  if (program.find('/') == std::string::npos) program = "./" + program;
  if (count_models(program, target.path) == 0) {
    throw Nothing("`" + target.path +
                  "` has no model: add HEDDLE_MODEL(\"name\", \"one line\") { "
                  "program }");
  }
  return program;
}

std::vector<Report> run_foreign(const Target& target, std::vector<std::string> command,
                                const Settings& settings, ExitCode& code) {
  command.insert(command.begin(), foreign_program(target));
  for (std::string& argument : arguments_of(settings)) command.push_back(std::move(argument));
  command.insert(command.end(), {"--json", "-"});
  const Ran ran = run_program(command, false);
  code = static_cast<ExitCode>(ran.status);
  if (ran.interrupted && (ran.status > 6 || ran.output.empty())) throw Interrupted();
  if (ran.status > 6) {
    throw UsageError("`" + target.path + "` ended with status " + std::to_string(ran.status) +
                     " before it could answer");
  }
  std::vector<Report> reports;
  if (!ran.output.empty()) reports = parse_json(ran.output);
  for (Report& report : reports) report.source = target.path;
  return reports;
}

Job job_of(const Model& model, Settings& settings) {
  take_options_of(model, settings);
  const Parameters parameters = parameters_of(model, settings);
  Job job;
  job.target = model.name;
  job.program = [&model, parameters] { model.program(parameters); };
  job.options = settings.search;
  job.interrupts = interrupts;
  job.sandbox = settings.sandbox;
  return job;
}

Result explore_model(const Model& model, const Settings& settings) {
  Settings own = settings;
  Job job = job_of(model, own);
  job.checkpoints = Checkpoints::of(model.name, parameters_of(model, own), own);
  ProgressLine progress(model.name, own.quiet);
  job.progress = [&progress](const Progress& now) { progress.show(now); };
  spdlog::info("{}: exploring with {}", model.name, own.search.strategy);
  Explored explored = explore_in_worker(job);
  progress.clear();
  spdlog::info("{}: {} executions, {} steps", model.name, explored.report.executions,
               explored.report.steps);
  Result result = result_of(std::move(explored), model, own);
  result.model = &model;
  return result;
}

std::vector<Result> explore_target(const Target& target, const Settings& settings) {
  if (target.model != nullptr) return {explore_model(*target.model, settings)};
  return or_why_not(target, [&] {
    std::vector<std::string> command = {"check", "*", "--schedules", ""};
    if (settings.search.strategy == "probes") command = {"estimate", "*"};
    if (settings.expected) command.emplace_back("--expected");
    if (settings.rules.require_verified) command.insert(command.end(), {"--require", "verified"});
    if (settings.rules.inconclusive_passes) {
      command.insert(command.end(), {"--inconclusive", "pass"});
    }
    for (const Kind kind : settings.rules.fail_on) {
      command.insert(command.end(), {"--fail-on", std::string(kind_name(kind))});
    }
    std::vector<Result> results;
    ExitCode code = ExitCode::success;
    for (Report& report : run_foreign(target, std::move(command), settings, code)) {
      Result result;
      result.report = std::move(report);
      result.code = code;  // of all of the program's models together
      result.settings = settings;
      std::error_code error;
      result.source = std::filesystem::absolute(target.path, error).string();
      results.push_back(std::move(result));
    }
    if (results.empty()) results.push_back(failed(target.path, "no answer", code));
    return results;
  });
}

std::vector<Result> or_why_not(const Target& target,
                               const std::function<std::vector<Result>()>& explore) {
  std::vector<Result> results;
  try {
    results = explore();
  } catch (const UsageError& error) {
    complain(error.what());
    results.push_back(failed(target.path, error.what(), ExitCode::usage));
  } catch (const Interrupted& interrupted) {
    results.push_back(failed(target.path, interrupted.what(), ExitCode::inconclusive));
    results.back().report.verdict = Verdict::inconclusive;
  } catch (const Nothing& nothing) {
    complain(nothing.what());
    results.push_back(failed(target.path, nothing.what(), ExitCode::nothing));
  }
  for (Result& result : results) result.report.source = target.path;
  return results;
}

ExitCode explore_for_results(const Settings& settings,
                             const std::function<void(const Result& result, bool first)>& show) {
  if (!settings.json.empty()) check_writable(settings.json);
  std::vector<Report> reports;
  ExitCode code = ExitCode::success;
  for (const Target& target : targets_of(settings.targets)) {
    if (interrupts() > 0) {
      code = combined(code, ExitCode::inconclusive);
      break;
    }
    for (const Result& result : explore_target(target, settings)) {
      const bool errors = result.code == ExitCode::bug;
      code = combined(
          code, errors ? exit_code_of_work(result.report, result.settings.rules) : result.code);
      if (settings.shows_text()) show(result, reports.empty());
      reports.push_back(result.report);
    }
  }
  if (!settings.json.empty()) write_file(settings.json, write_json(reports));
  return code;
}

}  // namespace heddle::tools
