// The specification that all queues share: counts, no items.
#pragma once

#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::queue {

/// A queue of items that live outside of the state. Puts and gets are numbered (tags): in a FIFO
/// queue the k-th get takes the item of the k-th put.
struct QueueSpec {
  static constexpr const char* kNoun = "queue";
  enum Kind : std::uint8_t { kPut, kGet, kSize, kUnfinished, kTaskDone, kJoin, kUncount };
  struct State {
    std::int32_t maxsize = 0;  ///< <= 0: no bound
    std::int32_t unfinished = 0;
    std::uint32_t puts = 0;
    std::uint32_t gets = 0;
    [[nodiscard]] std::int64_t size() const { return std::int64_t{puts} - gets; }
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::all;
  static constexpr bool may_block(int kind) {
    return kind == kPut || kind == kGet || kind == kJoin;
  }

  static int alternatives(const State& state, const Action& action);
  /// kPut, kGet: a is 1 in a FIFO queue, b its bound. kTaskDone: the result is 1 when it comes too
  /// often.
  static Effect apply(State& state, const Action& action, unsigned);
  /// Two events depend when both look at the number of items, or at that of unfinished tasks, and
  /// one changes it. In a FIFO queue a put and a get meet only where the one takes the item of the
  /// other, or makes room for it: each is the k-th of its kind whoever comes first.
  static bool dependent(const Label& a, const Label& b) {
    if (!plain_dependent(a, b)) return false;
    if (!(counts_items(a.kind) && counts_items(b.kind))) {
      return counts_tasks(a) && counts_tasks(b);
    }
    if (a.kind == b.kind || !a.wrote || !b.wrote || a.a != 1 || b.a != 1) return true;
    const Label& put = a.is(kPut) ? a : b;
    const Label& get = a.is(kPut) ? b : a;
    return put.tag == get.tag || (put.b > 0 && put.tag == get.tag + put.b);
  }
  /// A get knows what was done before the put of its item (in a queue that is not FIFO: before any
  /// put), a put what was done before the get that made room for it, a join what was done before
  /// each task_done.
  static bool synchronizes(const Label& earlier, const Label& later) {
    if (!earlier.wrote) return false;
    if (later.is(kJoin)) return earlier.is(kTaskDone);
    if (!later.wrote) return false;
    if (later.is(kGet)) return earlier.is(kPut) && (later.a == 0 || earlier.tag == later.tag);
    return later.is(kPut) && later.b > 0 && earlier.is(kGet) && earlier.tag + later.b == later.tag;
  }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);

 private:
  static bool counts_items(int kind) { return kind == kPut || kind == kGet || kind == kSize; }
  static bool counts_tasks(const Label& label) {
    return label.is(kPut) ? label.wrote : !counts_items(label.kind);
  }
};

}  // namespace heddle::queue
