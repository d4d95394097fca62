// heddle outcomes: all results that a program can have, with a schedule for each.
#include <iostream>

#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/report_text.hpp"

namespace heddle::tools {

ExitCode outcomes_command(const Settings& settings) {
  if (!settings.json.empty()) check_writable(settings.json);
  Settings own = settings;
  own.search.keep_going = true;  // always to the end
  own.given.emplace_back("keep-going", "on");
  const bool colour = wants_colour(settings);
  std::vector<Report> reports;
  ExitCode code = ExitCode::success;
  for (const Target& target : targets_of(settings.targets)) {
    if (interrupts() > 0) {
      code = combined(code, ExitCode::inconclusive);
      break;
    }
    for (const Result& result : explore_target(target, own)) {
      const bool errors = result.code == ExitCode::bug;
      code = combined(
          code, errors ? exit_code_of_work(result.report, result.settings.rules) : result.code);
      if (settings.shows_text()) {
        if (!reports.empty()) std::cout << "\n";
        std::cout << verdict_text(result.report, colour);
        if (!result.report.strategy.empty()) {
          std::cout << "\n" << outcomes_text(result.report, colour);
        }
        std::cout << std::flush;
      }
      reports.push_back(result.report);
    }
  }
  if (!settings.json.empty()) write_file(settings.json, write_json(reports));
  return code;
}

}  // namespace heddle::tools
