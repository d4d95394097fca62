// multiprocessing.Queue: a pipe, and a buffer with a feeder thread in every process that puts.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/queue_spec.hpp"
#include "heddle/primitives/multiprocessing/queued.hpp"
#include "heddle/primitives/queue.hpp"
#include "heddle/primitives/threading/thread.hpp"

namespace heddle::multiprocessing {

using queue::Empty;
using queue::Full;
using threading::OptionalTimeout;

namespace detail {

/// What a queue is in one process, but for the items.
struct QueueEnd {
  std::optional<threading::Thread> feeder;
  bool closed = false;
  bool cancelled = false;  ///< its end does not wait for the feeder
};

/// A queue as a process has it: items in its buffer, and where they were put.
template <class T>
struct QueueBuffer {
  struct Item {
    T value;
    Where where;
  };
  std::deque<Item> items;
  QueueEnd end;
};
template <class T>
struct QueueItems {
  std::deque<typename Queued<T>::Value> pipe;
  std::map<ProcessId, QueueBuffer<T>> buffers;
};

/// The timeout of put and get: a negative one is none at all.
Timeout pipe_timeout(bool block, OptionalTimeout timeout);
/// The second argument of a send by the running process.
std::int64_t sending_process();
/// Throws ValueError.
[[noreturn]] void throw_closed(const char* type);
/// An item in words: not all of a long one.
std::string shortened(std::string text);
template <class T>
std::string item_text(const T& item) {
  return shortened(heddle::detail::value_text(item));
}
/// What CPython prints for an item that cannot be pickled.
void print_refusal(const char* refusal, bool inherited);

}  // namespace detail

/// A queue that processes share, first in, first out: `put` returns at once, and a *feeder thread*
/// of the process, which its first put starts, sends what was put through a pipe. So a queue may
/// seem empty right after a put, and items of several processes arrive in any order.
///
/// Items are pickled (copied) when the feeder takes them. Of a `Shared<T>` the handle is put, and
/// the feeder reads its value then: a write after the put races with that. What cannot be pickled
/// (`Pickling<T>`) is dropped there, with a message on the output.
///
/// The pipe holds `Options::pipe_capacity` bytes. An item has about the size of its value, as
/// memory (of strings and containers: of their elements), and 16 more; one that is larger than the
/// pipe is sent while a reader reads it. A process does not end before its feeder has sent
/// everything, unless it has called `cancel_join_thread`: a process that is joined before the
/// queue is drained may never end (`join-before-drain`).
///
/// A buffer belongs to a process: a forked child begins with an empty one, and it is lost when the
/// process is killed. A process that is killed while it waits in `get` keeps the read lock, one
/// that is killed amid an item keeps the pipe full: nobody can read, or write, any more.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue
template <class T>
class Queue {
 public:
  /// `maxsize` bounds the items in buffers and pipe; <= 0: no bound.
  explicit Queue(int maxsize = 0, Name name = nullptr, Where where = Where::current())
      : Queue(maxsize, Context(), name, where) {}
  Queue(int maxsize, const Context& context, Name name = nullptr, Where where = Where::current())
      : Queue(maxsize, context, "Queue", name, where) {}

  /// Puts an item into the buffer of the process, waiting for room if there is a bound. Throws Full
  /// when there is none (non-blocking, or in `timeout` seconds), ValueError after `close`.
  void put(T item, bool block = true, OptionalTimeout timeout = {},
           Where where = Where::current()) const {
    Execution& run = handle_.execution();
    if (!run.leaving()) require_open();
    const Timeout limit = detail::pipe_timeout(block, timeout);
    const ProcessId process = Execution::process();
    if (handle_.perform(QueueSpec::kPut, process, bound_, limit, where).expired) throw Full();
    if (run.leaving()) return;
    if (run.recording()) run.describe_value(detail::item_text(item));
    Buffer& buffer = here();
    buffer.items.push_back({std::move(item), where});
    if (!buffer.end.feeder) start_feeder(buffer.end, where);
  }
  void put_nowait(T item, Where where = Where::current()) const {
    put(std::move(item), false, {}, where);
  }
  /// Takes an item from the pipe, waiting for one. Throws Empty when none has come, or another
  /// reader was before and did not go, at once (non-blocking) or in `timeout` seconds; ValueError
  /// after `close`.
  T get(bool block = true, OptionalTimeout timeout = {}, Where where = Where::current()) const {
    Execution& run = handle_.execution();
    if (!run.leaving()) require_open();
    const Timeout limit = detail::pipe_timeout(block, timeout);
    const bool timed = limit > 0 && limit != kForever;
    const double begin = run.clock();
    if (handle_.perform(QueueSpec::kLock, 0, 0, limit, where).expired) throw Empty();
    const Timeout rest = timed ? limit - (run.clock() - begin) : limit;
    if (handle_.perform(QueueSpec::kReceive, 0, 0, rest, where).expired) throw Empty();
    auto& pipe = handle_.payload().pipe;
    if (pipe.empty()) throw Empty();  // the execution is left
    typename detail::Queued<T>::Value value = std::move(pipe.front());
    pipe.pop_front();
    if (run.recording()) run.describe_value(detail::item_text(value));
    return detail::Queued<T>::unpickle(std::move(value));
  }
  T get_nowait(Where where = Where::current()) const { return get(false, {}, where); }

