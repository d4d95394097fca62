// The events of the current execution with their happens-before order by dependence, and its
// reversible races.
//
// P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017, generalised to blocking operations: a race is a
// happens-before-maximal dependent pair whose later operation could have gone first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heddle/checker/polling.hpp"
#include "heddle/checker/strategies/key.hpp"

namespace heddle {

/// The reversal of a race: `reversed` instead of the event `first`, after whatever does not come
/// after that event.
struct Race {
  EventIndex first = kNone;
  Key reversed;
};

class RaceFinder {
 public:
  explicit RaceFinder(const Options& options) : options_(options) {}

  /// Takes in an execution that agrees with the last one in its first `keep` events. Linear in the
  /// new events, times the lengths of their objects' histories.
  void learn(const Trace& trace, EventIndex keep);
  /// The races of the execution, those of the latest events last. The first `kept()` of them are
  /// those of the events that are also in the last execution.
  [[nodiscard]] std::span<const Race> all() const { return races_; }
  [[nodiscard]] std::size_t kept() const { return kept_; }
  /// Those of operations that were never executed: of blocked threads, and of killed ones.
  [[nodiscard]] std::vector<Race> of_blocked();

  /// The key of an event; of an invisible one, that of no thread.
  [[nodiscard]] const Key& key(EventIndex event) const { return keys_of_[event]; }
  [[nodiscard]] const Keys& keys() const { return keys_; }
  /// The keys alone: what else is known is learned from the execution.
  void transfer(Archive& archive) { keys_.transfer(archive); }
  [[nodiscard]] bool visible(EventIndex event) const {
    return trace_->events[event].scheduling == Scheduling::visible;
  }
  /// Tells of later events whether they come after one event.
  class After {
   public:
    After(const std::uint32_t* column, std::uint32_t stride, std::uint32_t index)
        : column_(column), stride_(stride), index_(index) {}
    bool operator()(EventIndex event) const {
      return column_[std::size_t{event} * stride_] >= index_;
    }

   private:
    const std::uint32_t* column_;
    std::uint32_t stride_;
    std::uint32_t index_;
  };
  [[nodiscard]] After after(EventIndex event) const {
    const TraceEvent& first = trace_->events[event];
    return {rows_.data() + first.thread, stride_, first.index};
  }

 private:
  using Clock = std::uint32_t;

  static constexpr std::size_t kSmallState = 64;
  static constexpr std::uint16_t kUnsettled = 0xffff;  ///< alternative of an invisible event

  /// An operation that is looked at: one that was executed or one that is blocked.
  struct Later {
    EventIndex end = 0;  ///< the events before it: its own number, or how many there are
    ThreadId thread = kNoThread;
    const Clock* known = nullptr;  ///< what its thread knew before it
    std::span<const OperationPart> parts;
    bool blocked = false;
    bool polls = false;
    bool timed = false;
    std::uint8_t any = 0;  ///< Operation::any
    std::uint32_t tick = 0;
    EventIndex last = kNone;  ///< the thread's event before it
    Where where;
  };
  class Before;
  [[nodiscard]] bool expires(const Later& later, EventIndex first) const;

  [[nodiscard]] const Clock* row(EventIndex event) const {
    return rows_.data() + std::size_t{event} * stride_;
  }
  /// The row of any event.
  [[nodiscard]] const Clock* settled(EventIndex number) {
    return keys_of_[number].alternative != kUnsettled ? row(number) : settle(number);
  }
  const Clock* settle(EventIndex number);
  [[nodiscard]] const Clock* known_before(const TraceEvent& event);
  void join(Clock* clock, EventIndex earlier);
  void widen();
  void learn_event(EventIndex number);
  void find_simple(EventIndex number, const Key& key, const Clock* known, Clock* clock);
  bool reverse(const Later& later, EventIndex first, std::vector<Race>& out);
  bool reverse_simple(const Part& later, std::uint32_t at, EventIndex first);
  void find(const Later& later, Clock* clock, std::vector<Race>& out);
  void gather(const Later& later);
  [[nodiscard]] unsigned ways_to_go(const Later& later, EventIndex first);
  [[nodiscard]] Key reversal(const Later& later, EventIndex first, unsigned alternative);
  [[nodiscard]] Action action_at(const Later& later, const OperationPart& part,
                                 EventIndex first) const;
  void fold(ObjectId object, EventIndex first, EventIndex end, std::vector<std::byte>& state);
  [[nodiscard]] Later executed(EventIndex number, const Clock* known);

  Options options_;
  const Trace* trace_ = nullptr;
  Keys keys_{trace_};
  std::uint32_t stride_ = 0;
  Log<Clock> rows_;                   ///< by event
  Log<Key> keys_of_;                  ///< by event
  Log<std::uint32_t> races_begin_;    ///< by event: where its races begin
  std::vector<Race> races_;           ///< of executed events
  std::size_t kept_ = 0;              ///< so many of them were there before
  std::vector<OperationPart> parts_;  ///< of the event that is looked at
  std::vector<EventIndex> found_;     ///< events that it depends on, the latest first
  std::vector<EventIndex> candidates_;
  std::vector<std::byte> state_;
};

}  // namespace heddle
