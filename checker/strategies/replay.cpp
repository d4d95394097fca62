// Exactly one schedule. Strict: ends where the program departs from it. Lenient: goes on from
// there, staying on the current thread, else the lowest. So do both where the schedule ends before
// the program.
#include "heddle/checker/rerun.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

class Replay final : public Strategy {
 public:
  Replay(Schedule schedule, bool lenient) : schedule_(std::move(schedule)), lenient_(lenient) {}

  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t /*keep*/) override {
    next_ = compared_ = 0;
    departed_ = false;
  }

  Choice pick(const Crossroads& here) override {
    const Trace& trace = here.trace();
    if (!departed_ && compared_ < next_) {
      compared_ = next_;
      const TraceEvent& last = trace.events[last_event(trace)];
      departed_ = fingerprint(trace, last) != schedule_.steps[next_ - 1].fingerprint;
    }
    if (!departed_ && next_ < schedule_.steps.size()) {
      const Schedule::Step& step = schedule_.steps[next_];
      for (const ThreadId thread : here.live()) {
        if (trace.thread_path(thread) != schedule_.threads[step.thread]) continue;
        if (here.alternatives(thread) <= step.alternative) break;
        ++next_;
        return {thread, step.alternative};
      }
      if (!can_anybody_go(here)) return {};  // the engine may know how to go on (time, pollers)
      departed_ = true;
    }
    if (departed_ && !lenient_) return Choice::cut();
    if (here.alternatives(here.current()) > 0 && here.live().contains(here.current())) {
      return {here.current(), 0};
    }
    for (const ThreadId thread : here.live()) {
      if (here.alternatives(thread) > 0) return {thread, 0};
    }
    return {};
  }

  Next finished(const Trace& /*trace*/) override { return {}; }

 private:
  static EventIndex last_event(const Trace& trace) {
    EventIndex event = trace.size() - 1;
    while (trace.events[event].scheduling != Scheduling::visible) --event;
    return event;
  }

  Schedule schedule_;
  bool lenient_;
  std::size_t next_ = 0;
  std::size_t compared_ = 0;  ///< steps whose fingerprints were
  bool departed_ = false;
};

}  // namespace

std::unique_ptr<Strategy> make_replay(const Options& options) {
  return std::make_unique<Replay>(Schedule::parse(options.schedule), options.lenient);
}

}  // namespace heddle
