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
constexpr Index kNoNode = WakeupTrees::kEnd;

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
  [[nodiscard]] double share_done() const override;
  [[nodiscard]] bool transfer(Archive& archive) override {
    archive(races_, trees_, path_, asleep_, chain_, first_);
    return true;
  }
  /// What covers the races of the kept events is looked up again.
  void resume(const Trace& trace) override {
    races_.learn(trace, 0);
    covers_.resize(races_.all().size());
    for (Cover& cover : covers_) cover.only_now();
  }

 private:
  /// A node of the path, by event; that of an invisible event is empty.
  struct Node {
    Index todo = kNoNode;  ///< the siblings still to be explored: a list of the wakeup trees
    std::uint32_t asleep_begin = 0;
    std::uint32_t asleep_end = 0;
    std::uint32_t done = 0;  ///< branches that were explored
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
  [[nodiscard]] bool still_covered(const Race& race, const Cover& cover) const;
  void plan(const Race& race, Cover& cover);
  void gather_steps(EventIndex first);
  Next backtrack(const Trace& trace);

  RaceFinder races_;
  WakeupTrees trees_;
  Log<Node> path_;
  std::vector<Key> asleep_;
  std::vector<Rivals> rivals_;
  std::vector<Expected> expected_;
  Steps steps_;  ///< of the reversal of a race with that first event
  EventIndex first_of_steps_ = kNone;
  Steps rest_;
  std::vector<Cover> covers_;  ///< of the races of executed events
  Index chain_ = kNoNode;      ///< what is to be chosen next
  EventIndex keep_ = 0;
  EventIndex end_ = 0;  ///< of the present execution's visible events
  bool first_ = true;
  bool repeats_ = false;  ///< the present execution: somebody slept where the choice was free
};

Choice Optimal::pick(const Crossroads& here) {
  const EventIndex event = here.trace().size();
  Choice choice;
  if (chain_ != kNoNode) {
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
  end_ = trace.size();
  while (end_ > 0 && !races_.visible(end_ - 1)) --end_;
  first_of_steps_ = kNone;
  const std::span<const Race> races = races_.all();
  const std::size_t known = races_.kept();
  covers_.resize(races.size());
  for (std::size_t i = 0; i < races.size(); ++i) {
    if (i < known && still_covered(races[i], covers_[i])) continue;
    plan(races[i], covers_[i]);
  }
  for (const Race& race : races_.of_blocked()) {
    Cover unused;
    plan(race, unused);
  }
  Next next = backtrack(trace);
  next.repeated = repeats_;
  first_ = false;
  return next;
}

/// Takes in the new events. Returns the first one that is not what the wakeup tree said, or kNone.
EventIndex Optimal::learn(const Trace& trace) {
  races_.learn(trace, keep_);
  const bool ended_early = trace.ending == Ending::truncated || trace.ending == Ending::cut;
  if (chain_ != kNoNode && !ended_early) return trace.size();
  if (chain_ != kNoNode) trees_.free_all(chain_);
  chain_ = kNoNode;
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
  const auto begin = static_cast<std::uint32_t>(asleep_.size());
  const bool slept = before != kNone && path_[before].asleep_end > path_[before].asleep_begin;
  if (slept && races_.visible(event) && !trace.events[before].released) {
    const Key& woken_by = races_.key(before);
    const Node last = path_[before];
    for (std::uint32_t i = last.asleep_begin; i < last.asleep_end; ++i) {
      const Key sleeper = asleep_[i];
      if (sleeper.thread == woken_by.thread || races_.keys().dependent(sleeper, woken_by)) continue;
      asleep_.push_back(sleeper);
    }
  }
  path_.add() = {kNoNode, begin, static_cast<std::uint32_t>(asleep_.size()), 0};
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

/// Whether what covered the reversal of a race in the last execution still does.
bool Optimal::still_covered(const Race& race, const Cover& cover) const {
  if (cover.last >= keep_ || cover.count > Cover::kMost) return false;
  const Keys& keys = races_.keys();
  const RaceFinder::After after = races_.after(race.first);
  for (int i = 0; i < cover.count; ++i) {
    const Key& open = cover.open[i];
    for (EventIndex event = keep_; event < end_; ++event) {
      const Key& key = races_.key(event);
      const bool meets = key.thread == open.thread || keys.dependent(key, open);
      if (meets && !after(event)) return false;
    }
  }
  return true;
}

/// Sees to it that the reversal of a race is explored: what does not come after the first event of
/// the race, then the reversed one.
void Optimal::plan(const Race& race, Cover& cover) {
  const Keys& keys = races_.keys();
  if (race.first != first_of_steps_) gather_steps(race.first);
  steps_.back().key = race.reversed;
  cover = {};
  // Who sleeps before the first event has been explored there.
  Node& node = path_[race.first];
  for (std::uint32_t i = node.asleep_begin; i < node.asleep_end; ++i) {
    const int place = weak_initial(keys, asleep_[i], steps_);
    if (place < 0) continue;
    cover.add(asleep_[i], steps_, place);
    return;
  }
  // The present branch does not cover it: the reversed event depends on the first event of that.
  rest_ = steps_;
  node.todo = trees_.insert(keys, node.todo, rest_, cover);
}

/// The events that do not come after `first`, and room for a reversed one.
void Optimal::gather_steps(EventIndex first) {
  first_of_steps_ = first;
  steps_.clear();
  const RaceFinder::After after = races_.after(first);
  Step* step = steps_.extend(end_ - first);
  for (EventIndex event = first + 1; event < end_; ++event) {
    const Key& key = races_.key(event);
    if (key.thread != kNoThread && !after(event)) *step++ = {key, event};
  }
  *step++ = {};
  steps_.truncate(static_cast<std::size_t>(step - steps_.begin()));
}

Next Optimal::backtrack(const Trace& trace) {
  EventIndex event = trace.size();
  while (event > 0 && path_[event - 1].todo == kNoNode) --event;
  if (event == 0) return {};
  --event;
  Node& node = path_[event];
  asleep_.resize(node.asleep_end);
  asleep_.push_back(races_.key(event));
  ++node.asleep_end;
  ++node.done;
  chain_ = node.todo;
  node.todo = trees_[chain_].next;
  path_.truncate(event + 1);
  return {true, event};
}

double Optimal::share_done() const {
  ShareDone all;
  for (const Node& node : path_) all.add(node.done, trees_.length(node.todo));
  return all.share();
}

}  // namespace

std::unique_ptr<Strategy> make_optimal(const Options& options) {
  return std::make_unique<Optimal>(options);
}

}  // namespace heddle
