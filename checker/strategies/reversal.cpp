// What would happen if a later operation went instead of an earlier event: whether it could, and
// what it would be. Objects are re-simulated by their specifications.
#include <algorithm>
#include <cstring>

#include "heddle/checker/strategies/races.hpp"

namespace heddle {

/// The moment right before an operation if the event `first`, and all that comes after it, had not
/// happened.
class RaceFinder::Before final : public Moment {
 public:
  Before(RaceFinder& races, EventIndex first, EventIndex end)
      : races_(races), first_(first), end_(end) {}
  [[nodiscard]] bool written_since(std::uint32_t part) const override {
    const Trace& trace = *races_.trace_;
    std::uint32_t p = trace.objects[trace.parts[part].label.object].last_write;
    for (; p != kNone && p > part; p = trace.parts[p].previous_write) {
      const EventIndex event = trace.parts[p].event;
      const TraceEvent& by = trace.events[first_];
      if (event < end_ && (event < first_ || races_.settled(event)[by.thread] < by.index)) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] const void* state(ObjectId object) const override {
    races_.fold(object, first_, end_, state_);
    return state_.data();
  }

 private:
  RaceFinder& races_;
  EventIndex first_;
  EventIndex end_;
  mutable std::vector<std::byte> state_;
};

/// Adds the reversals of a race: one for each way in which `later` could go instead of `first` and
/// would depend on it, for one way may where another does not. False: there is none.
bool RaceFinder::reverse(const Later& later, EventIndex first, std::vector<Race>& out) {
  const std::size_t before = out.size();
  const unsigned ways = ways_to_go(later, first);
  for (unsigned way = 0; way < ways; ++way) {
    const Key reversed = reversal(later, first, way);
    if (keys_.dependent(keys_of_[first], reversed)) out.push_back({first, reversed});
  }
  return out.size() > before;
}

/// The same for two events of one part each: what lies between them, and does not come after
/// `first`, has not changed the object since the part `at` took effect.
bool RaceFinder::reverse_simple(const Part& later, std::uint32_t at, EventIndex first) {
  const Label& label = later.label;
  const SpecTable& spec = trace_->spec(label.object);
  const Action action{label.kind, label.thread, later.may_expire, label.a, label.b};
  const void* before = trace_->before(trace_->parts[at]);
  const int ways = spec.may_block(label.kind) ? spec.alternatives(before, action) : 1;
  alignas(std::max_align_t) std::byte small[kSmallState];
  std::byte* state = small;
  if (spec.state_size > sizeof small) {
    state_.resize(spec.state_size);
    state = state_.data();
  }
  bool any = false;
  for (int way = 0; way < ways; ++way) {
    copy_state(state, before, spec.state_size);
    const Effect effect = spec.apply(state, action, static_cast<unsigned>(way));
    Label reversed = label;
    reversed.wrote = effect.wrote;
    reversed.stored = effect.wrote || (!trace_->refined && spec.stores(action, effect));
    const Key key = keys_.of(label.thread, static_cast<unsigned>(way), {&reversed, 1});
    if (!keys_.dependent(keys_of_[first], key)) continue;
    races_.push_back({first, key});
    any = true;
  }
  return any;
}

/// An action of `later` as it would be asked at the event `first`. Time that has passed since has
/// not passed yet.
Action RaceFinder::action_at(const Later& later, const OperationPart& part,
                             EventIndex first) const {
  Action action = part.action;
  action.thread = later.thread;
  if (later.timed && trace_->events[first].tick != later.tick &&
      options_.time == TimeMode::virtual_time) {
    action.may_expire = false;
  }
  return action;
}

/// In how many ways `later` could go where `first`, and what comes after it, has not happened.
unsigned RaceFinder::ways_to_go(const Later& later, EventIndex first) {
  unsigned ways = 1;
  bool parked = false;
  if (later.polls || later.timed) {
    std::vector<OperationPart> parts;
    for (const OperationPart& part : later.parts) {
      if (!part.action.is(kObserve)) parts.push_back(part);
    }
    const Poll poll{later.thread, later.last, parts, later.where, later.timed};
    parked = PollingRule(*trace_, options_).parks(poll, Before(*this, first, later.end));
    if (parked && !later.timed) return 0;
  }
  std::size_t number = 0;
  bool any = later.any == 0 || (!parked && expires(later, first));
  for (const OperationPart& part : later.parts) {
    const bool one_of_many = number++ < later.any;
    const SpecTable& spec = trace_->spec(part.object);
    if (!one_of_many && !spec.may_block(part.action.kind)) continue;
    Action action = action_at(later, part, first);
    if (parked || one_of_many) action.may_expire = false;
    fold(part.object, first, later.end, state_);
    const int here = spec.alternatives(state_.data(), action);
    if (one_of_many) {
      any = any || here > 0;
      continue;
    }
    if (here == 0) return 0;
    if (here > 1) ways = static_cast<unsigned>(here);
  }
  return any ? ways : 0;
}

/// Whether the time of all those parts is up of which one must be enabled.
bool RaceFinder::expires(const Later& later, EventIndex first) const {
  return std::all_of(
      later.parts.begin(), later.parts.begin() + later.any,
      [&](const OperationPart& part) { return action_at(later, part, first).may_expire; });
}

/// The state of an object before the event `end` without the event `first` and what comes after it.
/// It is what it was before the first of those; what then is left of the object's history does not
/// depend on them, and in the plain relation does not change it.
void RaceFinder::fold(ObjectId object, EventIndex first, EventIndex end,
                      std::vector<std::byte>& state) {
  const ObjectRecord& record = trace_->objects[object];
  const SpecTable& spec = *record.spec;
  const void* from = record.state;
  std::vector<std::uint32_t> rest;  // what is left, the latest first
  const TraceEvent& by = trace_->events[first];
  std::size_t after = 0;  // so many of them come after the first that is not
  for (std::uint32_t p = record.last; p != kNone; p = trace_->parts[p].previous) {
    const Part& part = trace_->parts[p];
    const EventIndex event = part.event;
    if (event < first) break;
    const bool gone = event >= end || settled(event)[by.thread] >= by.index;
    if (gone) from = trace_->before(trace_->parts[p]);
    if (event >= end) continue;
    if (gone) {
      after = rest.size();
    } else if (part.label.wrote) {
      rest.push_back(p);
    }
  }
  state.resize(spec.state_size + 1);
  copy_state(state.data(), from, spec.state_size);
  while (after > 0) {
    const Part& part = trace_->parts[rest[--after]];
    const Label& label = part.label;
    spec.apply(state.data(), {label.kind, label.thread, part.may_expire, label.a, label.b},
               part.alternative);
  }
}

/// What `later` would do instead of `first`. Several parts on one object act one after the other.
Key RaceFinder::reversal(const Later& later, EventIndex first, unsigned alternative) {
  Label labels[8];
  std::vector<Label> many;
  std::span<Label> all(labels, later.parts.size());
  if (later.parts.size() > std::size(labels)) {
    many.resize(later.parts.size());
    all = many;
  }
  for (std::size_t i = 0; i < later.parts.size(); ++i) {
    const OperationPart& part = later.parts[i];
    Action action = action_at(later, part, first);
    Label& label = all[i];
    label = {};
    label.object = part.object;
    label.kind = action.kind;
    label.thread = later.thread;
    label.a = action.a;
    label.b = action.b;
    if (action.is(kObserve)) continue;
    const SpecTable& spec = trace_->spec(part.object);
    fold(part.object, first, later.end, state_);
    for (std::size_t k = 0; k < i; ++k) {
      const Action& earlier = later.parts[k].action;
      if (later.parts[k].object == part.object && !earlier.is(kObserve)) {
        spec.apply(state_.data(), action_at(later, later.parts[k], first), 0);
      }
    }
    if (i < later.any) {
      action.may_expire = false;
      action.may_expire = expires(later, first) || spec.alternatives(state_.data(), action) == 0;
    }
    const int ways = alternative == 0 ? 1 : spec.alternatives(state_.data(), action);
    const Effect effect = spec.apply(state_.data(), action, ways > 1 ? alternative : 0);
    label.wrote = effect.wrote;
    label.stored = effect.wrote || (!trace_->refined && spec.stores(action, effect));
    label.expired = effect.expired;
    label.tag = effect.tag;
    label.result = effect.result;
  }
  return keys_.of(later.thread, alternative, all);
}

}  // namespace heddle
