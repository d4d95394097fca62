// The optimal search beside other checkers.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "heddle/checker/explorer.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"
#include "heddle/tools/benchmarks/rows.hpp"

namespace heddle::benchmarks {
namespace {

constexpr double kEnough = 4;         ///< CPU seconds for a row; no repetition begins after that
constexpr double kMeasurable = 0.05;  ///< another's rate is shown if it took at least so long
constexpr double kComparable = 0.2;   ///< and counts in the mean from here on

struct Measured {
  std::uint64_t executions = 0;
  std::uint64_t redundant = 0;
  double per_second = 0;  ///< the best repetition's
  double nanoseconds_per_event = 0;
  double megabytes = 0;
};

/// Events that are run again at the beginning of an execution count as any other.
Measured measure(const Row& row, int repetitions) {
  const Options options = plain_optimal();
  const auto program = row.n == 0 ? program_of(row.model) : program_of(row.model, {{"n", row.n}});
  Measured best;
  double total = 0;
  for (int i = 0; i < repetitions && total < kEnough; ++i) {
    double seconds = 0;
    double executions = 0;
    double events = 0;
    do {
      const Report report = explore(program, options);
      seconds += report.cpu_seconds;
      executions += static_cast<double>(report.executions);
      events += static_cast<double>(report.steps);
      best.executions = report.executions;
      best.redundant = report.redundant;
      best.megabytes = static_cast<double>(report.peak_rss_bytes) / 1e6;
    } while (seconds < kLongEnough);
    total += seconds;
    if (executions / seconds <= best.per_second) continue;
    best.per_second = executions / seconds;
    best.nanoseconds_per_event = 1e9 * seconds / events;
  }
  return best;
}

/// Measures in a process of its own: the peak of its memory is this row's. Nothing was measured if
/// it dies.
Measured measure_apart(const Row& row, int repetitions) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    const Measured measured = measure(row, repetitions);
    const bool written = write(ends[1], &measured, sizeof measured) == sizeof measured;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  Measured measured;
  if (read(ends[0], &measured, sizeof measured) != sizeof measured) measured = {};
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return measured;
}

/// "12345", or "-" if it is not known.
std::string rate_of(const Row& row, double seconds) {
  if (seconds < kMeasurable) return "-";
  return std::to_string(std::llround(static_cast<double>(row.executions) / seconds));
}

void print(const Row& row, const Measured& measured, double ratio) {
  char shown[16] = "-";
  if (ratio > 0) std::snprintf(shown, sizeof shown, "%.2f", ratio);
  std::printf("%-10s %5d %10" PRIu64 " %10" PRIu64 " %10.0f %9.0f %7.1f %9s %9s %9s", row.model,
              row.n, measured.executions, row.executions, measured.per_second,
              measured.nanoseconds_per_event, measured.megabytes, rate_of(row, row.genmc).c_str(),
              rate_of(row, row.nidhugg).c_str(), shown);
  if (measured.executions != row.executions) std::printf("  WRONG");
  if (measured.redundant > 0) std::printf("  %" PRIu64 " REDUNDANT", measured.redundant);
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

Options plain_optimal() {
  Options options;
  options.strategy = "optimal";
  options.dependence = Dependence::plain;
  options.keep_going = true;
  options.shrink = 0;
  return options;
}

bool print_comparison(int repetitions, bool quick) {
  std::printf("\nthe optimal search, plain dependence; executions per CPU second\n");
  std::printf("%-10s %5s %10s %10s %10s %9s %7s %9s %9s %9s\n", "program", "n", "executions",
              "expected", "per s", "ns/event", "MB", "GenMC", "Nidhugg", "to GenMC");
  bool right = true;
  double logarithms = 0;
  int compared = 0;
  double smallest = 0;
  const Row* slowest = nullptr;
  for (const Row& row : kRows) {
    if (quick && row.heavy) continue;
    const Measured measured = measure_apart(row, repetitions);
    const double genmc = static_cast<double>(row.executions) / std::max(row.genmc, 1e-9);
    const double ratio = row.genmc < kMeasurable ? 0 : measured.per_second / genmc;
    print(row, measured, ratio);
    right = right && measured.executions == row.executions && measured.redundant == 0;
    if (row.genmc < kComparable || ratio <= 0) continue;
    logarithms += std::log(ratio);
    ++compared;
    if (slowest == nullptr || ratio < smallest) {
      smallest = ratio;
      slowest = &row;
    }
  }
  if (slowest != nullptr) {
    std::printf(
        "to GenMC, where it takes %.1f s or more: geometric mean %.2f, smallest %.2f (%s %d)\n",
        kComparable, std::exp(logarithms / compared), smallest, slowest->model, slowest->n);
  }
  return right;
}

}  // namespace heddle::benchmarks
