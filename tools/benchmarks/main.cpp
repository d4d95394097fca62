// heddle_bench: how fast the search is, whether it grows, and how it compares with others.
//
// Usage: heddle_bench [--repetitions N] [--quick]
//        heddle_bench --random [--seeds A-B]
//        heddle_bench --once NAME N
//
// --random measures something else: how soon random testing finds bugs. Exits with 1 if a number of
// executions is not what it must be.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "heddle/checker/model.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {
namespace {

const Model& model(const std::string& name) {
  for (const Model& model : models()) {
    if (model.name == name) return model;
  }
  std::fprintf(stderr, "heddle_bench: no model `%s`\n", name.c_str());
  std::exit(2);
}

}  // namespace

std::function<void()> program_of(const std::string& name,
                                 const std::vector<std::pair<std::string, int>>& parameters) {
  const Model& found = model(name);
  Parameters values = found.parameters;
  for (const auto& [parameter, value] : parameters) values.set(parameter, value);
  return [values, program = found.program] { program(values); };
}

}  // namespace heddle::benchmarks

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--once") == 0) {
    heddle::benchmarks::run_once(argv[2], std::atoi(argv[3]));
    return 0;
  }
  int repetitions = 5;
  bool quick = false;
  bool random = false;
  heddle::benchmarks::Seeds seeds;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) {
      quick = true;
    } else if (std::strcmp(argv[i], "--repetitions") == 0 && i + 1 < argc) {
      repetitions = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--random") == 0) {
      random = true;
    } else if (std::strcmp(argv[i], "--seeds") == 0 && i + 1 < argc &&
               std::sscanf(argv[i + 1], "%" SCNu64 "-%" SCNu64, &seeds.first, &seeds.last) == 2 &&
               seeds.first <= seeds.last) {
      ++i;
    } else {
      std::fprintf(stderr,
                   "usage: heddle_bench [--repetitions N] [--quick] | --random [--seeds A-B]\n");
      return 2;
    }
  }
  if (random) return heddle::benchmarks::print_random(seeds) ? 0 : 1;
  heddle::benchmarks::print_speed(repetitions, quick);
  heddle::benchmarks::print_memory(quick);
  return heddle::benchmarks::print_comparison(repetitions, quick) ? 0 : 1;
}
