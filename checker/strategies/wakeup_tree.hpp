// Wakeup trees: what is still to be explored from the nodes of the current path.
//
// P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Source Sets: A Foundation for Optimal Dynamic
// Partial Order Reduction", JACM 64(4), 2017, section 6.
#pragma once

#include <cstdint>
#include <vector>

#include "heddle/checker/strategies/key.hpp"

namespace heddle {

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

  /// A list with `list` at its beginning and one node more at its end.
  [[nodiscard]] Index append(Index list, const Key& key);
  /// Inserts the sequence `events` below the list of siblings `list`, unless what is to be explored
  /// there covers it. Returns the list as it then is. `events` is used up.
  [[nodiscard]] Index insert(const Keys& keys, Index list, std::vector<Key>& events);
  /// Drops a node alone; its sibling and child go on.
  void free(Index node);
  /// Drops a list with all that is below it.
  void free_all(Index list);

 private:
  Index make(const Key& key);

  std::vector<Node> nodes_;
  Index free_ = kEnd;
};

}  // namespace heddle
