// Depth-first search over all choices: the brute force that everything else is measured against,
// and, with sleep sets, the smallest sound reduction.
//
// Sleep sets: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems",
// LNCS 1032, 1996, chapter 5. A choice that has been explored sleeps below its later siblings until
// something that depends on it happens. Every class of equivalent executions is run to its end
// exactly once; runs whose every choice sleeps are cut (Ending::redundant).
#include <algorithm>
#include <vector>

#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

/// An explored choice and what it did.
struct Sleeper {
  Choice choice;
  std::vector<Label> labels;
  void transfer(Archive& archive) { archive(choice, labels); }
};

/// A scheduling point on the current path.
struct Node {
  EventIndex event = 0;  ///< the number of the event chosen here
  Choice chosen;
  std::vector<Choice> todo;  ///< siblings still to be explored, the next one last
  std::size_t done = 0;      ///< how many were explored
  std::vector<Sleeper> sleep;
  void transfer(Archive& archive) { archive(event, chosen, todo, done, sleep); }
};

class Dfs final : public Strategy {
 public:
  explicit Dfs(bool sleep) : sleep_(sleep) {}

  [[nodiscard]] bool exhaustive() const override { return true; }
  void begin(std::uint32_t /*keep*/) override {}

  Choice pick(const Crossroads& here) override {
    const EventIndex event = here.trace().size();
    if (!path_.empty() && path_.back().event == event) {  // the branch of this execution
      Node& node = path_.back();
      node.chosen = node.todo.back();
      node.todo.pop_back();
      return node.chosen;
    }
    Node node;
    node.event = event;
    if (sleep_ && !path_.empty()) node.sleep = still_asleep(here.trace());
    bool blocked = true;
    for (const ThreadId thread : here.live()) {
      const unsigned ways = here.alternatives(thread);
      blocked = blocked && ways == 0;
      for (unsigned way = ways; way-- > 0;) {
        const Choice choice{thread, way};
        if (!asleep(node, choice)) node.todo.push_back(choice);
      }
    }
    if (blocked) return {};
    if (node.todo.empty()) return Choice::cut();
    // Stay on the current thread, else the lowest: the fewest switches, and reproducible.
    std::stable_sort(node.todo.begin(), node.todo.end(), [&](const Choice& a, const Choice& b) {
      return rank(a, here.current()) > rank(b, here.current());
    });
    node.chosen = node.todo.back();
    node.todo.pop_back();
    path_.push_back(std::move(node));
    return path_.back().chosen;
  }

  Next finished(const Trace& trace) override {
    while (!path_.empty() && path_.back().todo.empty()) path_.pop_back();
    if (path_.empty()) return {};
    Node& node = path_.back();
    ++node.done;
    if (sleep_) {
      Sleeper explored{node.chosen, {}};
      for (const Part& part : trace.parts_of(node.event)) explored.labels.push_back(part.label);
      node.sleep.push_back(std::move(explored));
    }
    return {true, node.event};
  }

  [[nodiscard]] double share_done() const override {
    ShareDone all;
    for (std::size_t i = 0; i < path_.size(); ++i) {
      const bool last = i + 1 == path_.size();  // its next branch is among those to do
      all.add(path_[i].done, path_[i].todo.size() - (last ? 1 : 0));
    }
    return all.share();
  }

  [[nodiscard]] bool transfer(Archive& archive) override {
    archive(path_);
    return true;
  }

 private:
  static int rank(const Choice& choice, ThreadId current) {
    return choice.thread == current ? -1 : static_cast<int>(choice.thread);
  }
  static bool asleep(const Node& node, const Choice& choice) {
    return std::any_of(node.sleep.begin(), node.sleep.end(),
                       [&](const Sleeper& sleeper) { return sleeper.choice == choice; });
  }

  /// The sleepers of the last node that its event did not wake.
  [[nodiscard]] std::vector<Sleeper> still_asleep(const Trace& trace) const {
    const Node& parent = path_.back();
    const TraceEvent& event = trace.events[parent.event];
    std::vector<Sleeper> rest;
    if (event.released) return rest;  // depends on everything
    for (const Sleeper& sleeper : parent.sleep) {
      if (sleeper.choice.thread != event.thread && !wakes(trace, event, sleeper))
        rest.push_back(sleeper);
    }
    return rest;
  }
  static bool wakes(const Trace& trace, const TraceEvent& event, const Sleeper& sleeper) {
    for (const Part& part : trace.parts_of(event)) {
      for (const Label& label : sleeper.labels) {
        if (dependent(trace, part.label, label)) return true;
      }
    }
    return false;
  }

  bool sleep_;
  std::vector<Node> path_;
};

}  // namespace

std::unique_ptr<Strategy> make_dfs(const Options& options) {
  if (options.preemptions != kNoBound) return make_bounded(options);
  return std::make_unique<Dfs>(options.reduce == Reduce::sleep);
}

}  // namespace heddle