  /// How many items have been put, by all processes, and not been taken out.
  [[nodiscard]] int qsize(Where where = Where::current()) const {
    return static_cast<int>(handle_.perform(QueueSpec::kSize, 0, 0, kForever, where).value);
  }
  /// Whether nothing is in the pipe: what is in a buffer does not count. Throws OSError after
  /// `close`, once the feeder has ended.
  [[nodiscard]] bool empty(Where where = Where::current()) const {
    const std::int64_t result =
        handle_.perform(QueueSpec::kEmpty, 0, Execution::process(), kForever, where).value;
    if (result == QueueSpec::kHandleClosed) throw OSError("handle is closed", Category::misuse);
    return result != 0;
  }
  [[nodiscard]] bool full(Where where = Where::current()) const {
    const int size = qsize(where);
    return bound_ > 0 && size >= bound_;
  }

  /// This process puts and gets no more; the feeder ends when all is sent. What other processes do
  /// is as it was.
  void close(Where where = Where::current()) const {
    if (handle_.execution().leaving()) return;
    detail::QueueEnd& end = here().end;
    if (std::exchange(end.closed, true) || !end.feeder) return;
    handle_.perform(QueueSpec::kClose, Execution::process(), 0, kForever, where);
  }
  /// Waits until the feeder has sent everything, unless `cancel_join_thread` was called. Throws
  /// AssertionError before `close`.
  void join_thread(Where where = Where::current()) const {
    if (handle_.execution().leaving()) return;
    const detail::QueueEnd end = here().end;
    if (!end.closed) {
      throw AssertionError(
          std::string("Queue <multiprocessing.queues.") + type_ + " object at 0x..> not closed",
          Category::misuse);
    }
    if (end.feeder && !end.cancelled) end.feeder->join({}, where);
  }
  /// The end of this process does not wait for the feeder: what it has not sent by then is lost.
  void cancel_join_thread() const {
    Execution& run = handle_.execution();
    if (run.leaving()) return;
    here().end.cancelled = true;
    run.observe_object(object());  // feeders can be killed
  }

  /// Its number, for reports and `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the queue was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

 protected:
  Queue(int maxsize, const Context& context, const char* type, Name name, Where where)
      : made_(context), bound_(std::max(maxsize, 0)), type_(type), handle_({}, name, where) {}

  detail::MadeFor made_;
  int bound_;  ///< 0: none
  const char* type_;
  Handle<QueueSpec, detail::QueueItems<T>> handle_;

 private:
  using Buffer = detail::QueueBuffer<T>;

  [[nodiscard]] Buffer& here() const { return handle_.payload().buffers[Execution::process()]; }
  void require_open() const {
    if (here().end.closed) detail::throw_closed(type_);
  }

  void start_feeder(detail::QueueEnd& end, Where where) const {
    const Queue queue = *this;
    const auto feed = [queue, where] { queue.feed(where); };
    const char* const name = "QueueFeederThread";
    if (handle_.execution().observed(object())) {
      end.feeder.emplace(feed, threading::ThreadOptions{name, true}, where);
    } else {
      end.feeder.emplace(threading::Thread::service(feed, name, where));
    }
    end.feeder->start(where);
    detail::at_exit([queue] { queue.finish(); });
  }
  /// At the end of the process.
  void finish() const {
    if (here().end.cancelled) return;
    close(Where{});
    join_thread(Where{});
  }

  /// What the feeder does.
  void feed(Where where) const {
    if constexpr (detail::kQueuedAtOnce<T>) {
      constexpr std::int64_t kSize = sizeof(T) + detail::kPickleFrame;
      const std::int64_t from = detail::sending_process();
      for (;;) {
        const Result sent = handle_.perform(QueueSpec::kFlush, kSize, from, kForever, where);
        if (sent.value == QueueSpec::kEndOfBuffer) return;
        pass_on(taken().value, kSize, where);
      }
    } else {
      const ProcessId process = Execution::process();
      for (;;) {
        const Result taken = handle_.perform(QueueSpec::kTake, 0, process, kForever, where);
        if (taken.value == QueueSpec::kEndOfBuffer) return;
        send(this->taken());
      }
    }
  }
  [[nodiscard]] typename Buffer::Item taken() const {
    auto& items = here().items;
    typename Buffer::Item item = std::move(items.front());
    items.pop_front();
    return item;
  }
  void send(const typename Buffer::Item& item) const {
    if constexpr (Pickling<T>::kRefusal != nullptr) {
      detail::print_refusal(Pickling<T>::kRefusal, Pickling<T>::kInherited);
      handle_.perform(QueueSpec::kDrop, 0, Execution::process(), kForever, item.where);
    } else {
      auto value = detail::Queued<T>::pickle(item.value, item.where);
      const std::int64_t size = detail::pickled_size(value);
      handle_.perform(QueueSpec::kSend, size, detail::sending_process(), kForever, item.where);
      pass_on(std::move(value), size, item.where);
    }
  }
  /// Right after an item was sent.
  void pass_on(typename detail::Queued<T>::Value value, std::int64_t size, Where where) const {
    Execution& run = handle_.execution();
    if (run.recording()) run.describe_value(detail::item_text(value));
    handle_.payload().pipe.push_back(std::move(value));
    if (size <= run.options().pipe_capacity) return;
    handle_.perform(QueueSpec::kSendRest, 0, Execution::process(), kForever, where);
  }
};

/// Queues are inherited by processes, or passed to them; not sent.
template <class T>
struct Pickling<Queue<T>> {
  static constexpr const char* kRefusal =
      "Queue objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
