#include "heddle/tools/corpus.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/schedule_file.hpp"
#include "heddle/tools/search_options.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

/// A file of the corpus.
struct Kept {
  std::string path;
  ScheduleFile file;
};

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error);
}

bool is_of(const ScheduleFile& file, const Target& target) {
  if (target.model != nullptr) return file.source.empty() && file.program == target.model->name;
  return !file.source.empty() && same_file(file.source, target.path);
}

/// What is left of a warning, or of what one execution alone does not show, is for the search.
bool is_error(const ScheduleFile& file) {
  const std::optional<Kind> kind = kind_from_name(file.kind);
  return !kind || severity_of(*kind) == Severity::error;
}

template <class List>
List sorted(List list) {
  std::sort(list.begin(), list.end());
  return list;
}

/// What the table of a model asks for is part of the options that a schedule was kept with.
Settings with_table(const Target& target, const Settings& settings) {
  Settings own = settings;
  if (target.model != nullptr) job_of(*target.model, own);
  return own;
}

class Corpus {
 public:
  Corpus(const Target& target, const Settings& settings)
      : target_(target), settings_(settings), own_(with_table(target, settings)) {
    std::error_code error;
    std::vector<std::string> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator(settings.schedules, error)) {
      const bool named = entry.path().extension() == ".sched";
      if (named && entry.is_regular_file()) paths.push_back(entry.path().string());
    }
    if (error && error != std::errc::no_such_file_or_directory) {
      complain("no schedules are replayed: cannot read `" + settings.schedules +
               "`: " + error.message());
      broken_ = true;
    }
    for (const std::string& path : sorted(paths)) take(path);
  }

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] const std::vector<Kept>& schedules() const { return schedules_; }

  /// Runs one of them. Nothing: it does not show its finding.
  std::optional<Result> replay(const Kept& kept) const {
    Settings own = own_;
    own.checkpoint.clear();
    own.resume.clear();
    own.search.strategy = "replay";
    own.search.schedule = kept.file.schedule;
    own.rules.may_be_sequential = true;
    for (Result& result : run(kept, own)) {
      const bool shown = std::any_of(
          result.report.findings.begin(), result.report.findings.end(), [&](const Finding& found) {
            return found.severity == Severity::error &&
                   (kept.file.finding.empty() || found.id == kept.file.finding);
          });
      if (shown && result.report.verdict != Verdict::error) return std::move(result);
    }
    spdlog::info("{}: does not show {} any more", kept.path, kept.file.finding);
    return std::nullopt;
  }

 private:
  void take(const std::string& path) {
    Kept kept{path, {}};
    try {
      kept.file = read_schedule_file(path);
    } catch (const UsageError& error) {
      complain(error.what());
      broken_ = true;
      return;
    }
    if (!is_of(kept.file, target_) || !is_error(kept.file)) return;
    if (sorted(kept.file.options) != sorted(replayed_options(own_.search))) return;
    if (sorted(kept.file.parameters) != sorted(settings_.parameters)) return;
    schedules_.push_back(std::move(kept));
  }

  [[nodiscard]] std::vector<Result> run(const Kept& kept, Settings& own) const {
    if (target_.model != nullptr) return {explore_model(*target_.model, own)};
    std::erase_if(own.given, [](const std::pair<std::string, std::string>& option) {
      return std::none_of(
          search_options().begin(), search_options().end(),
          [&](const SearchOption& one) { return one.replayed && one.name == option.first; });
    });
    std::error_code error;
    const fs::path source = fs::absolute(target_.path, error);
    ExitCode code = ExitCode::success;
    std::vector<Result> results;
    for (Report& report : run_foreign(
             target_, {"replay", kept.file.program, "--schedule", kept.file.schedule}, own, code)) {
      results.push_back({std::move(report), code, settings_, nullptr, source.string()});
    }
    return results;
  }

  const Target& target_;
  const Settings& settings_;
  Settings own_;
  std::vector<Kept> schedules_;
  bool broken_ = false;
};

/// Adds what a schedule shows and the search did not come across.
void add(const Result& shown, const Kept& kept, std::vector<Result>& results) {
  for (Result& result : results) {
    Report& report = result.report;
    if (report.target != shown.report.target || report.verdict == Verdict::error) continue;
    for (const Finding& finding : shown.report.findings) {
      const bool known = std::any_of(report.findings.begin(), report.findings.end(),
                                     [&](const Finding& other) { return other.id == finding.id; });
      if (known) continue;
      report.findings.push_back(finding);
      report.findings.back().executions = 0;
      report.findings.back().explanation.emplace_back(
          "remark", kept.path + " was replayed and shows it; the search did not come across it.");
      if (finding.severity == Severity::error) report.verdict = Verdict::bug;
    }
    report.put_in_order();
    const ExitCode code = exit_code(report, result.settings.rules);
    result.code = result.model != nullptr ? code : combined(result.code, code);
  }
}

/// Throws what exploring the target throws.
std::vector<Result> explore_after(const Corpus& corpus, const Target& target,
                                  const Settings& settings) {
  const bool alone =
      target.model != nullptr || count_models(foreign_program(target), target.path) == 1;
  std::vector<std::pair<Result, const Kept*>> shown;
  for (const Kept& kept : corpus.schedules()) {
    if (interrupts() > 0) break;
    std::optional<Result> result = corpus.replay(kept);
    if (!result) continue;
    if (alone && !settings.search.keep_going) {
      result->report.stopped = kept.path + ", which was replayed first, shows it again";
      return {std::move(*result)};
    }
    shown.emplace_back(std::move(*result), &kept);
  }
  std::vector<Result> results = explore_target(target, settings);
  for (const auto& [result, kept] : shown) add(result, *kept, results);
  return results;
}

}  // namespace

std::vector<Result> check_target(const Target& target, const Settings& settings) {
  if (settings.schedules.empty() || settings.expected) return explore_target(target, settings);
  const Corpus corpus(target, settings);
  const auto explore = [&] { return explore_after(corpus, target, settings); };
  std::vector<Result> results;
  if (corpus.schedules().empty()) {
    results = explore_target(target, settings);
  } else {
    results = target.model != nullptr ? explore() : or_why_not(target, explore);
  }
  for (Result& result : results) {
    if (corpus.broken()) result.code = combined(result.code, ExitCode::usage);
  }
  return results;
}

}  // namespace heddle::tools
