// heddle check: explores targets and reports what it finds.
#include <iostream>
#include <map>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/expected.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/report_text.hpp"
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
    if (!settings_.json.empty()) check_writable(settings_.json);
    if (settings_.expected && !settings_.parameters.empty()) {
      throw UsageError("--expected knows the default parameters only: leave -p out");
    }
    const std::vector<Target> targets = targets_of(settings_.targets);
    std::size_t explored = 0;
    for (; explored < targets.size() && interrupts() == 0; ++explored) {
      for (const Result& result : explore_target(targets[explored], settings_)) take(result);
    }
    if (explored < targets.size()) {
      complain("interrupted: " + counted(targets.size() - explored, "target", "targets") +
               " not explored");
      code_ = combined(code_, ExitCode::inconclusive);
    }
    if (!settings_.json.empty()) write_file(settings_.json, write_json(reports_));
    return code_;
  }

 private:
  void take(const Result& result) {
    const std::map<std::string, std::string> files = write_schedules(result);
    show(result, files);
    code_ = combined(code_, code_of(result));
    reports_.push_back(result.report);
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
    if (!reports_.empty() && !settings_.quiet) std::cout << "\n";
    std::cout << (settings_.quiet ? verdict_text(result.report, colour_)
                                  : report_text(result.report, style))
              << std::flush;
  }

  ExitCode code_of(const Result& result) {
    if (!settings_.expected || !result.source.empty()) return result.code;
    if (result.model == nullptr || !result.model->expected || result.report.strategy.empty()) {
      return result.code;
    }
    const std::vector<std::string> lines = differences(result.report, *result.model->expected);
    for (const std::string& line : lines) complain(result.report.target + ": " + line);
    return lines.empty() ? ExitCode::success : ExitCode::bug;
  }

  const Settings& settings_;
  ScheduleFolder folder_;
  bool colour_;
  std::vector<Report> reports_;
  ExitCode code_ = ExitCode::success;
};

}  // namespace

ExitCode check_command(const Settings& settings) { return Check(settings).run(); }

}  // namespace heddle::tools
