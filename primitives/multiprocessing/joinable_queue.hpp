// multiprocessing.JoinableQueue: a queue that knows how many of its items have been dealt with.
#pragma once

#include "heddle/primitives/multiprocessing/queue.hpp"

namespace heddle::multiprocessing {

namespace detail {

/// Throws ValueError.
[[noreturn]] void throw_done_too_often();

}  // namespace detail

/// A Queue whose consumers say `task_done` for every item that they got, so that somebody can
/// `join` all of them. An item that the feeder drops is never done, unless somebody says so.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.JoinableQueue
template <class T>
class JoinableQueue : public Queue<T> {
 public:
  /// `maxsize` bounds the items in buffers and pipe; <= 0: no bound.
  explicit JoinableQueue(int maxsize = 0, Name name = nullptr, Where where = Where::current())
      : JoinableQueue(maxsize, Context(), name, where) {}
  JoinableQueue(int maxsize, const Context& context, Name name = nullptr,
                Where where = Where::current())
      : Queue<T>(maxsize, context, "JoinableQueue", name, where) {}

  /// One item that was put has been dealt with. Throws ValueError when called more often than put.
  void task_done(Where where = Where::current()) const {
    const Result done = this->handle_.perform(QueueSpec::kTaskDone, 0, 0, kForever, where);
    if (done.value == QueueSpec::kTooOften) detail::throw_done_too_often();
  }
  /// Waits until every item that was put has been dealt with: until the count is 0 once. It does
  /// not look again when it wakes, so more may have been put since. Never called for an item, it
  /// waits for ever (`task-done-missing`).
  void join(Where where = Where::current()) const {
    const Result look = this->handle_.perform(QueueSpec::kJoin, 0, 0, kForever, where);
    if (look.value == 0) return;
    this->handle_.perform(QueueSpec::kJoined, look.tag, 0, kForever, where);
  }
};

template <class T>
struct Pickling<JoinableQueue<T>> : Pickling<Queue<T>> {};

}  // namespace heddle::multiprocessing
