// heddle outcomes: all results that a program can have, with a schedule for each.
#include <iostream>

#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/report_text.hpp"

namespace heddle::tools {

ExitCode outcomes_command(const Settings& settings) {
  Settings own = settings;
  own.search.keep_going = true;  // always to the end
  own.given.emplace_back("keep-going", "on");
  const bool colour = wants_colour(settings);
  return explore_for_results(own, [colour](const Result& result, bool first) {
    if (!first) std::cout << "\n";
    std::cout << verdict_text(result.report, colour);
    if (!result.report.strategy.empty()) {
      std::cout << "\n" << outcomes_text(result.report, colour);
    }
    std::cout << std::flush;
  });
}

}  // namespace heddle::tools
