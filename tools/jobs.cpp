#include "heddle/tools/jobs.hpp"

#include <charconv>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/corpus.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/processes.hpp"
#include "heddle/tools/report_json.hpp"

namespace heddle::tools {
namespace {

Json answer_of(const Result& result) {
  return {{"report", to_json(result.report)},
          {"code", static_cast<int>(result.code)},
          {"source", result.source}};
}

/// The results of a target, or what is wrong with the command line that asks for it.
Json answer_to(const Target& target, const Settings& settings) {
  Json results = Json::array();
  try {
    for (const Result& result : check_target(target, settings)) {
      results.push_back(answer_of(result));
    }
  } catch (const UsageError& error) {
    return {{"usage_error", error.what()}};
  }
  return results;
}

/// The results in an answer; of a process that died before it could give one, that it did. Throws
/// the UsageError that the process met.
std::vector<Result> results_of(const std::string& text, const Target& target,
                               const Settings& settings) {
  std::vector<Result> results;
  const Json answer = Json::parse(text, nullptr, false);
  if (answer.is_discarded()) {
    Result result;
    result.report.target = target.name();
    result.report.verdict = Verdict::error;
    result.report.stopped = "the process that explored it died";
    result.code = ExitCode::internal;
    complain(target.name() + ": " + result.report.stopped);
    results.push_back(std::move(result));
    return results;
  }
  if (answer.is_object()) throw UsageError(answer.at("usage_error").get<std::string>());
  for (const Json& one : answer) {
    Result result;
    result.report = report_from_json(one.at("report"));
    result.code = static_cast<ExitCode>(one.at("code").get<int>());
    result.source = one.at("source").get<std::string>();
    result.settings = settings;
    result.model = target.model;
    if (target.model != nullptr) job_of(*target.model, result.settings);
    results.push_back(std::move(result));
  }
  return results;
}

std::size_t explore_one_by_one(const std::vector<Target>& targets, const Settings& settings,
                               const std::function<void(Result&)>& take) {
  std::size_t explored = 0;
  for (; explored < targets.size() && interrupts() == 0; ++explored) {
    for (Result& result : check_target(targets[explored], settings)) take(result);
  }
  return explored;
}

}  // namespace

Shard shard_named(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.number);
  const bool slash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, shard.count) : first;
  const bool sound = slash && second.ec == std::errc{} && second.ptr == end && shard.number >= 1 &&
                     shard.number <= shard.count;
  if (!sound) {
    throw UsageError("--shard needs I/N with I from 1 to N, 1/3 say, not `" + text + "`");
  }
  return shard;
}

std::vector<Target> share_of(const std::vector<Target>& targets, const Shard& shard) {
  std::vector<Target> share;
  for (std::size_t i = shard.number - 1; i < targets.size(); i += shard.count) {
    share.push_back(targets[i]);
  }
  return share;
}

std::size_t explore_all(const std::vector<Target>& targets, const Settings& settings,
                        const std::function<void(Result&)>& take) {
  if (settings.jobs <= 1 || targets.size() <= 1) return explore_one_by_one(targets, settings, take);
  Settings own = settings;
  own.quiet = true;  // no progress: the others have none either
  return in_processes(
      targets.size(), settings.jobs,
      [&](std::size_t number) { return json_text(answer_to(targets[number], own)); },
      [&](std::size_t number, const std::string& answer) {
        for (Result& result : results_of(answer, targets[number], settings)) take(result);
      });
}

}  // namespace heddle::tools
