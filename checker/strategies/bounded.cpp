// Iterative context bounding: M. Musuvathi, S. Qadeer, "Iterative Context Bounding for Systematic
// Testing of Multithreaded Programs", PLDI 2007, algorithm 1. Every interleaving without preemption
// is run, then every one with exactly one, and so on up to the bound: each of them once.
//
// A preemption is a switch away from a thread that could go on. A choice that would be one too many
// is put off to the next round; all of a round's paths share their beginnings in a tree.
#include <algorithm>
#include <vector>

#include "heddle/checker/rerun.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

/// A choice, and the path that leads to it.
struct Link {
  std::uint32_t before = 0;  ///< number of the link before it; 0: the root
  std::uint16_t thread = 0;
  std::uint16_t alternative = 0;

  [[nodiscard]] Choice choice() const { return {thread, alternative}; }
};

class Bounded final : public Strategy {
 public:
  explicit Bounded(int bound) : bound_(bound) {}

  [[nodiscard]] bool exhaustive() const override { return true; }

  void begin(std::uint32_t keep) override { keep_ = keep; }

  Choice pick(const Crossroads& here) override {
    const EventIndex event = here.trace().size();
    if (steps_.size() < forced_.size()) return follow(here, event);
    const ThreadId last = steps_.empty() ? 0 : static_cast<ThreadId>(steps_.back().choice.thread);
    const bool goes_on = here.live().contains(last) && here.alternatives(last) > 0;
    Node node{steps_.size(), {}};
    for (const ThreadId thread : here.live()) {
      for (unsigned way = here.alternatives(thread); way-- > 0;) {
        if (goes_on && thread != last) {
          put_off({thread, way});
        } else {
          node.todo.push_back({thread, way});
        }
      }
    }
    if (node.todo.empty()) return {};
    std::stable_sort(node.todo.begin(), node.todo.end(),
                     [](const Choice& a, const Choice& b) { return a.thread > b.thread; });
    const Choice choice = node.todo.back();
    node.todo.pop_back();
    if (!node.todo.empty()) path_.push_back(std::move(node));
    steps_.push_back({event, choice, kNone});
    return choice;
  }

  Next finished(const Trace& /*trace*/) override {
    if (differs_ != kNone) return {false, 0, false, differs_};
    while (!path_.empty() && path_.back().todo.empty()) path_.pop_back();
    if (!path_.empty()) {
      Node& node = path_.back();
      forced_.assign(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(node.step));
      forced_.push_back({0, node.todo.back(), kNone});
      node.todo.pop_back();
      return {true, agree()};
    }
    if (next_in_round_ == round_.size() && !next_round()) return {};
    forced_ = path_to(round_[next_in_round_++]);
    return {true, agree()};
  }

  [[nodiscard]] bool transfer(Archive& archive) override {
    archive(round_number_, completed_, finished_, cut_, steps_, forced_, path_, tree_, round_,
            next_in_round_, put_off_);
    return true;
  }
  [[nodiscard]] std::string bound() const override {
    if (finished_ && !cut_) return {};
    if (completed_ < 0) return "not complete even without preemptions";
    return "complete up to " + std::to_string(completed_) +
           (completed_ == 1 ? " preemption" : " preemptions");
  }

 private:
  /// A scheduling point at which something is left to be chosen in this round.
  struct Node {
    std::size_t step = 0;
    std::vector<Choice> todo;  ///< the next one last
    void transfer(Archive& archive) { archive(step, todo); }
  };
  /// A choice of the present execution.
  struct Step {
    EventIndex event = 0;
    Choice choice;
    std::uint32_t link = kNone;  ///< its number in the tree, once it has one
  };

  /// The next choice of a path that has been found before.
  Choice follow(const Crossroads& here, EventIndex event) {
    const auto& [before, choice, link] = forced_[steps_.size()];
    // The choice at the branch may be one that came after the time had moved.
    const Choice made = event == keep_ ? choice : forced(here, choice);
    if (made.is_cut()) differs_ = event;
    if (made == choice) steps_.push_back({event, choice, link});
    return made;
  }

  void put_off(const Choice& choice) {
    if (round_number_ == bound_) {
      cut_ = true;
      return;
    }
    put_off_.push_back({link(), static_cast<std::uint16_t>(choice.thread),
                        static_cast<std::uint16_t>(choice.alternative)});
  }
  /// The number of the link of the last step.
  std::uint32_t link() {
    std::size_t known = steps_.size();
    while (known > 0 && steps_[known - 1].link == kNone) --known;
    std::uint32_t number = known > 0 ? steps_[known - 1].link : 0;
    for (; known < steps_.size(); ++known) {
      const Choice& choice = steps_[known].choice;
      tree_.push_back({number, static_cast<std::uint16_t>(choice.thread),
                       static_cast<std::uint16_t>(choice.alternative)});
      number = static_cast<std::uint32_t>(tree_.size()) - 1;
      steps_[known].link = number;
    }
    return number;
  }
  [[nodiscard]] std::vector<Step> path_to(const Link& last) const {
    std::vector<Step> path = {{0, last.choice(), kNone}};
    for (std::uint32_t number = last.before; number != 0; number = tree_[number].before) {
      path.push_back({0, tree_[number].choice(), number});
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  bool next_round() {
    completed_ = round_number_;
    finished_ = put_off_.empty();
    if (finished_) return false;
    ++round_number_;
    round_ = std::move(put_off_);
    put_off_.clear();
    next_in_round_ = 0;
    return true;
  }

  /// Drops the steps of the last execution from where the path to follow leaves it: the number of
  /// the event that differs.
  EventIndex agree() {
    std::size_t same = 0;
    while (same < steps_.size() && steps_[same].choice == forced_[same].choice) ++same;
    if (same == steps_.size()) same = 0;  // it ended before it got there: following it will tell
    const EventIndex keep = steps_.empty() ? 0 : steps_[same].event;
    steps_.resize(same);
    return keep;
  }

  const int bound_;
  int round_number_ = 0;  ///< how many preemptions the executions of this round have
  int completed_ = -1;    ///< the last round that was run to its end
  bool finished_ = false;
  bool cut_ = false;  ///< something needs more preemptions than the bound
  std::uint32_t keep_ = 0;
  EventIndex differs_ = kNone;
  std::vector<Step> steps_;   ///< of the present execution
  std::vector<Step> forced_;  ///< what it begins with; their events are not known
  std::vector<Node> path_;
  std::vector<Link> tree_ = {{}};
  std::vector<Link> round_;  ///< where the executions of this round begin
  std::size_t next_in_round_ = 0;
  std::vector<Link> put_off_;
};

}  // namespace

std::unique_ptr<Strategy> make_bounded(const Options& options) {
  return std::make_unique<Bounded>(options.preemptions);
}

}  // namespace heddle
