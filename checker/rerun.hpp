// Running one execution again in the same exploration, and comparing.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "heddle/checker/strategy.hpp"

namespace heddle {

/// If nobody can, the engine may know how to go on, by time or by letting pollers go, and ask
/// again.
inline bool can_anybody_go(const Crossroads& here) {
  for (const ThreadId thread : here.live()) {
    if (here.alternatives(thread) > 0) return true;
  }
  return false;
}

/// `choice`, if it is there; if nobody can go, that nobody can. Otherwise the end of the execution.
inline Choice forced(const Crossroads& here, const Choice& choice) {
  const auto thread = static_cast<ThreadId>(choice.thread);
  if (here.live().contains(thread) && here.alternatives(thread) > choice.alternative) return choice;
  return can_anybody_go(here) ? Choice::cut() : Choice{};
}

/// The choices of an execution by number, and all that it did: for running it again in the same
/// exploration and comparing.
struct Recording {
  std::vector<Choice> choices;
  Log<TraceEvent> events;
  Log<Part> parts;
  Ending ending = Ending::complete;

  static Recording of(const Trace& trace) {
    Recording recording;
    for (const TraceEvent& event : trace.events) {
      if (event.scheduling == Scheduling::visible) {
        recording.choices.push_back({event.thread, event.alternative});
      }
    }
    recording.events = trace.events;
    recording.parts = trace.parts;
    recording.ending = trace.ending;
    return recording;
  }

  /// The first event in which another execution differs; nothing if there is none.
  [[nodiscard]] std::optional<EventIndex> differs(const Trace& other) const {
    const std::size_t common = std::min(events.size(), other.events.size());
    for (std::size_t i = 0; i < common; ++i) {
      const TraceEvent& a = events[i];
      const TraceEvent& b = other.events[i];
      bool same = a.thread == b.thread && a.part_count == b.part_count && a.line == b.line;
      for (std::uint32_t p = 0; same && p < a.part_count; ++p) {
        same = parts[a.first_part + p].label == other.parts[b.first_part + p].label;
      }
      if (!same) return static_cast<EventIndex>(i);
    }
    // One that would go on where the other ended is stopped there: its ending tells.
    const bool same_end = events.size() == other.events.size() && ending == other.ending;
    if (same_end || ending == Ending::redundant) return std::nullopt;
    return static_cast<EventIndex>(common);
  }
};

/// Runs one execution again, by its choices.
class Rerun final : public Strategy {
 public:
  /// `end`: what happens after the last choice where somebody could go on; nothing does, of an
  /// execution that has come to its end there.
  Rerun(std::vector<Choice> choices, bool saves_states, const Choice& end = {})
      : choices_(std::move(choices)), saves_states_(saves_states), end_(end) {}
  [[nodiscard]] bool exhaustive() const override { return false; }
  [[nodiscard]] bool saves_states() const override { return saves_states_; }
  void begin(std::uint32_t) override { next_ = 0; }
  Choice pick(const Crossroads& here) override {
    if (next_ == choices_.size()) {
      return can_anybody_go(here) ? end_ : Choice{};
    }
    const Choice choice = forced(here, choices_[next_]);
    if (choice == choices_[next_]) ++next_;
    return choice;
  }
  Next finished(const Trace&) override { return {}; }

 private:
  std::vector<Choice> choices_;
  bool saves_states_;
  Choice end_;
  std::size_t next_ = 0;
};

}  // namespace heddle
