// One search, for a profiler.
#include <cinttypes>
#include <cstdio>
#include <map>
#include <string>

#include "heddle/checker/explorer.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {

void run_once(const std::string& name, int n) {
  static const std::map<std::string, void (*)()> walks = {
      {"increments", increments},
      {"message-passing", message_passing},
      {"message-passing-beside-main", message_passing_beside_main},
  };
  const auto walk = walks.find(name);
  Report report;
  if (walk != walks.end()) {
    report = explore(walk->second, random_walk(static_cast<std::uint64_t>(n)));
  } else {
    report = explore(n == 0 ? program_of(name) : program_of(name, {{"n", n}}), plain_optimal());
  }
  std::printf("%" PRIu64 "\n", report.executions);
}

}  // namespace heddle::benchmarks
