// Optimal dynamic partial order reduction with wakeup trees: every class of equivalent executions
// is run exactly once, and no run is cut.
//
// P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017.
#include <algorithm>
#include <vector>

#include "heddle/checker/strategies/races.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/checker/strategies/wakeup_tree.hpp"

namespace heddle {
namespace {

using Index = WakeupTrees::Index;
constexpr Index kEnd = WakeupTrees::kEnd;

class Optimal final : public Strategy {
 public:
  explicit Optimal(const Options& options) : races_(options) {}

  [[nodiscard]] bool exhaustive() const override { return true; }
  void begin(std::uint32_t keep) override {
    keep_ = keep;
    expected_.clear();
  }
  Choice pick(const Crossroads& here) override;
  Next finished(const Trace& trace) override;

 private:
  /// A node of the path, by event; that of an invisible event is empty.
  struct Node {
    Index todo = kEnd;  ///< the siblings still to be explored: a list of the wakeup trees
    std::uint32_t asleep_begin = 0;
    std::uint32_t asleep_end = 0;
  };
  /// What the tree said of an event that was chosen by it.
  struct Expected {
    EventIndex event;
    Key key;
    Index siblings;
  };
  /// Pollers of whom any could be let go.
  struct Rivals {
    EventIndex event;
    ThreadSet threads;
  };

  void choose_freely(const Crossroads& here, Choice& choice) const;
  [[nodiscard]] EventIndex learn(const Trace& trace);
  void add_node(const Trace& trace, EventIndex event, EventIndex before);
  void add_rivals(const Trace& trace);
  [[nodiscard]] bool starts(const Key& sleeper, const Race& race, EventIndex end) const;
  void plan(const Trace& trace, const Race& race);
  Next backtrack(const Trace& trace);

