// Partial order sampling: X. Yuan, J. Yang, R. Gu, "Partial Order Aware Concurrency Sampling", CAV
// 2018, algorithm POS. Every operation gets a random priority when its thread announces it, and the
// highest that can go goes. An executed event has those that depend on it draw again: the order of
// two dependent operations is then no matter of what came before.
//
// Dependence is that of the reduction (not: the same address), asked of what the pending operation
// would do now.
//
// The coarse variant, which is ours, does not draw for a new operation that can not block, nor for
// the release of a lock: a thread keeps its priority, unless what another one does depends on it.
// What is wrong although all is locked shows at that grain, and the more operations a thread
// performs between two locks, the less likely POS is to let it through.
#include <algorithm>
#include <array>

#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

/// Whether a part of an announced operation depends on a part of an executed event.
bool depends(const Trace& trace, const Operation& operation, const OperationPart& part,
             ThreadId thread, const Label& executed) {
  if (part.object != executed.object) return false;
  const ObjectRecord& object = trace.objects[part.object];
  if (executed.stored && !(object.spec->refined && trace.refined)) return true;
  Action action = part.action;
  action.thread = thread;
  action.may_expire = operation.timeout != kForever;
  const bool observes = action.is(kObserve);
  const bool blocked = !observes && object.spec->may_block(part.action.kind) &&
                       object.spec->alternatives(object.state, action) == 0;
  if (observes || blocked) return executed.stored;
  const Effect effect = tried(*object.spec, object.state, action);
  Label label;
  label.object = part.object;
  label.kind = action.kind;
  label.thread = thread;
  label.wrote = effect.wrote;
  label.stored = effect.wrote || (!trace.refined && object.spec->stores(action, effect));
  label.expired = effect.expired;
  label.tag = effect.tag;
  label.a = action.a;
  label.b = action.b;
  label.result = effect.result;
  return dependent(trace, executed, label);
}

class Pos final : public Strategy {
 public:
  Pos(std::uint64_t seed, bool coarse) : generator_(seed), coarse_(coarse) {}

  [[nodiscard]] bool exhaustive() const override { return false; }

  void begin(std::uint32_t /*keep*/) override {
    drawn_.clear();
    seen_ = 0;
  }

  Choice pick(const Crossroads& here) override {
    const Trace& trace = here.trace();
    for (; seen_ < trace.size(); ++seen_) draw_again(here, trace.events[seen_]);
    ThreadId highest = kNoThread;
    for (const ThreadId thread : here.live()) {
      if (!drawn_.contains(thread)) draw(thread);
      const bool higher = highest == kNoThread || priorities_[thread] > priorities_[highest];
      if (higher && here.alternatives(thread) > 0) highest = thread;
    }
    if (highest == kNoThread) return {};
    const unsigned ways = here.alternatives(highest);
    return {highest, ways > 1 ? generator_.below(ways) : 0};
  }

  Next finished(const Trace& /*trace*/) override { return {true, 0}; }

 private:
  void draw(ThreadId thread) {
    drawn_.insert(thread);
    priorities_[thread] = generator_.next();
  }
  void draw_again(const Crossroads& here, const TraceEvent& event) {
    // It has announced something else since.
    if (!coarse_ || can_block(here, event.thread)) drawn_.erase(event.thread);
    for (const ThreadId thread : here.live()) {
      if (thread == event.thread || !drawn_.contains(thread)) continue;
      if (depends_on(here, thread, event)) draw(thread);
    }
  }
  [[nodiscard]] static bool can_block(const Crossroads& here, ThreadId thread) {
    const Operation* operation = here.pending(thread);
    if (operation == nullptr || operation->polls) return true;
    return std::any_of(
        operation->parts, operation->parts + operation->part_count, [&](const OperationPart& part) {
          const SpecTable& spec = here.trace().spec(part.object);
          return spec.may_block(part.action.kind) && spec.role(part.action.kind) != Role::release;
        });
  }
  [[nodiscard]] static bool depends_on(const Crossroads& here, ThreadId thread,
                                       const TraceEvent& event) {
    const Operation* operation = here.pending(thread);
    if (event.released || operation == nullptr) return true;
    for (const Part& part : here.trace().parts_of(event)) {
      const bool any =
          std::any_of(operation->parts, operation->parts + operation->part_count,
                      [&](const OperationPart& mine) {
                        return depends(here.trace(), *operation, mine, thread, part.label);
                      });
      if (any) return true;
    }
    return false;
  }

  Generator generator_;
  bool coarse_;
  std::array<std::uint64_t, kMaxThreads> priorities_{};
  ThreadSet drawn_;  ///< whose announced operation has its priority
  EventIndex seen_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_pos(const Options& options) {
  return std::make_unique<Pos>(options.seed, false);
}

std::unique_ptr<Strategy> make_coarse_pos(const Options& options) {
  return std::make_unique<Pos>(options.seed, true);
}

}  // namespace heddle
