#include "heddle/checker/strategies/races.hpp"

#include <algorithm>
#include <cstring>

#include "heddle/checker/strategy.hpp"

namespace heddle {

/// The moment right before an operation if the event `first`, and all that comes after it, had not
/// happened.
class RaceFinder::Before final : public Moment {
 public:
  Before(const RaceFinder& races, EventIndex first, EventIndex end)
      : races_(races), first_(first), end_(end) {}
  [[nodiscard]] bool written_since(std::uint32_t part) const override {
    const Trace& trace = *races_.trace_;
    std::uint32_t p = trace.objects[trace.parts[part].label.object].last_write;
    for (; p != kNone && p > part; p = trace.parts[p].previous_write) {
      const EventIndex event = trace.parts[p].event;
      if (event < end_ && (event < first_ || !races_.ordered(first_, event))) return true;
    }
    return false;
  }
  [[nodiscard]] const void* state(ObjectId object) const override {
    races_.fold(object, first_, end_, state_);
    return state_.data();
  }

 private:
  const RaceFinder& races_;
  EventIndex first_;
  EventIndex end_;
  mutable std::vector<std::byte> state_;
};

void RaceFinder::learn(const Trace& trace, EventIndex keep) {
  trace_ = &trace;
  if (stride_ != trace.stride) widen();
  rows_.truncate(std::size_t{keep} * stride_);
  keys_of_.truncate(keep);
  if (keep < races_begin_.size()) races_.resize(races_begin_[keep]);
  races_begin_.truncate(keep);
  if (numbers_.size() < trace.threads.size()) numbers_.resize(trace.threads.size());
  for (EventIndex number = keep; number < trace.size(); ++number) learn_event(number);
}

std::span<const Race> RaceFinder::of(EventIndex event) const {
  const std::size_t begin = races_begin_[event];
  const std::size_t end = event + 1 < races_begin_.size() ? races_begin_[event + 1] : races_.size();
  return {races_.data() + begin, end - begin};
}

void RaceFinder::widen() {
  const std::uint32_t narrow = stride_;
  const Log<Clock> rows = rows_;
  const std::size_t count = narrow == 0 ? 0 : rows.size() / narrow;
  stride_ = trace_->stride;
  rows_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    Clock* wide = rows_.extend(stride_);
    std::memset(wide, 0, stride_ * sizeof(Clock));
    std::memcpy(wide, rows.data() + i * narrow, narrow * sizeof(Clock));
  }
}

void RaceFinder::join(Clock* clock, EventIndex earlier) const {
  const Clock* other = row(earlier);
  for (std::uint32_t i = 0; i < stride_; ++i) clock[i] = std::max(clock[i], other[i]);
}

void RaceFinder::learn_event(EventIndex number) {
  const TraceEvent& event = trace_->events[number];
  std::vector<EventIndex>& numbers = numbers_[event.thread];
  if (numbers.size() < event.index) numbers.resize(event.index);
  numbers[event.index - 1] = number;

  Clock known[kMaxThreads];
  Clock* clock = rows_.extend(stride_);
  const EventIndex before =
      event.previous != kNone ? event.previous : trace_->threads[event.thread].start;
  if (before != kNone) {
    std::memcpy(known, row(before), stride_ * sizeof(Clock));
  } else {
    std::memset(known, 0, stride_ * sizeof(Clock));
  }
  std::memcpy(clock, known, stride_ * sizeof(Clock));
  clock[event.thread] = event.index;
  *races_begin_.extend(1) = static_cast<std::uint32_t>(races_.size());
  Key& key = *keys_of_.extend(1);
  key = {};
  if (event.scheduling != Scheduling::visible) {
    if (event.scheduling == Scheduling::silent) know_others(event, number, clock, known);
    return;
  }
  key = keys_.of(event);
  if (event.tick > 0) {  // everything before the last time that nobody could go comes before
    std::uint32_t tick = kNone;
    for (EventIndex i = number; i-- > 0;) {
      const TraceEvent& earlier = trace_->events[i];
      if (earlier.tick == event.tick && !earlier.released) continue;
      if (earlier.tick < event.tick && tick == kNone) tick = earlier.tick;
      if (earlier.tick < event.tick && earlier.tick != tick) break;
      join(clock, i);
    }
  }
  if (event.released) return;
  const bool simple = !key.is(Key::kCompound) && !key.is(Key::kCommutes) && key.what != kNoObject &&
                      !event.polls && !event.timed && event.alternatives == 1;
  if (simple) {
    find_simple(number, key, known, clock);
    return;
  }
  const Later later = executed(number, known);
  find(later, clock, races_);
  if (event.alternative == 0) {
    for (unsigned way = 1; way < event.alternatives; ++way) {
      races_.push_back({number, reversal(later, number, way)});
    }
  }
}

