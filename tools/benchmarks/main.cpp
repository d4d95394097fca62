// heddle_bench: how fast the search is and whether it grows. All times are CPU time of this
// process; the detectors are on, as they are for users.
//
// Usage: heddle_bench [--repetitions N] [--quick]
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <heddle/heddle.hpp>
#include <string>
#include <vector>

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"

namespace {

using namespace heddle;
using threading::Thread;

constexpr int kIncrements = 100;
constexpr int kIncrementers = 3;

/// Three threads, a hundred increments each of one atomic: nothing but scheduling points.
void increments() {
  Atomic<int> counter(0, "counter");
  const auto count = [=] {
    for (int i = 0; i < kIncrements; ++i) counter.fetch_add(1);
  };
  std::vector<Thread> threads;
  for (int i = 0; i < kIncrementers; ++i) threads.emplace_back(count);
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

/// Message passing: plain data, published by an atomic flag.
void message_passing() {
  Shared<int> data(0, "data");
  Atomic<bool> flag(false, "flag");
  Thread writer([=] {
    data.set(42);
    flag.store(true);
  });
  Thread reader([=] {
    if (flag.load()) static_cast<void>(data.get());
  });
  writer.start();
  reader.start();
  writer.join();
  reader.join();
}

const Model& model(const std::string& name) {
  for (const Model& model : models()) {
    if (model.name == name) return model;
  }
  std::fprintf(stderr, "heddle_bench: no model `%s`\n", name.c_str());
  std::exit(2);
}

std::function<void()> program_of(const std::string& name,
                                 const std::vector<std::pair<std::string, int>>& parameters = {}) {
  const Model& found = model(name);
  Parameters values = found.parameters;
  for (const auto& [parameter, value] : parameters) values.set(parameter, value);
  return [values, program = found.program] { program(values); };
}

Options random_walk(std::uint64_t executions) {
  Options options;
  options.strategy = "random";
  options.max_executions = executions;
  options.keep_going = true;
  return options;
}

Options search(Reduce reduce) {
  Options options;
  options.strategy = "dfs";
  options.reduce = reduce;
  options.keep_going = true;
  return options;
}

struct Rates {
  double best = 0;
  double median = 0;
};

constexpr double kLongEnough = 0.2;  ///< CPU seconds; shorter searches are repeated

/// Runs once to warm up and then `repetitions` times. The rate is `per_run` times the runs (those
/// that a reduction cuts short included) by the CPU time.
Rates measure(int repetitions, const std::function<void()>& program, const Options& options,
              double per_run = 1) {
  std::vector<double> rates;
  for (int i = 0; i <= repetitions; ++i) {
    double runs = 0;
    double seconds = 0;
    do {
      const Report report = explore(program, options);
      runs += static_cast<double>(report.executions + report.redundant);
      seconds += report.cpu_seconds;
    } while (seconds < kLongEnough);
    if (i > 0) rates.push_back(per_run * runs / seconds);
  }
  std::sort(rates.begin(), rates.end());
  return {rates.back(), rates[rates.size() / 2]};
}

void line(const char* what, const Rates& rates, double unit, const char* unit_name,
          const char* goal = "") {
  std::printf("%-50s %8.2f %8.2f   %-18s %s\n", what, rates.best / unit, rates.median / unit,
              unit_name, goal);
  std::fflush(stdout);
}

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

void speed(int repetitions, bool quick) {
  const std::uint64_t share = quick ? 10 : 1;
  std::printf("%-50s %8s %8s   %-18s %s\n", "speed", "best", "median", "", "goal");
  line("random, 3 threads x 100 atomic increments",
       measure(repetitions, increments, random_walk(50'000 / share), kIncrementers * kIncrements),
       1e6, "M points/s", "15");
  line("random, message passing",
       measure(repetitions, message_passing, random_walk(1'000'000 / share)), 1e6, "M executions/s",
       "2");

  struct Search {
    const char* what;
    std::function<void()> program;
    Reduce reduce;
  };
  const Search searches[] = {
      {"dfs --reduce none, two-by-six", program_of("two-by-six"), Reduce::none},
      {"dfs --reduce none, condition-while", program_of("condition-while"), Reduce::none},
      {"dfs --reduce none, philosophers-naive", program_of("philosophers-naive"), Reduce::none},
      {"dfs --reduce sleep, two-by-six", program_of("two-by-six"), Reduce::sleep},
      {"dfs --reduce sleep, semaphore n=4", program_of("semaphore"), Reduce::sleep},
      {"dfs --reduce sleep, philosophers-ordered n=5",
       program_of("philosophers-ordered", {{"n", 5}}), Reduce::sleep},
      {"dfs --reduce sleep, condition-while", program_of("condition-while"), Reduce::sleep},
  };
  for (const Search& one : searches) {
    line(one.what, measure(repetitions, one.program, search(one.reduce)), 1e3, "k runs/s");
  }
}

void memory(bool quick) {
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

}  // namespace

int main(int argc, char** argv) {
  int repetitions = 5;
  bool quick = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) {
      quick = true;
    } else if (std::strcmp(argv[i], "--repetitions") == 0 && i + 1 < argc) {
      repetitions = std::max(1, std::atoi(argv[++i]));
    } else {
      std::fprintf(stderr, "usage: heddle_bench [--repetitions N] [--quick]\n");
      return 2;
    }
  }
  speed(repetitions, quick);
  memory(quick);
  return 0;
}
