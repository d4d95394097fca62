// multiprocessing.SimpleQueue: a pipe and two locks.
#pragma once

#include <any>
#include <string>
#include <type_traits>
#include <utility>

#include "heddle/primitives/multiprocessing/connection.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/inheritance.hpp"

namespace heddle::multiprocessing {

namespace detail {

/// A lock of a SimpleQueue, shared by all processes.
struct QueueLockSpec {
  static constexpr const char* kNoun = "lock";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t { kAcquire, kRelease };
  struct State {
    ThreadId holder = kNoThread;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::last_write;
  static constexpr bool may_block(int kind) { return kind == kAcquire; }
  static int alternatives(const State& state, const Action& action) {
    return !action.is(kAcquire) || state.holder == kNoThread ? 1 : 0;
  }
  static Effect apply(State& state, const Action& action, unsigned) {
    state.holder = action.is(kAcquire) ? action.thread : kNoThread;
    return {};
  }
  static bool synchronizes(const Label& earlier, const Label& later) {
    return earlier.is(kRelease) && later.is(kAcquire);
  }
  static ThreadSet holders(const State& state, const Action&) {
    ThreadSet all;
    if (state.holder != kNoThread) all.insert(state.holder);
    return all;
  }
  static std::string describe(const Label& label, const std::string& name, const std::string&) {
    return label.is(kAcquire) ? "acquire " + name : "";
  }
  static constexpr Role role(int kind) { return kind == kAcquire ? Role::acquire : Role::release; }
};

/// A SimpleQueue whatever its items are.
class AnySimpleQueue {
 public:
  /// Whether nothing is in it at this moment. Throws OSError when closed.
  [[nodiscard]] bool empty(Where where = Where::current()) const;
  /// The running process gives up its copy: what it does with it from now on throws OSError.
  void close(Where where = Where::current()) const;
  /// The number of its pipe, for `invariant`.
  [[nodiscard]] ObjectId object() const { return pipe_.object(); }

  /// Throws RuntimeError if the queue was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }
  void pickle_argument() const;
  void pass_to(Execution& run, ProcessId process) const;

 protected:
  AnySimpleQueue(Name name, const Context& context, Where where);
  void put_item(std::any item, std::int64_t bytes, const std::string& text, Where where) const;
  /// Empty: the execution is being left.
  [[nodiscard]] std::any get_item(Where where) const;
  [[nodiscard]] Execution& execution() const { return pipe_.execution(); }

 private:
  enum End : std::uint8_t { kReader, kWriter };
  [[nodiscard]] static std::int64_t place(End end) {
    return PipeSpec::place(end, Execution::process(), false);
  }
  Result perform(const OperationPart& first, const OperationPart& second, Where where) const;

  MadeFor made_;
  Handle<QueuePipeSpec, Messages> pipe_;
  Handle<QueueLockSpec> read_lock_;
  Handle<QueueLockSpec> write_lock_;
};

}  // namespace detail

/// First in, first out, for all processes; in a spawned one only where it was passed as an
/// argument. `put` puts the item into a pipe itself, and waits while that is full
/// (Options::pipe_capacity). There are no timeouts, no size and no `task_done`.
///
/// Getters take turns: one that is killed while it waits in `get` lets all others wait for ever.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.SimpleQueue
template <class T>
class SimpleQueue : public detail::AnySimpleQueue {
 public:
  static_assert(std::is_copy_constructible_v<T>, "items are copied");
  explicit SimpleQueue(Name name = nullptr, const Context& context = {},
                       Where where = Where::current())
      : detail::AnySimpleQueue(name, context, where) {}

  /// Puts a copy of `item` in, waiting for room. Throws OSError when closed, TypeError for what
  /// cannot be pickled, RuntimeError for what processes can only inherit.
  void put(T item, Where where = Where::current()) const {
    detail::check_message<T>();
    const bool recording = execution().recording();
    const std::string text = recording ? detail::message_text(item) : "";
    const std::int64_t bytes = detail::message_bytes(item);
    put_item(detail::Message<T>{std::move(item)}, bytes, text, where);
  }
  /// Takes the first item out, waiting for one. Throws OSError when closed.
  T get(Where where = Where::current()) const {
    std::any item = get_item(where);
    if (!item.has_value()) {
      if constexpr (std::is_default_constructible_v<T>) return T{};
    }
    T value = std::move(std::any_cast<detail::Message<T>&>(item).value);
    if (execution().recording()) {
      execution().describe_value(detail::message_text(value));
    }
    return value;
  }
};

template <class T>
struct Pickling<SimpleQueue<T>> {
  static constexpr const char* kRefusal =
      "SimpleQueue objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
