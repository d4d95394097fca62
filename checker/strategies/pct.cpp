// Probabilistic concurrency testing: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A
// Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010, section 3.
//
// Threads have random priorities, and the highest that can go goes. At d - 1 random steps of the
// execution the one that would go falls below all that have not fallen. A bug of depth d among n
// threads and k steps is found with probability 1 / (n k^(d-1)) at least.
//
// Where a single thread can go nothing is decided: such steps are not counted, which makes k
// smaller; a fall there could not be told from one at the thread's next decision. A poll asks to be
// overtaken: whoever has polled falls below everybody.
#include <algorithm>
#include <array>
#include <vector>

#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

class Pct final : public Strategy {
 public:
  Pct(std::uint64_t seed, int depth)
      : generator_(seed), changes_(static_cast<std::size_t>(depth - 1)) {}

  [[nodiscard]] bool exhaustive() const override { return false; }

  void begin(std::uint32_t /*keep*/) override {
    for (std::uint32_t& change : changes_) change = generator_.below(length_);
    ranked_.clear();
    lowest_ = 0;
    seen_ = 0;
    decisions_ = 0;
  }

  Choice pick(const Crossroads& here) override {
    take_in(here.trace());
    ThreadSet ready;
    for (const ThreadId thread : here.live()) {
      if (here.alternatives(thread) == 0) continue;
      ready.insert(thread);
      if (!ranked_.contains(thread)) rank(thread);
    }
    if (ready.empty()) return {};
    ThreadId highest = highest_of(ready);
    if (ready.size() > 1) {
      for (std::size_t i = 0; i < changes_.size(); ++i) {
        if (changes_[i] != decisions_) continue;
        priorities_[highest] = static_cast<std::int64_t>(i) + 1;
        highest = highest_of(ready);
      }
      ++decisions_;
    }
    const unsigned ways = here.alternatives(highest);
    return {highest, ways > 1 ? generator_.below(ways) : 0};
  }

  Next finished(const Trace& /*trace*/) override {
    length_ = std::max(length_, decisions_);
    return {true, 0};
  }

 private:
  /// Above all that have fallen.
  void rank(ThreadId thread) {
    ranked_.insert(thread);
    priorities_[thread] = static_cast<std::int64_t>(generator_.next() >> 2U) + kMostChanges;
  }
  void take_in(const Trace& trace) {
    for (; seen_ < trace.size(); ++seen_) {
      const TraceEvent& event = trace.events[seen_];
      if (event.polls) priorities_[event.thread] = --lowest_;
    }
  }
  [[nodiscard]] ThreadId highest_of(const ThreadSet& threads) const {
    ThreadId highest = threads.first();
    for (const ThreadId thread : threads) {
      if (priorities_[thread] > priorities_[highest]) highest = thread;
    }
    return highest;
  }

  static constexpr std::int64_t kMostChanges = std::int64_t{1} << 32U;

  Generator generator_;
  std::vector<std::uint32_t> changes_;  ///< decisions at which somebody falls
  std::array<std::int64_t, kMaxThreads> priorities_{};
  ThreadSet ranked_;
  std::int64_t lowest_ = 0;
  EventIndex seen_ = 0;
  std::uint32_t decisions_ = 0;  ///< of this execution, so far
  std::uint32_t length_ = 1;     ///< k: the most that an execution has shown
};

}  // namespace

std::unique_ptr<Strategy> make_pct(const Options& options) {
  if (options.depth < 1) throw UsageError("--depth is at least 1");
  return std::make_unique<Pct>(options.seed, options.depth);
}

}  // namespace heddle
