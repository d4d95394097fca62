// The `queue` module: Queue, LifoQueue, PriorityQueue, SimpleQueue.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
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
/// The smallest first, by `<`; Python's heap.
struct Priority {
  template <class T>
  static void push(std::deque<T>& items, T item) {
    items.push_back(std::move(item));
    std::push_heap(items.begin(), items.end(), after<T>);
  }
  template <class T>
  static T pop(std::deque<T>& items) {
    std::pop_heap(items.begin(), items.end(), after<T>);
    T item = std::move(items.back());
    items.pop_back();
    return item;
  }
  template <class T>
  static bool after(const T& a, const T& b) {
    return b < a;
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
    const Timeout limit = queue_timeout(block, timeout);
    if (handle_.perform(QueueSpec::kPut, kInOrder, 0, limit, where).expired) throw Full();
    Execution& run = handle_.execution();
    if (run.leaving()) return;
    if (run.recording()) run.describe_value(heddle::detail::value_text(item));
    try {
      Discipline::push(handle_.payload(), std::move(item));
    } catch (const std::exception&) {
      // The comparison threw: as in CPython the item is in, but nobody counts it as unfinished.
      handle_.perform(QueueSpec::kUncount, 0, 0, kForever, where);
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
    if (handle_.perform(QueueSpec::kGet, kInOrder, 0, limit, where).expired) throw Empty();
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

 protected:
  static constexpr std::int64_t kInOrder = std::is_same_v<Discipline, Fifo> ? 1 : 0;
  Base(int maxsize, Name name, Where where) : handle_({maxsize}, name, where) {}
  Handle<QueueSpec, std::deque<T>> handle_;
};

/// Queues with a bound that know how many of their items have been dealt with.
template <class T, class Discipline>
class Bounded : public Base<T, Discipline> {
 public:
  /// `maxsize` <= 0: no bound.
  explicit Bounded(int maxsize = 0, Name name = nullptr, Where where = Where::current())
      : Base<T, Discipline>(maxsize, name, where), maxsize_(maxsize) {}

  [[nodiscard]] int maxsize() const { return maxsize_; }
  [[nodiscard]] bool full(Where where = Where::current()) const {
    const int size = this->qsize(where);
    return maxsize_ > 0 && size >= maxsize_;
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

 private:
  int maxsize_;
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
