// Whether the memory grows with the number of executions.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <utility>
#include <vector>

#include "heddle/checker/explorer.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {
namespace {

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  long total = 0;
  long resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Looks at the resident memory after so many executions.
class Memory : public Watcher {
 public:
  explicit Memory(std::vector<std::uint64_t> at) : at_(std::move(at)) {}
  void executed(const Report& so_far) override {
    if (seen_.size() < at_.size() && so_far.executions == at_[seen_.size()]) {
      seen_.push_back(resident_megabytes());
    }
  }
  [[nodiscard]] const std::vector<double>& seen() const { return seen_; }

 private:
  std::vector<std::uint64_t> at_;
  std::vector<double> seen_;
};

}  // namespace

void print_memory(bool quick) {
  std::printf("\n%-50s %8s %8s\n", "resident memory, MB, after executions", "10^4",
              quick ? "10^5" : "10^6");
  for (const char* name : {"abba-deadlock", "condition-notify-before-wait", "daemon-holds-lock"}) {
    const std::uint64_t last = quick ? 100'000 : 1'000'000;
    Memory watcher({10'000, last});
    explore(program_of(name), random_walk(last), &watcher);
    std::printf("random, %-42s %8.1f %8.1f\n", name, watcher.seen().at(0), watcher.seen().at(1));
    std::fflush(stdout);
  }
}

}  // namespace heddle::benchmarks
