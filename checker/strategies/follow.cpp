// Goes by Options::schedule, and leaves it to others what follows: stops there to be looked at
// (Options::stopped), or goes on at random, by partial order sampling. Fingerprints are not
// compared: a step can be added to a schedule before it has been run.
#include <utility>

#include "heddle/checker/rerun.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

class Follow final : public Strategy {
 public:
  explicit Follow(const Options& options)
      : schedule_(Schedule::parse(options.schedule)),
        stopped_(options.stopped),
        rest_(make_pos(options)) {}

  [[nodiscard]] bool exhaustive() const override { return false; }

  void begin(std::uint32_t keep) override {
    next_ = 0;
    rest_->begin(keep);
  }

  Choice pick(const Crossroads& here) override {
    if (next_ == schedule_.steps.size()) {
      if (!stopped_) return rest_->pick(here);
      if (!can_anybody_go(here)) return {};
      stopped_(here);
      return Choice::stop();
    }
    const Choice next = wanted(here);
    if (next.thread == kNoThread) return can_anybody_go(here) ? Choice::cut() : Choice{};
    const Choice choice = forced(here, next);
    if (choice.thread < kNoThread) ++next_;
    return choice;
  }

  Next finished(const Trace& trace) override {
    if (stopped_) return {};
    return rest_->finished(trace);
  }

 private:
  /// The next choice in the numbers of this execution: that of no thread where none has its path.
  [[nodiscard]] Choice wanted(const Crossroads& here) const {
    const Schedule::Step& step = schedule_.steps[next_];
    for (const ThreadId thread : here.live()) {
      if (here.trace().thread_path(thread) == schedule_.threads[step.thread]) {
        return {thread, step.alternative};
      }
    }
    return {};
  }

  Schedule schedule_;
  std::function<void(const Crossroads&)> stopped_;
  std::unique_ptr<Strategy> rest_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_follow(const Options& options) {
  return std::make_unique<Follow>(options);
}

}  // namespace heddle
