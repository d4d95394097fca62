// heddle estimate: how large an exhaustive search is likely to be, before it is begun.
#include <iostream>

#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/report_text.hpp"

namespace heddle::tools {
namespace {

constexpr std::uint64_t kProbes = 1000;

/// Probes in place of a search. Their findings are nobody's question.
Settings probing(const Settings& settings) {
  Settings own = settings;
  own.search.strategy = "probes";
  own.search.keep_going = true;
  const bool limited = settings.gave("max-executions") || settings.gave("max-time");
  if (!limited) own.search.max_executions = kProbes;
  return own;
}

}  // namespace

ExitCode estimate_command(const Settings& settings) {
  if (!settings.json.empty()) check_writable(settings.json);
  const Settings own = probing(settings);
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
      if (settings.shows_text()) std::cout << estimate_text(result.report) << std::flush;
      reports.push_back(result.report);
    }
  }
  if (!settings.json.empty()) write_file(settings.json, write_json(reports));
  return code;
}

}  // namespace heddle::tools
