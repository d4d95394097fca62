// heddle report: renders reports that were stored as JSON.
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/outputs.hpp"
#include "heddle/tools/report_json.hpp"

namespace heddle::tools {
namespace {

std::vector<Report> stored_reports(const std::vector<std::string>& paths) {
  std::vector<Report> all;
  for (const std::string& path : paths) {
    try {
      for (Report& report : parse_json(read_file(path))) all.push_back(std::move(report));
    } catch (const UsageError& error) {
      const std::string what = error.what();
      throw UsageError(what.find(path) == std::string::npos ? path + ": " + what : what);
    }
  }
  return all;
}

/// The text is what one gets without asking for anything else.
bool wants_text(const Settings& settings) {
  if (settings.text || settings.brief) return settings.shows_text();
  return settings.junit.empty() && settings.sarif.empty() && settings.html.empty() &&
         settings.json.empty() && !settings.github;
}

}  // namespace

ExitCode report_command(const Settings& settings) {
  check_outputs(settings);
  const bool colour = wants_colour(settings);
  std::vector<Examined> targets;
  for (const Report& report : stored_reports(settings.targets)) {
    targets.push_back(examined(report, settings.rules));
  }
  for (std::size_t i = 0; wants_text(settings) && i < targets.size(); ++i) {
    if (i > 0 && !settings.quiet && !settings.brief) std::cout << "\n";
    std::cout << report_words(targets[i].report, settings, {colour, {}});
  }
  std::cout << std::flush;
  write_outputs(settings, targets);
  return ExitCode::success;
}

}  // namespace heddle::tools
