// heddle check: explores targets and reports what it finds.
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/baseline.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/examined.hpp"
#include "heddle/tools/expected.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/jobs.hpp"
#include "heddle/tools/outputs.hpp"
#include "heddle/tools/schedule_file.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

class Check {
 public:
  explicit Check(const Settings& settings)
      : settings_(settings), folder_(settings.schedules), colour_(wants_colour(settings)) {}

  ExitCode run() {
    check_outputs(settings_);
    if (settings_.expected && !settings_.parameters.empty()) {
      throw UsageError("--expected knows the default parameters only: leave -p out");
    }
    if (settings_.expected && !settings_.baseline.empty()) {
      throw UsageError("--expected and --baseline exclude each other: both say what is no failure");
    }
    if (!settings_.baseline.empty()) {
      baseline_.emplace(settings_.baseline, read_file(settings_.baseline));
    }
    const std::vector<Target> targets = share_of(targets_of(settings_.targets), settings_.shard);
    for (const Target& target : targets) check_parameters(target);
    if (targets.size() != 1 && (!settings_.checkpoint.empty() || !settings_.resume.empty())) {
      throw UsageError("--checkpoint and --resume keep one search: name one target, not " +
                       std::to_string(targets.size()));
    }
    const std::size_t explored =
        explore_all(targets, settings_, [this](Result& result) { take(result); });
    if (explored < targets.size()) {
      complain("interrupted: " + counted(targets.size() - explored, "target", "targets") +
               " not explored");
      code_ = combined(code_, ExitCode::inconclusive);
    }
    if (baseline_) {
      for (const std::string& line : baseline_->remarks(now_)) complain(line);
    }
    write_outputs(settings_, targets_);
    say_how_to_go_on();
    return code_;
  }

 private:
  /// Throws UsageError for parameters that a model has not, before anything is explored.
  void check_parameters(const Target& target) const {
    Settings own = settings_;
    if (target.model != nullptr) job_of(*target.model, own);
  }

  /// Where a search was cut short, and kept.
  void say_how_to_go_on() const {
    const std::string& kept =
        settings_.checkpoint.empty() ? settings_.resume : settings_.checkpoint;
    std::error_code error;
    const bool open = targets_.size() == 1 && !targets_.front().report.stopped.empty();
    if (kept.empty() || !open || !std::filesystem::is_regular_file(kept, error)) return;
    complain("--resume " + quoted(kept) + " goes on with the search");
  }

  void take(Result& result) {
    excuse(result);
    const std::map<std::string, std::string> files = write_schedules(result);
    show(result, files);
    Examined target{result.report, result.code, result.settings.rules, group_of(result.report)};
    if (compares(result)) compare(result, target);
    code_ = combined(code_, target.code);
    // The code of a program that was run is that of all its models together.
    if (!result.source.empty()) target.code = exit_code(result.report, result.settings.rules);
    targets_.push_back(std::move(target));
  }

  /// Writes the findings' schedules; returns the files by finding.
  std::map<std::string, std::string> write_schedules(const Result& result) {
    std::map<std::string, std::string> files;
    ScheduleFile file;
    file.program = result.report.target;
    file.source = result.source;
    file.parameters = settings_.parameters;
    file.options = replayed_options(result.settings.search);
    for (const Finding& finding : result.report.findings) {
      try {
        const std::string path = folder_.add(file, finding);
        if (!path.empty()) files[finding.id] = path;
      } catch (const UsageError& error) {
        complain(std::string("no schedules are kept: ") + error.what());
        code_ = combined(code_, ExitCode::usage);
      }
    }
    return files;
  }

  void show(const Result& result, const std::map<std::string, std::string>& files) {
    if (!settings_.shows_text()) return;
    TextStyle style;
    style.colour = colour_;
    style.replay = [&](const Finding& finding) -> std::string {
      const auto file = files.find(finding.id);
      if (file != files.end()) return settings_.program + " replay " + quoted(file->second);
      if (finding.schedule.empty() || !result.source.empty()) return {};
      const std::string command = settings_.program + " replay " + quoted(result.report.target) +
                                  " --schedule " + quoted(finding.schedule);
      return command.size() + 10 <= kColumns ? command : std::string{};
    };
    if (!targets_.empty() && !settings_.quiet && !settings_.brief) std::cout << "\n";
    std::cout << report_words(result.report, settings_, style) << std::flush;
  }

  /// Looks into the baseline. The code of a program that was run is that of all its models
  /// together, and so says nothing once a finding of any of them may be known.
  void excuse(Result& result) {
    if (!baseline_) return;
    const bool any = baseline_->excuse(result.report, now_);
    if (result.code == ExitCode::bug && (any || !result.source.empty())) {
      result.code = exit_code(result.report, result.settings.rules);
    }
  }

  /// Whether the table of models says what to expect.
  [[nodiscard]] bool compares(const Result& result) const {
    return settings_.expected && result.source.empty() && result.model != nullptr &&
           result.model->expected && !result.report.strategy.empty();
  }

  static void compare(const Result& result, Examined& target) {
    target.differences = differences(result.report, *result.model->expected);
    for (const std::string& line : target.differences) complain(result.report.target + ": " + line);
    target.code = target.differences.empty() ? ExitCode::success : ExitCode::bug;
  }

  const Settings& settings_;
  ScheduleFolder folder_;
  bool colour_;
  std::optional<Baseline> baseline_;
  Date now_ = today();
  std::vector<Examined> targets_;
  ExitCode code_ = ExitCode::success;
};

}  // namespace

ExitCode check_command(const Settings& settings) { return Check(settings).run(); }

}  // namespace heddle::tools
