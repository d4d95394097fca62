// A portfolio of random strategies, in turns: what one of them is unlikely to find, another is not.
// Every other turn is of POS, every fourth of SURW, the rest of the random walk and of PCT with
// several depths.
// The classes of equivalent executions are counted, as a measure of how much is left to be seen.
#include <vector>

#include "heddle/checker/strategies/classes.hpp"
#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

constexpr int kLeastDepth = 2;
constexpr int kMostDepth = 5;

class Portfolio final : public Strategy {
 public:
  explicit Portfolio(const Options& options) {
    Generator seeds(options.seed);
    Options own = options;
    const auto add = [&](std::unique_ptr<Strategy> (*make)(const Options&)) {
      own.seed = seeds.next();
      members_.push_back(make(own));
    };
    add(make_pos);
    add(make_surw);
    add(make_random);
    for (own.depth = kLeastDepth; own.depth <= kMostDepth; ++own.depth) add(make_pct);
    for (std::size_t other = kSurw + 1; other < members_.size(); ++other) {
      turns_.insert(turns_.end(), {kPos, kSurw, kPos, other});
    }
  }

  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t keep) override { now().begin(keep); }
  Choice pick(const Crossroads& here) override { return now().pick(here); }

  Next finished(const Trace& trace) override {
    now().finished(trace);
    if (turns_[turn_] != kSurw) members_[kSurw]->finished(trace);  // it learns from all
    turn_ = (turn_ + 1) % turns_.size();
    classes_.add(trace);
    return {true, 0};
  }

  [[nodiscard]] std::optional<Sample> sample() const override { return classes_.sample(); }

 private:
  static constexpr std::size_t kPos = 0;
  static constexpr std::size_t kSurw = 1;

  Strategy& now() { return *members_[turns_[turn_]]; }

  std::vector<std::unique_ptr<Strategy>> members_;
  std::vector<std::size_t> turns_;
  std::size_t turn_ = 0;
  ClassCounter classes_;
};

}  // namespace

std::unique_ptr<Strategy> make_portfolio(const Options& options) {
  return std::make_unique<Portfolio>(options);
}

}  // namespace heddle
