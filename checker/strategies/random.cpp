// A random walk: at every scheduling point each thread that can go is as likely as any other.
#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

class Random final : public Strategy {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}

  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t /*keep*/) override {}

  /// Draws among the live threads, and again without those that turn out to be blocked: uniform
  /// over those that can go.
  Choice pick(const Crossroads& here) override {
    const std::span<const ThreadId> all = here.live_in_some_order();
    if (all.empty()) return {};
    const ThreadId first = all[generator_.below(static_cast<unsigned>(all.size()))];
    const unsigned ways = here.alternatives(first);
    if (ways > 0) return choice(first, ways);
    return pick_among_rest(here, first);
  }

  Next finished(const Trace& /*trace*/) override { return {true, 0}; }

 private:
  Choice choice(ThreadId thread, unsigned ways) {
    return {thread, ways > 1 ? generator_.below(ways) : 0};
  }

  Choice pick_among_rest(const Crossroads& here, ThreadId blocked) {
    ThreadSet rest = here.live();
    rest.erase(blocked);
    for (int left = rest.size(); left > 0; --left) {
      const ThreadId thread =
          rest.nth(static_cast<int>(generator_.below(static_cast<unsigned>(left))));
      const unsigned ways = here.alternatives(thread);
      if (ways > 0) return choice(thread, ways);
      rest.erase(thread);
    }
    return {};
  }

  Generator generator_;
};

}  // namespace

std::unique_ptr<Strategy> make_random(const Options& options) {
  return std::make_unique<Random>(options.seed);
}

}  // namespace heddle
