#include "heddle/checker/strategies/wakeup_tree.hpp"

namespace heddle {

int weak_initial(const Keys& keys, const Key& key, const Steps& steps) {
  const Step* step = steps.begin();
  for (; step != steps.end(); ++step) {
    if (step->key.thread == key.thread) {
      if (step->key.alternative != key.alternative) return -1;
      break;
    }
    if (keys.dependent(step->key, key)) return -1;
  }
  return static_cast<int>(step - steps.begin());
}

WakeupTrees::Index WakeupTrees::make(const Key& key) {
  Index node = free_;
  if (node != kEnd) {
    free_ = nodes_[node].next;
  } else {
    node = static_cast<Index>(nodes_.size());
    nodes_.emplace_back();
  }
  nodes_[node] = {key, kEnd, kEnd};
  return node;
}

void WakeupTrees::free(Index node) {
  nodes_[node].next = free_;
  free_ = node;
}

void WakeupTrees::free_all(Index list) {
  while (list != kEnd) {
    const Node node = nodes_[list];
    free_all(node.child);
    free(list);
    list = node.next;
  }
}

WakeupTrees::Index WakeupTrees::append(Index list, const Key& key) {
  const Index node = make(key);
  if (list == kEnd) return node;
  Index last = list;
  while (nodes_[last].next != kEnd) last = nodes_[last].next;
  nodes_[last].next = node;
  return list;
}

WakeupTrees::Index WakeupTrees::insert(const Keys& keys, Index list, Steps& steps, Cover& cover) {
  Index parent = kEnd;
  Index last = kEnd;  // of the siblings looked at so far
  for (Index node = list; node != kEnd;) {
    const Key& key = nodes_[node].key;
    const int place = weak_initial(keys, key, steps);
    if (place < 0) {
      last = node;
      node = nodes_[node].next;
      continue;
    }
    cover.add(key, steps, place);
    if (nodes_[node].child == kEnd) return list;
    if (place < static_cast<int>(steps.size())) steps.erase(static_cast<std::size_t>(place));
    if (steps.empty()) {
      cover.only_now();
      return list;
    }
    parent = node;
    last = kEnd;
    node = nodes_[node].child;
  }
  Index chain = kEnd;
  for (std::size_t i = steps.size(); i-- > 0;) {
    cover.add(steps[i].key, steps, static_cast<int>(i));
    const Index node = make(steps[i].key);
    nodes_[node].child = chain;
    chain = node;
  }
  if (last != kEnd) {
    nodes_[last].next = chain;
  } else if (parent != kEnd) {
    nodes_[parent].child = chain;
  } else {
    list = chain;
  }
  return list;
}

}  // namespace heddle
