// Happens-before by synchronisation: the clocks of a trace. They follow from the trace alone, so
// that only executions that are asked about them pay for them.
#include <algorithm>

#include "heddle/checker/clock.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

void Trace::widen_clocks(std::size_t count) {
  if (count <= stride_) return;
  while (stride_ < count) stride_ *= 2;
  clocked_ = 0;
}

void Trace::forget(EventIndex keep) {
  clocked_ = std::min(clocked_, keep);
  while (!waits.empty() && waits.back().event >= keep) waits.pop_back();
}

std::span<const Wait> Trace::waits_of(EventIndex event) const {
  const auto first =
      std::lower_bound(waits.begin(), waits.end(), event,
                       [](const Wait& wait, EventIndex wanted) { return wait.event < wanted; });
  const auto last =
      std::find_if(first, waits.end(), [event](const Wait& wait) { return wait.event != event; });
  return {first, last};
}

inline void Trace::synchronize(const Part& part, std::uint32_t* clock) const {
  const Label& label = part.label;
  const SpecTable& object = spec(label.object);
  const auto join = [&](const Part& earlier) {
    join_clock(clock, clocks_.data() + std::size_t{earlier.event} * stride_, stride_);
  };
  if (object.sync == Sync::last_write) {
    for (std::uint32_t i = part.previous_write; i != kNone; i = parts[i].previous_write) {
      const Part& write = parts[i];
      const bool known = write.label.thread == label.thread;
      if (!known && object.synchronizes(write.label, label)) join(write);
      if (!object.commutes(write.label.kind)) break;
    }
    return;
  }
  for (std::uint32_t i = part.previous; i != kNone; i = parts[i].previous) {
    if (object.synchronizes(parts[i].label, label)) join(parts[i]);
  }
}

/// What the thread knew after its last event, or what its parent knew when it started the thread;
/// what the event waited for; and itself.
inline void Trace::learn_clock(EventIndex number) const {
  static constexpr std::uint32_t kZeros[kMaxThreads] = {};
  const TraceEvent& event = events[number];
  std::uint32_t* row = clocks_.data() + std::size_t{number} * stride_;
  const EventIndex before = event.previous != kNone ? event.previous : threads[event.thread].start;
  const std::uint32_t* from =
      before != kNone ? clocks_.data() + std::size_t{before} * stride_ : kZeros;
  begin_clock(row, from, stride_, event.thread, event.index);
  if (event.scheduling == Scheduling::local) return;
  for (const Part& part : parts_of(event)) {
    if (spec(part.label.object).sync != Sync::none && !part.label.is(kObserve)) {
      synchronize(part, row);
    }
  }
  if (waits.empty() || waits.back().event < number) return;
  for (const Wait& wait : waits_of(number)) {
    join_clock(row, clocks_.data() + std::size_t{wait.last} * stride_, stride_);
  }
}

void Trace::learn_clocks(EventIndex last) const {
  clocks_.truncate(std::size_t{clocked_} * stride_);
  clocks_.extend((std::size_t{last} + 1 - clocked_) * stride_);
  for (; clocked_ <= last; ++clocked_) learn_clock(clocked_);
}

}  // namespace heddle
