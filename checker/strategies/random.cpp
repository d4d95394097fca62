// A random walk: at every scheduling point each thread that can go is as likely as any other.
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

/// xoshiro256** 1.0 (D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM
/// TOMS 47, 2021), seeded by splitmix64 as its authors recommend.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }
  /// A number below `bound` > 0 (its bias is below bound / 2^64).
  unsigned below(unsigned bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<unsigned>((Wide{next()} * bound) >> 64);
  }

 private:
  static constexpr std::uint64_t rotate(std::uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
  }
  std::uint64_t state_[4];
};

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
