// How fast executions are: random ones, and those of depth-first search.
#include <algorithm>
#include <cstdio>
#include <heddle/heddle.hpp>
#include <vector>

#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {
namespace {

using threading::Thread;

constexpr int kIncrements = 100;
constexpr int kIncrementers = 3;

Options search(Reduce reduce) {
  Options options;
  options.strategy = "dfs";
  options.reduce = reduce;
  options.keep_going = true;
  options.shrink = 0;
  return options;
}

struct Rates {
  double best = 0;
  double median = 0;
};

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

}  // namespace

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

void message_passing() {
  Shared<int> data(0, "data");
  Atomic<bool> flag(false, "flag");
  Thread reader([=] {
    if (flag.load()) static_cast<void>(data.get());
  });
  reader.start();
  data.set(42);
  flag.store(true);
  reader.join();
}

void message_passing_beside_main() {
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

Options random_walk(std::uint64_t executions) {
  Options options;
  options.strategy = "random";
  options.max_executions = executions;
  options.keep_going = true;
  return options;
}

void print_speed(int repetitions, bool quick) {
  const std::uint64_t share = quick ? 10 : 1;
  std::printf("%-50s %8s %8s   %-18s %s\n", "speed", "best", "median", "", "goal");
  line("random, 3 threads x 100 atomic increments",
       measure(repetitions, increments, random_walk(50'000 / share), kIncrementers * kIncrements),
       1e6, "M points/s", "15");
  line("random, message passing of main and a thread",
       measure(repetitions, message_passing, random_walk(1'000'000 / share)), 1e6, "M executions/s",
       "2");
  line("random, message passing of two threads beside main",
       measure(repetitions, message_passing_beside_main, random_walk(1'000'000 / share)), 1e6,
       "M executions/s");

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

}  // namespace heddle::benchmarks