/// A silent event (a join) comes after what the synchronisation clock says that it knows.
void RaceFinder::know_others(const TraceEvent& event, EventIndex number, Clock* clock,
                             const Clock* known) {
  const std::uint32_t* synchronised = trace_->clock(number);
  for (ThreadId thread = 0; thread < trace_->threads.size(); ++thread) {
    if (thread == event.thread || synchronised[thread] <= known[thread]) continue;
    join(clock, numbers_[thread][synchronised[thread] - 1]);
  }
}

/// An event of one part on an object with the plain relation. Before the last write that is
/// ordered, or hidden by a race, everything is ordered or hidden.
void RaceFinder::find_simple(EventIndex number, const Key& key, const Clock* known, Clock* clock) {
  const Part& part = trace_->parts[trace_->events[number].first_part];
  const bool stored = key.is(Key::kStored);
  // The links from write to write know nothing of stores that changed nothing.
  const bool all = stored || !trace_->refined;
  bool commuting = false;  // not all that lies between leaves the object as it was
  candidates_.clear();
  std::uint32_t p = all ? part.previous : part.previous_write;
  while (p != kNone) {
    const std::uint32_t at = p;
    const Part& then = trace_->parts[p];
    const EventIndex first = then.event;
    const TraceEvent& event = trace_->events[first];
    p = all ? then.previous : then.previous_write;
    if (event.scheduling != Scheduling::visible || !(stored || then.label.stored)) continue;
    // All writes before one that does not commute come before it.
    const bool commutes = trace_->commutes(then.label);
    const bool last = then.label.stored && !commutes;
    commuting |= commutes;
    if (known[event.thread] >= event.index) {
      if (last) break;
      continue;
    }
    const bool hidden = std::any_of(candidates_.begin(), candidates_.end(), [&](EventIndex c) {
      return row(c)[event.thread] >= event.index;
    });
    if (hidden) {
      if (last) break;
      continue;
    }
    join(clock, first);
    if (commuting || keys_of_[first].is(Key::kCompound)) {
      const Later later = executed(number, known);
      if (ways_to_go(later, first) == 0) continue;
      races_.push_back({first, reversal(later, first, 0)});
    } else if (!reverse_simple(part, at, first)) {
      continue;
    }
    candidates_.push_back(first);
    if (last) break;
  }
}

/// The reversal of two events of one part each: what lies between them, and does not come after
/// `first`, has not changed the object since the part `at` took effect. False: it would block
/// there.
bool RaceFinder::reverse_simple(const Part& later, std::uint32_t at, EventIndex first) {
  const Label& label = later.label;
  const SpecTable& spec = trace_->spec(label.object);
  const Action action{label.kind, label.thread, later.may_expire, label.a, label.b};
  const void* before = trace_->before(at);
  if (spec.may_block(label.kind) && spec.alternatives(before, action) == 0) return false;
  alignas(std::max_align_t) std::byte small[kSmallState];
  std::byte* state = small;
  if (spec.state_size > sizeof small) {
    state_.resize(spec.state_size);
    state = state_.data();
  }
  copy_state(state, before, spec.state_size);
  const Effect effect = spec.apply(state, action, 0);
  Label reversed = label;
  reversed.wrote = effect.wrote;
  reversed.stored = effect.wrote || (!trace_->refined && spec.stores(action, effect));
  races_.push_back({first, keys_.of(label.thread, 0, {&reversed, 1})});
  return true;
}

RaceFinder::Later RaceFinder::executed(EventIndex number, const Clock* known) {
  const TraceEvent& event = trace_->events[number];
  parts_.clear();
  for (const Part& part : trace_->parts_of(event)) {
    const Label& label = part.label;
    parts_.push_back({label.object, {label.kind, label.thread, part.may_expire, label.a, label.b}});
  }
  Later later;
  later.end = number;
  later.thread = event.thread;
  later.known = known;
  later.parts = parts_;
  later.polls = event.polls && !event.timed;
  later.timed = event.timed;
  later.tick = event.tick;
  later.last = event.previous;
  later.where = {event.file, event.function, event.line};
  return later;
}