  RaceFinder races_;
  WakeupTrees trees_;
  std::vector<Node> path_;
  std::vector<Key> asleep_;
  std::vector<Rivals> rivals_;
  std::vector<Expected> expected_;
  std::vector<Key> sequence_;
  Index chain_ = kEnd;  ///< what is to be chosen next
  EventIndex keep_ = 0;
  bool first_ = true;
  bool repeats_ = false;  ///< the present execution: somebody slept where the choice was free
};

Choice Optimal::pick(const Crossroads& here) {
  const EventIndex event = here.trace().size();
  Choice choice;
  if (chain_ != kEnd) {
    const WakeupTrees::Node node = trees_[chain_];
    if (!here.live().contains(node.key.thread)) return {};
    if (here.alternatives(node.key.thread) <= node.key.alternative) return {};
    choice = {node.key.thread, node.key.alternative};
    expected_.push_back({event, node.key, node.next});
    trees_.free(chain_);
    chain_ = node.child;
  } else {
    choose_freely(here, choice);
  }
  const bool branching = event == keep_ && !first_;
  if (choice.thread != kNoThread && !here.released().empty() && !branching) {
    rivals_.push_back({event, here.released()});
  }
  return choice;
}

/// Stays on the current thread, else the lowest: the fewest switches, and reproducible.
void Optimal::choose_freely(const Crossroads& here, Choice& choice) const {
  if (here.live().contains(here.current()) && here.alternatives(here.current()) > 0) {
    choice.thread = here.current();
    return;
  }
  for (const ThreadId thread : here.live()) {
    if (here.alternatives(thread) == 0) continue;
    choice.thread = thread;
    return;
  }
}

Next Optimal::finished(const Trace& trace) {
  const EventIndex difference = learn(trace);
  if (difference != kNone) return {false, 0, false, difference};
  add_rivals(trace);
  for (const Race& race : races_.all()) plan(trace, race);
  for (const Race& race : races_.of_blocked()) plan(trace, race);
  Next next = backtrack(trace);
  next.repeated = repeats_;
  first_ = false;
  return next;
}

/// Takes in the new events. Returns the first one that is not what the wakeup tree said, or kNone.
EventIndex Optimal::learn(const Trace& trace) {
  races_.learn(trace, keep_);
  const bool ended_early = trace.ending == Ending::truncated || trace.ending == Ending::cut;
  if (chain_ != kEnd && !ended_early) return trace.size();
  if (chain_ != kEnd) trees_.free_all(chain_);
  chain_ = kEnd;
  repeats_ = false;
  EventIndex before = keep_;
  while (before > 0 && !races_.visible(before - 1)) --before;
  before = before > 0 ? before - 1 : kNone;
  auto expected = expected_.begin();
  bool free = false;
  for (EventIndex event = keep_; event < trace.size(); ++event) {
    const bool branching = event == keep_ && !first_;
    if (!branching) add_node(trace, event, before);
    if (!races_.visible(event)) continue;
    Node& node = path_[event];
    if (expected != expected_.end() && expected->event == event) {
      if (!(races_.key(event) == expected->key) && !expected->key.is(Key::kReleased)) return event;
      if (!branching) node.todo = expected->siblings;
      ++expected;
    } else if (!free) {
      free = true;
      repeats_ = node.asleep_end > node.asleep_begin;
    }
    before = event;
  }
  return kNone;
}

/// Who slept before the event `before` and was not woken by it sleeps before `event`.
void Optimal::add_node(const Trace& trace, EventIndex event, EventIndex before) {
  Node node;
  node.asleep_begin = node.asleep_end = static_cast<std::uint32_t>(asleep_.size());
  if (before != kNone && races_.visible(event) && !trace.events[before].released) {
    const Key& woken_by = races_.key(before);
    const Node& last = path_[before];
    for (std::uint32_t i = last.asleep_begin; i < last.asleep_end; ++i) {
      const Key sleeper = asleep_[i];
      if (sleeper.thread == woken_by.thread || races_.keys().dependent(sleeper, woken_by)) continue;
      asleep_.push_back(sleeper);
    }
    node.asleep_end = static_cast<std::uint32_t>(asleep_.size());
  }
  path_.resize(event);
  path_.push_back(node);
}

/// Where nobody could go, each of the pollers may be the one that goes on.
void Optimal::add_rivals(const Trace& trace) {
  for (const Rivals& rivals : rivals_) {
    if (rivals.event < keep_ || rivals.event >= trace.size()) continue;
    const ThreadId chosen = trace.events[rivals.event].thread;
    for (const ThreadId thread : rivals.threads) {
      if (thread == chosen) continue;
      Index& todo = path_[rivals.event].todo;
      todo = trees_.append(todo, {kNoObject, 0, thread, Key::kReleased});
    }
  }
  rivals_.clear();
}

/// Whether `sleeper` could be moved to the beginning of what the reversal of `race` would run: then
/// it has been explored.
bool Optimal::starts(const Key& sleeper, const Race& race, EventIndex end) const {
  const Keys& keys = races_.keys();
  const RaceFinder::After after = races_.after(race.first);
  for (EventIndex event = race.first + 1; event < end; ++event) {
    const Key& key = races_.key(event);
    if (key.thread == sleeper.thread) {
      if (!after(event)) return key.alternative == sleeper.alternative;
    } else if (keys.dependent(key, sleeper) && !after(event)) {
      return false;
    }
  }
  if (race.reversed.thread == sleeper.thread) {
    return race.reversed.alternative == sleeper.alternative;
  }
  return !keys.dependent(race.reversed, sleeper);
}

/// Sees to it that the reversal of a race is explored.
void Optimal::plan(const Trace& trace, const Race& race) {
  const Keys& keys = races_.keys();
  const EventIndex end = trace.size();
  const Node& node = path_[race.first];
  for (std::uint32_t i = node.asleep_begin; i < node.asleep_end; ++i) {
    if (starts(asleep_[i], race, end)) return;
  }
  sequence_.clear();
  const RaceFinder::After after = races_.after(race.first);
  for (EventIndex event = race.first + 1; event < end; ++event) {
    const Key& key = races_.key(event);
    if (key.thread != kNoThread && !after(event)) sequence_.push_back(key);
  }
  sequence_.push_back(race.reversed);
  // The present branch does not cover it: its event depends on the reversed one, or is another way
  // for the same thread to go.
  Index& todo = path_[race.first].todo;
  todo = trees_.insert(keys, todo, sequence_);
}

Next Optimal::backtrack(const Trace& trace) {
  EventIndex event = trace.size();
  while (event > 0 && path_[event - 1].todo == kEnd) --event;
  if (event == 0) return {};
  --event;
  Node& node = path_[event];
  asleep_.resize(node.asleep_end);
  asleep_.push_back(races_.key(event));
  ++node.asleep_end;
  chain_ = node.todo;
  node.todo = trees_[chain_].next;
  path_.resize(event + 1);
  return {true, event};
}

}  // namespace

std::unique_ptr<Strategy> make_optimal(const Options& options) {
  return std::make_unique<Optimal>(options);
}

}  // namespace heddle
