#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

struct Entry {
  const char* name;
  std::unique_ptr<Strategy> (*make)(const Options&);
};
constexpr Entry kStrategies[] = {
    {"optimal", make_optimal},
    {"dfs", make_dfs},
    {"random", make_random},
    {"replay", make_replay},
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

}  // namespace heddle
