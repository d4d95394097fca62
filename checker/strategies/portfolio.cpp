// A portfolio of strategies, in turns: what one of them is unlikely to find, another is not. Of
// five turns two are of POS, one is of SURW, one of coarse POS, and one of the random walk or of
// PCT with several depths. At first every third execution is of the optimal search: it covers a
// program that is very small. Of a larger one it would see the last steps in other orders for long,
// so that it soon gives up.
//
// The classes of equivalent executions are counted, as a measure of how much is left to be seen.
#include <vector>

#include "heddle/checker/rerun.hpp"
#include "heddle/checker/strategies/classes.hpp"
#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

constexpr int kLeastDepth = 2;
constexpr int kMostDepth = 5;
constexpr int kMostSystematic = 20;  ///< executions of the optimal search

/// The optimal search among executions that are not its own: instead of keeping the beginning of
/// the last execution it chooses it once more.
class Systematic final : public Strategy {
 public:
  explicit Systematic(const Options& options) : search_(make_optimal(options)) {}

  [[nodiscard]] bool exhaustive() const override { return false; }
  [[nodiscard]] bool saves_states() const override { return true; }
  void begin(std::uint32_t /*keep*/) override {
    search_->begin(next_.keep);
    repeated_ = 0;
  }
  Choice pick(const Crossroads& here) override {
    if (here.trace().size() >= next_.keep) return search_->pick(here);
    if (repeated_ == last_.choices.size()) return Choice::cut();  // `differs` will say where
    const Choice choice = forced(here, last_.choices[repeated_]);
    if (choice == last_.choices[repeated_]) ++repeated_;
    return choice;
  }
  /// `more`: it has something else to run.
  Next finished(const Trace& trace) override {
    const std::optional<EventIndex> difference = last_.differs(trace);
    if (difference && *difference < next_.keep) return {false, 0, false, *difference};
    next_ = search_->finished(trace);
    next_.more = next_.more && ++executions_ < kMostSystematic;
    last_ = Recording::of(trace);
    return next_;
  }

 private:
  std::unique_ptr<Strategy> search_;
  Next next_;
  Recording last_;            ///< its last execution
  std::size_t repeated_ = 0;  ///< of its choices, in the present one
  int executions_ = 0;
};

class Portfolio final : public Strategy {
 public:
  explicit Portfolio(const Options& options) : systematic_(options) {
    Generator seeds(options.seed);
    Options own = options;
    const auto add = [&](std::unique_ptr<Strategy> (*make)(const Options&)) {
      own.seed = seeds.next();
      members_.push_back(make(own));
    };
    add(make_pos);
    add(make_surw);
    add(make_coarse_pos);
    add(make_random);
    for (own.depth = kLeastDepth; own.depth <= kMostDepth; ++own.depth) add(make_pct);
    for (std::size_t other = kCoarsePos + 1; other < members_.size(); ++other) {
      turns_.insert(turns_.end(), {kPos, kSurw, other, kPos, kCoarsePos});
    }
  }

  [[nodiscard]] bool exhaustive() const override { return false; }
  [[nodiscard]] bool saves_states() const override { return systematic_now_; }
  void begin(std::uint32_t keep) override { now().begin(keep); }
  Choice pick(const Crossroads& here) override { return now().pick(here); }

  Next finished(const Trace& trace) override {
    const Next next = now().finished(trace);
    if (next.differs != kNone) return {false, 0, false, next.differs};
    Strategy& surw = *members_[kSurw];
    if (&now() != &surw) surw.finished(trace);  // it learns from all
    if (systematic_now_) {
      systematic_ends_ = !next.more;
    } else {
      turn_ = (turn_ + 1) % turns_.size();
    }
    systematic_now_ = !systematic_ends_ && ++executions_ % 3 == 2;
    classes_.add(trace);
    return {true, 0};
  }

  [[nodiscard]] std::optional<Sample> sample() const override { return classes_.sample(); }

 private:
  static constexpr std::size_t kPos = 0;
  static constexpr std::size_t kSurw = 1;
  static constexpr std::size_t kCoarsePos = 2;

  Strategy& now() {
    if (systematic_now_) return systematic_;
    return *members_[turns_[turn_]];
  }

  Systematic systematic_;
  bool systematic_now_ = false;
  bool systematic_ends_ = false;
  std::uint64_t executions_ = 0;
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
