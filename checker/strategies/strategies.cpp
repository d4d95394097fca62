#include "heddle/checker/strategies/strategies.hpp"

#include <algorithm>

namespace heddle {
namespace {

struct Entry {
  const char* name;
  std::unique_ptr<Strategy> (*make)(const Options&);
  bool draws;
};
constexpr Entry kStrategies[] = {
    {"optimal", make_optimal, false},
    {"dfs", make_dfs, false},
    {"random", make_random, true},
    {"pct", make_pct, true},
    {"pos", make_pos, true},
    {"surw", make_surw, true},
    {"portfolio", make_portfolio, true},
    {"probes", make_probes, true},
    {"replay", make_replay, false},
    {"follow", make_follow, true},
};

}  // namespace

std::unique_ptr<Strategy> make_strategy(const Options& options) {
  std::string known;
  for (const Entry& entry : kStrategies) {
    if (options.strategy == entry.name) return entry.make(options);
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw UsageError("unknown strategy `" + options.strategy + "`; there are: " + known);
}

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kStrategies) names.emplace_back(entry.name);
  return names;
}

bool draws(const std::string& strategy) {
  return std::any_of(std::begin(kStrategies), std::end(kStrategies),
                     [&](const Entry& entry) { return entry.draws && strategy == entry.name; });
}

}  // namespace heddle
