// The `queue` module: Queue, LifoQueue, PriorityQueue, SimpleQueue.
#pragma once

#include <cstddef>
#include <deque>
#include <type_traits>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/queue/queue_spec.hpp"
#include "heddle/primitives/threading/timeout.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle::queue {

using threading::OptionalTimeout;

/// put on a full queue, in no time or in the time given.
class Full : public Exception {
 public:
  Full() : Exception("queue.Full", "") {}
};
/// get from an empty queue, in no time or in the time given.
class Empty : public Exception {
 public:
  Empty() : Exception("queue.Empty", "") {}
};

namespace detail {

/// The timeout of put and get. Throws ValueError if a blocking call has a negative one.
Timeout queue_timeout(bool block, OptionalTimeout timeout);

/// First in, first out.
struct Fifo {
  template <class T>
  static void push(std::deque<T>& items, T item) {
    items.push_back(std::move(item));
  }
  template <class T>
  static T pop(std::deque<T>& items) {
    T item = std::move(items.front());
    items.pop_front();
    return item;
  }
};
/// Last in, first out.
struct Lifo {
  template <class T>
  static void push(std::deque<T>& items, T item) {
    items.push_back(std::move(item));
  }
  template <class T>
  static T pop(std::deque<T>& items) {
    T item = std::move(items.back());
    items.pop_back();
    return item;
  }
};
/// The smallest first, by `<`: Python's heapq, step by step, so that items of equal priority come
/// out in its order and a comparison that throws leaves behind what it does there.
struct Priority {
  template <class T>
  static void push(std::deque<T>& heap, T item) {
    heap.push_back(std::move(item));
    rise(heap, heap.size() - 1);
  }
  template <class T>
  static T pop(std::deque<T>& heap) {
    T item = std::move(heap.back());
    heap.pop_back();
    if (heap.empty()) return item;
    std::swap(item, heap.front());
    sink(heap);
    return item;
  }

 private:
  /// Moves the item at `place` towards the top while it is smaller than its parent.
  template <class T>
  static void rise(std::deque<T>& heap, std::size_t place) {
    while (place > 0) {
      const std::size_t parent = (place - 1) / 2;
      if (!(heap[place] < heap[parent])) break;
      std::swap(heap[place], heap[parent]);
      place = parent;
    }
  }
  /// Moves the first item down to a leaf, past the smaller child each time, and up from there.
  template <class T>
  static void sink(std::deque<T>& heap) {
    std::size_t place = 0;
    for (std::size_t child = 1; child < heap.size(); child = 2 * place + 1) {
      const std::size_t right = child + 1;
      if (right < heap.size() && !(heap[child] < heap[right])) child = right;
      std::swap(heap[place], heap[child]);
      place = child;
    }
    rise(heap, place);
  }
};

/// What the queues have in common: puts and gets.
template <class T, class Discipline>
class Base {
 public:
  /// Puts an item in, waiting for room. Throws Full when there is none (non-blocking, or in
  /// `timeout` seconds), ValueError for a negative timeout of a blocking call.
  void put(T item, bool block = true, OptionalTimeout timeout = {},
           Where where = Where::current()) const {
    // Without a bound Python looks at neither.
    const Timeout limit = maxsize_ > 0 ? queue_timeout(block, timeout) : kForever;
    if (handle_.perform(QueueSpec::kPut, kInOrder, maxsize_, limit, where).expired) throw Full();
    Execution& run = handle_.execution();
    if (run.leaving()) return;
    if (run.recording()) run.describe_value(heddle::detail::value_text(item));
    try {
      Discipline::push(handle_.payload(), std::move(item));
    } catch (...) {
      // The comparison threw: as in CPython the item is in, but nobody counts it as unfinished. All
      // of this is one step, so there is no scheduling point.
      handle_.perform_as(Scheduling::invisible, QueueSpec::kUncount, 0, 0, kForever, where);
      throw;
    }
  }
  void put_nowait(T item, Where where = Where::current()) const {
    put(std::move(item), false, {}, where);
  }
  /// Takes an item out, waiting for one. Throws Empty when there is none (non-blocking, or in
  /// `timeout` seconds), ValueError for a negative timeout of a blocking call.
  T get(bool block = true, OptionalTimeout timeout = {}, Where where = Where::current()) const {
    const Timeout limit = queue_timeout(block, timeout);
    if (handle_.perform(QueueSpec::kGet, kInOrder, maxsize_, limit, where).expired) throw Empty();
    T item = Discipline::pop(handle_.payload());
    Execution& run = handle_.execution();
    if (run.recording()) run.describe_value(heddle::detail::value_text(item));
    return item;
  }
  T get_nowait(Where where = Where::current()) const { return get(false, {}, where); }
  /// A snapshot: another thread may have changed it before the caller looks.
  [[nodiscard]] int qsize(Where where = Where::current()) const {
    return static_cast<int>(handle_.perform(QueueSpec::kSize, 0, 0, kForever, where).value);
  }
  [[nodiscard]] bool empty(Where where = Where::current()) const { return qsize(where) == 0; }
  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

 protected:
  static constexpr std::int64_t kInOrder = std::is_same_v<Discipline, Fifo> ? 1 : 0;
  Base(int maxsize, Name name, Where where) : maxsize_(maxsize), handle_({maxsize}, name, where) {}

  int maxsize_;
  Handle<QueueSpec, std::deque<T>> handle_;
};

/// Queues with a bound that know how many of their items have been dealt with.
template <class T, class Discipline>
class Bounded : public Base<T, Discipline> {
 public:
  /// `maxsize` <= 0: no bound.
  explicit Bounded(int maxsize = 0, Name name = nullptr, Where where = Where::current())
      : Base<T, Discipline>(maxsize, name, where) {}

  [[nodiscard]] int maxsize() const { return this->maxsize_; }
  [[nodiscard]] bool full(Where where = Where::current()) const {
    const int size = this->qsize(where);
    return maxsize() > 0 && size >= maxsize();
  }
  /// How many items that were put have not been dealt with.
  [[nodiscard]] int unfinished_tasks(Where where = Where::current()) const {
    return static_cast<int>(
        this->handle_.perform(QueueSpec::kUnfinished, 0, 0, kForever, where).value);
  }
  /// One item that was put has been dealt with. Throws ValueError when called more often than put.
  void task_done(Where where = Where::current()) const {
    if (this->handle_.perform(QueueSpec::kTaskDone, 0, 0, kForever, where).value != 0) {
      throw ValueError("task_done() called too many times", Category::misuse);
    }
  }
  /// Waits until every item that was put has been dealt with.
  void join(Where where = Where::current()) const {
    this->handle_.perform(QueueSpec::kJoin, 0, 0, kForever, where);
  }
};

}  // namespace detail

/// First in, first out. Python: https://docs.python.org/3/library/queue.html
template <class T>
using Queue = detail::Bounded<T, detail::Fifo>;
/// Last in, first out.
template <class T>
using LifoQueue = detail::Bounded<T, detail::Lifo>;
/// The smallest item first, by `<`.
template <class T>
using PriorityQueue = detail::Bounded<T, detail::Priority>;

/// First in, first out, without a bound and without `full`, `task_done`, `join`.
template <class T>
class SimpleQueue : public detail::Base<T, detail::Fifo> {
 public:
  explicit SimpleQueue(Name name = nullptr, Where where = Where::current())
      : detail::Base<T, detail::Fifo>(0, name, where) {}
};

}  // namespace heddle::queue
