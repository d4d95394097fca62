// How large the tree of all interleavings is, from random walks down from its root: D. Knuth,
// "Estimating the Efficiency of Backtrack Programs", Mathematics of Computation 29, 1975. The
// product of the numbers of choices on a walk has the number of leaves as its mean.
#include <algorithm>
#include <cmath>

#include "heddle/checker/strategies/classes.hpp"
#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

constexpr double kNormal95 = 1.96;

class Probes final : public Strategy {
 public:
  explicit Probes(std::uint64_t seed) : generator_(seed) {}

  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t /*keep*/) override { product_ = 1; }

  Choice pick(const Crossroads& here) override {
    unsigned all = 0;
    for (const ThreadId thread : here.live()) all += here.alternatives(thread);
    if (all == 0) return {};
    product_ *= all;
    unsigned drawn = all > 1 ? generator_.below(all) : 0;
    for (const ThreadId thread : here.live()) {
      const unsigned ways = here.alternatives(thread);
      if (drawn < ways) return {thread, drawn};
      drawn -= ways;
    }
    return {};
  }

  /// Mean and variance as they come: B. Welford, Technometrics 4, 1962.
  Next finished(const Trace& trace) override {
    classes_.add(trace);
    ++probes_;
    const double before = product_ - mean_;
    mean_ += before / static_cast<double>(probes_);
    squares_ += before * (product_ - mean_);
    return {true, 0};
  }

  [[nodiscard]] std::optional<Sample> sample() const override { return classes_.sample(); }

  /// Every class seen is an interleaving: there are no fewer.
  [[nodiscard]] std::optional<Estimate> estimate() const override {
    if (probes_ == 0) return {};
    const auto count = static_cast<double>(probes_);
    const double error = probes_ > 1 ? std::sqrt(squares_ / (count - 1) / count) : mean_;
    const auto seen = static_cast<double>(classes_.sample().classes);
    Estimate estimate;
    estimate.probes = probes_;
    estimate.executions = std::max(mean_, seen);
    estimate.low = std::max(mean_ - kNormal95 * error, seen);
    estimate.high = std::max(mean_ + kNormal95 * error, seen);
    estimate.classes = std::min(classes_.all(), estimate.high);
    return estimate;
  }

 private:
  Generator generator_;
  double product_ = 1;  ///< of the numbers of choices on this walk
  std::uint64_t probes_ = 0;
  double mean_ = 0;
  double squares_ = 0;  ///< the sum of squared distances from the mean
  ClassCounter classes_;
};

}  // namespace

std::unique_ptr<Strategy> make_probes(const Options& options) {
  return std::make_unique<Probes>(options.seed);
}

}  // namespace heddle