/// The events that `later` depends on and does not know, the latest first.
void RaceFinder::gather(const Later& later) {
  found_.clear();
  std::uint32_t number = 0;
  for (const OperationPart& wanted : later.parts) {
    const std::uint32_t index = number++;
    std::uint32_t p = trace_->objects[wanted.object].last;
    const Label* label = nullptr;
    if (!later.blocked) {
      const Part& own = trace_->parts[trace_->events[later.end].first_part + index];
      label = &own.label;
      p = own.previous;
    }
    for (; p != kNone; p = trace_->parts[p].previous) {
      const Part& then = trace_->parts[p];
      const TraceEvent& event = trace_->events[then.event];
      if (event.scheduling != Scheduling::visible || event.thread == later.thread ||
          then.event >= later.end || later.known[event.thread] >= event.index) {
        continue;
      }
      const bool depends =
          later.blocked ? then.label.stored : dependent(*trace_, then.label, *label);
      if (depends) found_.push_back(then.event);
    }
  }
  std::sort(found_.begin(), found_.end(), std::greater<>());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
}

void RaceFinder::find(const Later& later, Clock* clock, std::vector<Race>& out) {
  gather(later);
  candidates_.clear();
  for (const EventIndex first : found_) {
    const TraceEvent& event = trace_->events[first];
    const bool hidden = std::any_of(candidates_.begin(), candidates_.end(), [&](EventIndex c) {
      return row(c)[event.thread] >= event.index;
    });
    if (hidden) continue;
    if (clock != nullptr) join(clock, first);
    const unsigned ways = event.released ? 0 : ways_to_go(later, first);
    const std::size_t before = out.size();
    // One way may depend on `first` where another does not.
    for (unsigned way = 0; way < ways; ++way) {
      const Key reversed = reversal(later, first, way);
      if (keys_.dependent(keys_of_[first], reversed)) out.push_back({first, reversed});
    }
    if (out.size() > before) candidates_.push_back(first);
  }
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
unsigned RaceFinder::ways_to_go(const Later& later, EventIndex first) const {
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
  for (const OperationPart& part : later.parts) {
    const SpecTable& spec = trace_->spec(part.object);
    if (!spec.may_block(part.action.kind)) continue;
    Action action = action_at(later, part, first);
    if (parked) action.may_expire = false;
    fold(part.object, first, later.end, state_);
    const int here = spec.alternatives(state_.data(), action);
    if (here == 0) return 0;
    if (here > 1) ways = static_cast<unsigned>(here);
  }
  return ways;
}

/// The state of an object before the event `end` without the event `first` and what comes after it.
/// It is what it was before the first of those; what then is left of the object's history does not
/// depend on them, and in the plain relation does not change it.
void RaceFinder::fold(ObjectId object, EventIndex first, EventIndex end,
                      std::vector<std::byte>& state) const {
  const ObjectRecord& record = trace_->objects[object];
  const SpecTable& spec = *record.spec;
  const void* from = record.state;
  std::vector<std::uint32_t> rest;  // what is left, the latest first
  std::size_t after = 0;            // so many of them come after the first that is not
  for (std::uint32_t p = record.last; p != kNone; p = trace_->parts[p].previous) {
    const Part& part = trace_->parts[p];
    const EventIndex event = part.event;
    if (event < first) break;
    const bool gone = event >= end || ordered(first, event);
    if (gone) from = trace_->before(p);
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
    const Action action = action_at(later, part, first);
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

std::vector<Race> RaceFinder::of_blocked() {
  std::vector<Race> races;
  for (const ThreadId thread : trace_->left) {
    const ThreadSummary& summary = trace_->threads[thread];
    if (!summary.pending || summary.operation.scheduling != Scheduling::visible) continue;
    if (summary.daemon && summary.events >= static_cast<std::uint32_t>(options_.daemon_steps)) {
      continue;
    }
    Clock known[kMaxThreads] = {};
    const EventIndex last = summary.last != kNone ? summary.last : summary.start;
    if (last != kNone) std::memcpy(known, row(last), stride_ * sizeof(Clock));
    Later later;
    later.end = trace_->size();
    later.thread = thread;
    later.known = known;
    later.parts = summary.parts;
    later.blocked = true;
    later.polls = summary.operation.polls;
    later.timed = summary.operation.timed();
    later.tick = kNone;
    later.last = summary.last;
    later.where = summary.operation.where;
    parts_ = summary.parts;
    if (options_.time == TimeMode::free || summary.operation.timeout <= 0) {
      for (OperationPart& part : parts_)
        part.action.may_expire = summary.operation.timeout != kForever;
    }
    later.parts = parts_;
    find(later, nullptr, races);
  }
  return races;
}

}  // namespace heddle
