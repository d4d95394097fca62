#include "heddle/checker/strategies/wakeup_tree.hpp"

namespace heddle {

namespace {

/// Whether `key` can be moved to the beginning of `events`: it is its thread's first event there
/// and depends on none before it, or is independent of all. Then its place, or the length; else -1.
int weak_initial(const Keys& keys, const Key& key, const std::vector<Key>& events) {
  const int size = static_cast<int>(events.size());
  for (int i = 0; i < size; ++i) {
    const Key& event = events[static_cast<std::size_t>(i)];
    if (event.thread == key.thread) return event.alternative == key.alternative ? i : -1;
    if (keys.dependent(event, key)) return -1;
  }
  return size;
}

}  // namespace

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

WakeupTrees::Index WakeupTrees::insert(const Keys& keys, Index list, std::vector<Key>& events) {
  Index parent = kEnd;
  Index last = kEnd;  // of the siblings looked at so far
  for (Index node = list; node != kEnd;) {
    const int place = weak_initial(keys, nodes_[node].key, events);
    if (place < 0) {
      last = node;
      node = nodes_[node].next;
      continue;
    }
    if (nodes_[node].child == kEnd) return list;
    if (place < static_cast<int>(events.size())) events.erase(events.begin() + place);
    if (events.empty()) return list;
    parent = node;
    last = kEnd;
    node = nodes_[node].child;
  }
  Index chain = kEnd;
  for (std::size_t i = events.size(); i-- > 0;) {
    const Index node = make(events[i]);
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
