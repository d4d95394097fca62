// How soon random testing finds the first bug.
#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "heddle/checker/explorer.hpp"
#include "heddle/tools/benchmarks/benchmarks.hpp"

namespace heddle::benchmarks {
namespace {

constexpr std::uint64_t kMostExecutions = 10'000;  ///< of one search

/// A program of models/bench/ with a bug. The goal is the better of the means that POS and PCT need
/// in the study of RFF (20 trials each, every load and store a scheduling point), or 5.
struct Subject {
  const char* model;
  int n;  ///< 0: it has no such parameter
  double goal;
};

constexpr Subject kSubjects[] = {
    {"reorder", 3, 223},     {"reorder", 5, 1126}, {"reorder", 10, 2356},
    {"reorder", 20, 2128},   {"twostage", 2, 8.9}, {"twostage", 20, 185},
    {"twostage", 100, 3888}, {"bluetooth", 0, 72}, {"wronglock", 0, 5},
};

struct Found {
  double mean = 0;  ///< a search that found nothing counts as all its executions
  std::uint64_t median = 0;
  std::size_t searches = 0;
  std::size_t found = 0;
};

/// Looks for a failed assertion; other findings do not count.
class Assertion : public Watcher {
 public:
  void found(const Finding& finding) override { seen_ = seen_ || finding.kind == Kind::assertion; }
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  bool seen_ = false;
};

/// The executions that the searches with these seeds need until an assertion fails.
Found measure(const Subject& subject, const char* strategy, const Seeds& seeds) {
  Options options;
  options.strategy = strategy;
  options.races = Races::ignore;
  options.keep_going = true;
  options.shrink = 0;
  options.max_executions = kMostExecutions;
  const auto program =
      subject.n == 0 ? program_of(subject.model) : program_of(subject.model, {{"n", subject.n}});
  Found result;
  std::vector<std::uint64_t> needed;
  for (options.seed = seeds.first; options.seed <= seeds.last; ++options.seed) {
    Assertion assertion;
    options.cancelled = [&assertion] { return assertion.seen(); };
    const Report report = explore(program, options, &assertion);
    if (assertion.seen()) ++result.found;
    needed.push_back(report.executions);
  }
  std::sort(needed.begin(), needed.end());
  result.searches = needed.size();
  result.median = needed[needed.size() / 2];
  result.mean = static_cast<double>(std::accumulate(needed.begin(), needed.end(), 0UL)) /
                static_cast<double>(needed.size());
  return result;
}

}  // namespace

bool print_random(const Seeds& seeds) {
  std::printf("executions to the first failed assertion, seeds %" PRIu64 "-%" PRIu64
              ", at most %" PRIu64 "\n",
              seeds.first, seeds.last, kMostExecutions);
  std::printf("%-10s %4s %-10s %9s %7s %9s %7s\n", "program", "n", "strategy", "mean", "median",
              "found", "goal");
  bool met = true;
  for (const Subject& subject : kSubjects) {
    for (const char* strategy : {"portfolio", "pos", "pct", "surw", "random"}) {
      const Found found = measure(subject, strategy, seeds);
      const bool enough = found.found == found.searches && found.mean <= subject.goal;
      if (std::string(strategy) == "portfolio") met = met && enough;
      std::printf("%-10s %4d %-10s %9.1f %7" PRIu64 " %4zu/%-4zu %7.1f%s\n", subject.model,
                  subject.n, strategy, found.mean, found.median, found.found, found.searches,
                  subject.goal, enough ? "" : "  missed");
      std::fflush(stdout);
    }
  }
  return met;
}

}  // namespace heddle::benchmarks
