// threading.Thread, threading.Timer, and the functions about threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/checker/thread_spec.hpp"
#include "heddle/primitives/threading/event.hpp"

namespace heddle::threading {

/// The keyword arguments of a Thread's constructor: `{.name = "consumer", .daemon = true}`.
struct ThreadOptions {
  std::string name = {};               ///< empty: "Thread-1", "Thread-1 (target's name)"
  std::optional<bool> daemon = {};     ///< none: that of the creating thread
};

/// The arguments of a thread's target: `Thread t(increase, args(10, lock))`.
template <class... Args>
auto args(Args&&... values) {
  return std::tuple<std::decay_t<Args>...>(std::forward<Args>(values)...);
}

/// A target with its name, for the default name of its thread; made by HEDDLE_TARGET(f).
template <class F>
struct NamedTarget {
  F function;
  const char* name;
};
template <class F>
NamedTarget(F, const char*) -> NamedTarget<F>;
#define HEDDLE_TARGET(f) (::heddle::threading::NamedTarget{f, #f})

/// A thread of the program. Made with a target, or subclassed with `run` overridden; such an object
/// must outlive its thread (join it).
///
/// A handle: a copy is another name of the same thread; destroying it does nothing to the thread.
///
/// Python: https://docs.python.org/3/library/threading.html#thread-objects
class Thread {
 public:
  /// Without a target: `run` does nothing unless it is overridden.
  explicit Thread(ThreadOptions options = {}, Where where = Where::current());
  template <class F>
    requires std::invocable<F&>
  explicit Thread(F target, ThreadOptions options = {}, Where where = Where::current())
      : Thread(std::move(options), where) {
    set_task([target = std::move(target)]() mutable { static_cast<void>(target()); }, nullptr);
  }
  template <class F, class... Args>
    requires std::invocable<F&, Args&...>
  Thread(F target, std::tuple<Args...> arguments, ThreadOptions options = {},
         Where where = Where::current())
      : Thread(std::move(options), where) {
    set_task([target = std::move(target), arguments = std::move(arguments)]() mutable {
      std::apply([&](auto&... values) { static_cast<void>(target(values...)); }, arguments);
    }, nullptr);
  }
  template <class F>
  explicit Thread(NamedTarget<F> target, ThreadOptions options = {},
                  Where where = Where::current())
      : Thread(std::move(options), where) {
    set_task([f = std::move(target.function)]() mutable { static_cast<void>(f()); }, target.name);
  }
  template <class F, class... Args>
  Thread(NamedTarget<F> target, std::tuple<Args...> arguments, ThreadOptions options = {},
         Where where = Where::current())
      : Thread(std::move(options), where) {
    set_task([f = std::move(target.function), arguments = std::move(arguments)]() mutable {
      std::apply([&](auto&... values) { static_cast<void>(f(values...)); }, arguments);
    }, target.name);
  }
  Thread(const Thread&) = default;
  Thread& operator=(const Thread&) = default;
  virtual ~Thread();

  /// Starts the thread. Throws RuntimeError if it has been started before.
  void start(Where where = Where::current());
  /// What the thread does: calls the target. May be called directly, once.
  virtual void run();
  /// Waits for the end of the thread, or until the time is up: `is_alive` tells. Throws RuntimeError
  /// before start and on the calling thread itself.
  void join(OptionalTimeout timeout = {}, Where where = Where::current()) const;
  /// Whether the thread has been started and has not ended.
  [[nodiscard]] bool is_alive(Where where = Where::current()) const;

  [[nodiscard]] std::string name() const;
  void set_name(std::string name) const;
  /// A number that identifies the thread; none before start.
  [[nodiscard]] std::optional<std::uint64_t> ident() const;
  [[nodiscard]] bool daemon() const { return handle_.payload().daemon; }
  /// Throws RuntimeError once the thread has been started.
  void set_daemon(bool daemon) const;
  void setDaemon(bool daemon) const { set_daemon(daemon); }
  [[nodiscard]] bool isDaemon() const { return daemon(); }

  friend bool operator==(const Thread& a, const Thread& b) {
    return a.handle_.object() == b.handle_.object();
  }

 private:
  friend Thread current_thread();
  friend Thread main_thread();
  friend std::vector<Thread> enumerate(Where where);

  struct Payload {
    Task* task = nullptr;  ///< calls the target; null without one, and after `run`
    Thread* self = nullptr;  ///< the object whose `run` is called; null once it is gone
    std::string name;        ///< empty: the default
    const char* function = nullptr;
    ThreadId number = kNoThread;  ///< once started
    ThreadId creator = 0;
    std::uint16_t unnamed = 0;  ///< the n-th unnamed one of its creator
    bool daemon = false;
    bool started = false;
  };
  struct Run;
  explicit Thread(Handle<ThreadSpec, Payload> handle) : handle_(std::move(handle)) {}

  template <class F>
  void set_task(F call, const char* function) {
    struct Call final : Task {
      explicit Call(F f) : function(std::move(f)) {}
      void run() override { function(); }
      F function;
    };
    Execution* run = Execution::current_execution();
    // A global Thread's target lives as long as the process.
    Payload& payload = handle_.payload();
    payload.task = run != nullptr ? run->arena().make<Call>(std::move(call))
                                  : static_cast<Task*>(new Call(std::move(call)));
    payload.function = function;
  }

  Handle<ThreadSpec, Payload> handle_;
};

/// A thread that calls a function after `interval` seconds, unless it is cancelled before. In free
/// time that is any moment after start.
class Timer : public Thread {
 public:
  Timer(double interval, std::function<void()> function, ThreadOptions options = {},
        Where where = Where::current());
  /// The function is not called if it has not been already.
  void cancel(Where where = Where::current()) const { finished_.set(where); }

 private:
  Event finished_;
};

/// The thread that calls.
Thread current_thread();
/// The thread that runs the program's main function.
Thread main_thread();
/// The threads that are alive, main first.
std::vector<Thread> enumerate(Where where = Where::current());
/// The number of threads that are alive.
int active_count(Where where = Where::current());
/// `ident` of the calling thread.
std::uint64_t get_ident();

}  // namespace heddle::threading
