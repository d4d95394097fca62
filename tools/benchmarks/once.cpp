// One search, for a profiler.
#include <cinttypes>
#include <cstdio>

#include "heddle/checker/explorer.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {

void run_once(const std::string& name, int n) {
  std::function<void()> program;
  Options options = plain_optimal();
  if (name == "increments" || name == "message-passing") {
    program = name == "increments" ? increments : message_passing;
    options = random_walk(static_cast<std::uint64_t>(n));
  } else {
    program = n == 0 ? program_of(name) : program_of(name, {{"n", n}});
  }
  std::printf("%" PRIu64 "\n", explore(program, options).executions);
}

}  // namespace heddle::benchmarks
