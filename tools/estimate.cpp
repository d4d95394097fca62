// heddle estimate: how large an exhaustive search is likely to be, before it is begun.
#include <iostream>

#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
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
  return explore_for_results(probing(settings), [](const Result& result, bool /*first*/) {
    std::cout << estimate_text(result.report) << std::flush;
  });
}

}  // namespace heddle::tools
