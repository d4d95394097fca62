// Wakeup trees: what is still to be explored from the nodes of the current path.
//
// P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017, section 6.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "heddle/checker/log.hpp"
#include "heddle/checker/strategies/key.hpp"

namespace heddle {

/// An event of a sequence to be explored.
struct Step {
  Key key;
  std::uint32_t event = kNone;  ///< its place in the present execution, if it has one there
};
using Steps = Log<Step>;

/// What says that a sequence of events of an execution is explored, or will be. It says so of every
/// execution with the same events up to `last`, if the later ones that belong to the sequence are
/// of other threads than the open keys and do not depend on them.
struct Cover {
  static constexpr int kMost = 3;

  std::uint32_t last = 0;
  int count = 0;  ///< of open keys; more than kMost: it holds of the present execution alone
  Key open[kMost];

  /// `key` is at that place of `steps`, or, where that is their number, independent of them.
  void add(const Key& key, const Steps& steps, int place) {
    const auto at = static_cast<std::size_t>(place);
    const std::uint32_t event = at < steps.size() ? steps[at].event : kNone;
    if (event != kNone) {
      last = std::max(last, event);
      return;
    }
    if (count < kMost) open[count] = key;
    if (count <= kMost) ++count;
  }
  void only_now() { count = kMost + 1; }
};

/// A forest in one pool. Lists of siblings are ordered: the first is explored first.
class WakeupTrees {
 public:
  using Index = std::uint32_t;
  static constexpr Index kEnd = 0xffffffff;

  struct Node {
    Key key;
    Index next = kEnd;   ///< sibling
    Index child = kEnd;  ///< kEnd: a leaf, whatever follows it is explored freely
  };

  [[nodiscard]] const Node& operator[](Index node) const { return nodes_[node]; }

  /// How many nodes a list has.
  [[nodiscard]] std::size_t length(Index list) const {
    std::size_t count = 0;
    for (; list != kEnd; list = nodes_[list].next) ++count;
    return count;
  }
  /// A list with `list` at its beginning and one node more at its end.
  [[nodiscard]] Index append(Index list, const Key& key);
  /// Inserts the sequence `steps` below the list of siblings `list`, unless what is to be explored
  /// there covers it. Returns the list as it then is, and says in `cover` why the sequence is
  /// covered by it. `steps` is used up.
  [[nodiscard]] Index insert(const Keys& keys, Index list, Steps& steps, Cover& cover);
  /// Drops a node alone; its sibling and child go on.
  void free(Index node);
  /// Drops a list with all that is below it.
  void free_all(Index list);

  void transfer(Archive& archive) { archive(nodes_, free_); }

 private:
  Index make(const Key& key);

  std::vector<Node> nodes_;
  Index free_ = kEnd;
};

/// Whether `key` can be moved to the beginning of `steps`: it is its thread's first event there
/// and depends on none before it, or is independent of all. Then its place, or the length; else -1.
int weak_initial(const Keys& keys, const Key& key, const Steps& steps);

}  // namespace heddle
