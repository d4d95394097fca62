// Running one execution again in the same exploration, and comparing.
#pragma once

#include <algorithm>
#include <cstdint>
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

/// The choices of an execution by number, and of all that it did a fingerprint an event: for
/// running it again in the same exploration and comparing.
struct Recording {
  std::vector<Choice> choices;
  std::vector<std::uint64_t> events;
  Ending ending = Ending::complete;

  static Recording of(const Trace& trace) {
    Recording recording;
    recording.choices = choices_of(trace);
    recording.events.reserve(trace.size());
    for (const TraceEvent& event : trace.events) {
      recording.events.push_back(fingerprint(trace, event));
    }
    recording.ending = trace.ending;
    return recording;
  }
  /// The choices alone.
  static std::vector<Choice> choices_of(const Trace& trace) {
    std::vector<Choice> choices;
    for (const TraceEvent& event : trace.events) {
      if (event.scheduling == Scheduling::visible) {
        choices.push_back({event.thread, event.alternative});
      }
    }
    return choices;
  }

  /// The first event in which another execution differs; nothing if there is none.
  [[nodiscard]] std::optional<EventIndex> differs(const Trace& other) const {
    const std::size_t common = std::min<std::size_t>(events.size(), other.size());
    for (std::size_t i = 0; i < common; ++i) {
      if (events[i] != fingerprint(other, other.events[i])) return static_cast<EventIndex>(i);
    }
    // One that would go on where the other ended is stopped there: its ending tells.
    const bool same_end = events.size() == other.size() && ending == other.ending;
    if (same_end || ending == Ending::redundant) return std::nullopt;
    return static_cast<EventIndex>(common);
  }

 private:
  /// Of an event's thread, place and labels. Of two events that differ it is the same by accident
  /// alone, about once in 2^64.
  static std::uint64_t fingerprint(const Trace& trace, const TraceEvent& event) {
    std::uint64_t hash = 0;
    const auto mix = [&hash](std::uint64_t word) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
      hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9U;
      hash ^= hash >> 32;
    };
    mix((std::uint64_t{event.thread} << 40) | (std::uint64_t{event.part_count} << 32) |
        static_cast<std::uint32_t>(event.line));
    for (const Part& part : trace.parts_of(event)) {
      const Label& label = part.label;
      const unsigned flags =
          (label.wrote ? 1U : 0U) | (label.stored ? 2U : 0U) | (label.expired ? 4U : 0U);
      mix((std::uint64_t{label.object} << 32) | (std::uint64_t{label.thread} << 16) |
          (std::uint64_t{label.kind} << 8) | flags);
      mix(label.tag);
      mix(static_cast<std::uint64_t>(label.a));
      mix(static_cast<std::uint64_t>(label.b));
      mix(static_cast<std::uint64_t>(label.result));
    }
    return hash;
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
