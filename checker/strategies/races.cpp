#include "heddle/checker/strategies/races.hpp"

#include <algorithm>
#include <cstring>

#include "heddle/checker/clock.hpp"
#include "heddle/checker/strategy.hpp"

namespace heddle {

void RaceFinder::widen() {
  const std::uint32_t narrow = stride_;
  const Log<Clock> rows = rows_;
  const std::size_t count = narrow == 0 ? 0 : rows.size() / narrow;
  stride_ = trace_->stride();
  rows_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    Clock* wide = rows_.extend(stride_);
    std::memset(wide, 0, stride_ * sizeof(Clock));
    std::memcpy(wide, rows.data() + i * narrow, narrow * sizeof(Clock));
  }
}

void RaceFinder::join(Clock* clock, EventIndex earlier) {
  join_clock(clock, settled(earlier), stride_);
}

/// What the thread of an event knew before it.
const RaceFinder::Clock* RaceFinder::known_before(const TraceEvent& event) {
  static constexpr Clock kZeros[kMaxThreads] = {};
  const EventIndex before =
      event.previous != kNone ? event.previous : trace_->threads[event.thread].start;
  return before != kNone ? settled(before) : kZeros;
}

/// The row of an invisible event. It is computed when it is first needed: that of a join at the end
/// of the program never is.
const RaceFinder::Clock* RaceFinder::settle(EventIndex number) {
  keys_of_[number].alternative = 0;
  const TraceEvent& event = trace_->events[number];
  Clock* clock = rows_.data() + std::size_t{number} * stride_;
  begin_clock(clock, known_before(event), stride_, event.thread, event.index);
  if (event.scheduling != Scheduling::silent) return clock;
  for (const Wait& wait : trace_->waits_of(number)) join(clock, wait.last);
  return clock;
}

/// An event of one part on an object with the plain relation. Before the last write that is
/// ordered, or hidden by a race, everything is ordered or hidden.
inline void RaceFinder::find_simple(EventIndex number, const Key& key, const Clock* known,
                                    Clock* clock) {
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
    const Key& then_key = keys_of_[first];
    const bool commutes =
        then_key.says_all() ? then_key.is(Key::kCommutes) : trace_->commutes(then.label);
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
    const bool apart = !commuting && !then_key.is(Key::kCompound);
    if (!(apart ? reverse_simple(part, at, first)
                : reverse(executed(number, known), first, races_))) {
      continue;
    }
    candidates_.push_back(first);
    if (last) break;
  }
}

inline void RaceFinder::learn_event(EventIndex number) {
  const TraceEvent& event = trace_->events[number];
  Clock* clock = rows_.extend(stride_);
  *races_begin_.extend(1) = static_cast<std::uint32_t>(races_.size());
  Key& key = *keys_of_.extend(1);
  key = {};
  if (event.scheduling != Scheduling::visible) {
    key.alternative = kUnsettled;
    return;
  }
  const Clock* known = known_before(event);
  begin_clock(clock, known, stride_, event.thread, event.index);
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

void RaceFinder::learn(const Trace& trace, EventIndex keep) {
  trace_ = &trace;
  if (stride_ != trace.stride()) widen();
  rows_.truncate(std::size_t{keep} * stride_);
  keys_of_.truncate(keep);
  if (keep < races_begin_.size()) races_.resize(races_begin_[keep]);
  kept_ = races_.size();
  races_begin_.truncate(keep);
  for (EventIndex number = keep; number < trace.size(); ++number) learn_event(number);
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
  later.any = event.any;
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
    if (!event.released && reverse(later, first, out)) candidates_.push_back(first);
  }
}

std::vector<Race> RaceFinder::of_blocked() {
  std::vector<Race> races;
  for (const ThreadId thread : trace_->left) {
    const ThreadSummary& summary = trace_->threads[thread];
    if (!summary.pending || summary.operation.scheduling != Scheduling::visible) continue;
    if (trace_->daemonic(thread) &&
        summary.events >= static_cast<std::uint32_t>(options_.daemon_steps)) {
      continue;
    }
    Clock known[kMaxThreads] = {};
    const EventIndex last = summary.last != kNone ? summary.last : summary.start;
    if (last != kNone) std::memcpy(known, settled(last), stride_ * sizeof(Clock));
    Later later;
    later.end = trace_->size();
    later.thread = thread;
    later.known = known;
    later.parts = summary.parts;
    later.blocked = true;
    later.polls = summary.operation.polls;
    later.timed = summary.operation.timed();
    later.any = summary.operation.any;
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
