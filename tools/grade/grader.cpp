#include "heddle/tools/grade/grader.hpp"

#include <algorithm>
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/subprocess.hpp"
#include "heddle/tools/text_layout.hpp"

#include <spdlog/spdlog.h>

namespace heddle::tools::grade {
namespace {

/// What a linker says is missing, without the places that miss it.
std::string missing_names(const std::string& errors) {
  std::vector<std::string> names;
  constexpr std::string_view kBegin = "undefined reference to `";
  for (std::size_t at = 0; (at = errors.find(kBegin, at)) != std::string::npos;) {
    at += kBegin.size();
    const std::string name = "`" + errors.substr(at, errors.find('\'', at) - at) + "`";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names.empty() ? "it cannot be linked:\n" + errors
                       : "it does not define " + joined(names, ", ");
}

/// No points are left to be had.
bool ends_all(const RunResult& result) {
  return !result.report ||
         std::any_of(result.report->findings.begin(), result.report->findings.end(),
                     [](const Finding& finding) { return death_of(finding.kind).has_value(); });
}

}  // namespace

Grader::Grader(const Spec& spec) : spec_(spec), builder_(spec) {
  const auto built = [&](const std::string& file, const std::string& name, bool trusted) {
    const std::string path = spec.folder + "/" + file;
    const Built object = builder_.object(name, read_file(path), trusted);
    if (!object.product.empty()) return object.product;
    std::cerr << object.errors << std::flush;
    throw UsageError("`" + path + "` does not compile");
  };
  checks_ = built(spec.checks, spec.checks, true);
  around_.emplace(parse_object(read_file(checks_)), parse_object(read_file(builder_.engine())));
  const std::string reference = built(spec.reference, spec.file, false);
  const std::vector<std::string> wrong =
      objections(parse_object(read_file(reference)), *around_, spec.allowed);
  if (!wrong.empty()) {
    throw UsageError(
        "`" + spec.folder + "/" + spec.reference +
        "` has what is forbidden (the spec's `allow` can let it through): " + joined(wrong, "; "));
  }
  const Built program = builder_.program(checks_, reference);
  if (program.product.empty()) {
    throw UsageError("`" + spec.folder + "/" + spec.reference +
                     "` does not fit the checks: " + missing_names(program.errors));
  }
  compare_with_models(program.product);
}

void Grader::compare_with_models(const std::string& program) const {
  const Ran ran = run_program({program, "list", "--json"}, true);
  if (ran.interrupted) throw Interrupted();
  const Json answer = Json::parse(ran.output, nullptr, false);
  if (ran.status != 0 || !answer.is_object()) {
    throw UsageError("`" + spec_.checks + "` has no models: " + first_line(ran.errors));
  }
  std::vector<std::string> names;
  for (const Json& model : answer["models"]) names.push_back(model["name"]);
  for (const Run& run : spec_.runs) {
    const auto at = std::find(names.begin(), names.end(), run.model);
    if (at == names.end()) {
      throw UsageError(spec_.path + ": `" + spec_.checks + "` has no model `" + run.model +
                       "`, only: " + joined(names, ", "));
    }
    const Json& model = answer["models"][static_cast<std::size_t>(at - names.begin())];
    for (const auto& [name, value] : run.parameters) {
      if (model["parameters"].contains(name)) continue;
      throw UsageError(spec_.path + ": the model `" + run.model + "` has no parameter `" + name +
                       "`");
    }
  }
}

RunResult Grader::explore(const std::string& program, const Run& run) const {
  std::vector<std::string> command = {program,  "check", run.model,     "--keep-going",
                                      "--json", "-",     "--schedules", ""};
  const auto add = [&command](const char* option, const std::string& value) {
    command.insert(command.end(), {option, value});
  };
  add("--max-executions", std::to_string(spec_.budget.executions));
  add("--max-steps", std::to_string(spec_.budget.steps));
  add("--spurious", std::to_string(run.spurious));
  add("--sandbox", sandbox_text(spec_.budget.sandbox));
  if (spec_.hints != Hints::report) add("--shrink", "0");
  for (const auto& [name, value] : run.parameters) add("-p", name + "=" + std::to_string(value));
  const Ran ran = run_program(command, true);
  if (ran.interrupted) throw Interrupted();
  try {
    std::vector<Report> reports = parse_json(ran.output);
    const bool sound = reports.size() == 1 && reports[0].target == run.model;
    // Without a strategy nothing was explored: what is said then is why.
    if (sound && !reports[0].strategy.empty()) return {std::move(reports[0]), ""};
    if (sound) return {std::nullopt, reports[0].stopped};
  } catch (const UsageError&) {
    spdlog::info("{}: no report: {}", run.model, ran.errors);
  }
  return {std::nullopt,
          "the search ended without a report (status " + std::to_string(ran.status) + ")"};
}

Mark Grader::grade(const Submission& submission) const {
  const auto without = [&](State state, const std::string& why) {
    return no_mark(spec_, submission.name, state, why);
  };
  if (submission.path.empty()) return without(State::missing_file, submission.trouble);
  spdlog::info("{}: compiling {}", submission.name, submission.path);
  const Built object = builder_.object(spec_.file, read_file(submission.path), false);
  if (object.product.empty()) {
    return without(object.forbidden ? State::forbidden_code : State::compile_error, object.errors);
  }
  const ObjectFile code = parse_object(read_file(object.product));
  const std::vector<std::string> wrong = objections(code, *around_, spec_.allowed);
  if (!wrong.empty()) return without(State::forbidden_code, joined(wrong, "\n"));
  const Built program = builder_.program(checks_, object.product);
  if (program.product.empty()) return without(State::link_error, missing_names(program.errors));
  std::vector<RunResult> results;
  for (const Run& run : spec_.runs) {
    results.push_back(explore(program.product, run));
    if (ends_all(results.back())) break;
  }
  return mark_of(spec_, submission.name, code, results);
}

}  // namespace heddle::tools::grade
