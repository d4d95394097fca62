// threading.Thread, threading.Timer, and the functions about threads.
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/checker/thread_spec.hpp"
#include "heddle/primitives/task.hpp"
#include "heddle/primitives/threading/event.hpp"

namespace heddle::threading {

/// The keyword arguments of a Thread's constructor: `{.name = "consumer", .daemon = true}`.
struct ThreadOptions {
  std::string name = {};            ///< empty: "Thread-1", "Thread-1 (target's name)"
  std::optional<bool> daemon = {};  ///< none: that of the creating thread
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

  template <class... Args>
  requires std::invocable<F&, Args...>
  decltype(auto) operator()(Args&&... args) {
    return std::invoke(function, std::forward<Args>(args)...);
  }
};
template <class F>
NamedTarget(F, const char*) -> NamedTarget<F>;
#define HEDDLE_TARGET(f) (::heddle::threading::NamedTarget{f, #f})

namespace detail {

template <class F>
const char* target_name(const F& /*target*/) {
  return nullptr;
}
template <class F>
const char* target_name(const NamedTarget<F>& target) {
  return target.name;
}

}  // namespace detail

/// A thread of the program. Made with a target, or subclassed with `run` overridden; such an object
/// must outlive its thread (join it).
///
/// A handle: a copy is another name of the same thread; destroying it does nothing to the thread.
///
/// Python: https://docs.python.org/3/library/threading.html#thread-objects
class Thread {
 public:
  /// Without a target: `run` does nothing unless it is overridden.
  explicit Thread(const ThreadOptions& options = {}, Where where = Where::current());
  template <class F>
  requires std::invocable<F&>
  explicit Thread(F target, const ThreadOptions& options = {}, Where where = Where::current())
      : Thread(std::move(target), std::tuple<>(), options, where) {}
  template <class F, class... Args>
  requires std::invocable<F&, Args&...> Thread(F target, std::tuple<Args...> arguments,
                                               const ThreadOptions& options = {},
                                               Where where = Where::current())
      : Thread(detail::target_name(target), options, where,
               make_task(this,
                         [target = std::move(target), arguments = std::move(arguments)]() mutable {
                           std::apply(target, arguments);
                         })) {}
  /// The same with a name alone: `Thread t([=] { ... }, "consumer")`.
  template <class F, std::convertible_to<std::string> Text>
  requires std::invocable<F&> Thread(F target, Text name, Where where = Where::current())
      : Thread(std::move(target), ThreadOptions{std::move(name), {}}, where) {}
  template <class F, class... Args, std::convertible_to<std::string> Text>
  requires std::invocable<F&, Args&...> Thread(F target, std::tuple<Args...> arguments, Text name,
                                               Where where = Where::current())
      : Thread(std::move(target), std::move(arguments), ThreadOptions{std::move(name), {}}, where) {
  }
  Thread(const Thread&) = default;
  Thread& operator=(const Thread&) = default;
  virtual ~Thread();

  /// Starts the thread. Throws RuntimeError if it has been started before.
  void start(Where where = Where::current()) const;
  /// What the thread does: calls the target. May be called directly, once: afterwards the target is
  /// gone, which is an AttributeError.
  virtual void run();
  /// Waits for the end of the thread, or until the time is up: `is_alive` tells. Throws
  /// RuntimeError before start and on the calling thread itself.
  void join(OptionalTimeout timeout = {}, Where where = Where::current()) const;
  /// Whether the thread has been started and has not ended.
  [[nodiscard]] bool is_alive(Where where = Where::current()) const;

  [[nodiscard]] std::string name() const;
  void set_name(const std::string& name) const;
  /// A number that identifies the thread, stable over all executions; none before start.
  [[nodiscard]] std::optional<std::uint64_t> ident() const;
  [[nodiscard]] bool daemon() const { return handle_.payload().daemon; }
  /// Throws RuntimeError once the thread has been started.
  void set_daemon(bool daemon) const;
  void setDaemon(bool daemon) const { set_daemon(daemon); }  // NOLINT: Python's name
  [[nodiscard]] bool isDaemon() const { return daemon(); }   // NOLINT
  /// A daemon thread of a primitive: its process, before it ends, ends and joins it (`at_exit`), so
  /// that it is never killed.
  static Thread service(std::function<void()> target, const std::string& name, Where where);

  friend bool operator==(const Thread& a, const Thread& b) { return a.handle_ == b.handle_; }

 private:
  friend Thread current_thread();
  friend Thread main_thread();
  friend std::vector<Thread> enumerate(Where where);

  struct Payload {
    Task* task = nullptr;               ///< calls the target; null without one
    Thread* self = nullptr;             ///< the object whose `run` is called; null once it is gone
    const std::string* name = nullptr;  ///< null: the default
    const char* function = nullptr;
    ThreadId number = kNoThread;  ///< once started
    ThreadId creator = 0;
    std::uint16_t unnamed = 0;  ///< the n-th unnamed one of its creator
    bool daemon = false;
    bool service = false;  ///< a daemon to the program, but its process ends it
    bool started = false;
    bool ran = false;  ///< Thread::run has been called
  };
  struct Run;
  Thread(const char* function, const ThreadOptions& options, Where where, Task* task);
  explicit Thread(const Handle<ThreadSpec, Payload>& handle) : handle_(handle) {}
  static Payload make_payload(const char* function, const ThreadOptions& options, Task* task);

  template <class F>
  static Task* make_task(void* place, F call) {
    return heddle::detail::make_task<heddle::detail::Call<F>>(place, std::move(call));
  }

  Handle<ThreadSpec, Payload> handle_;
  /// This object's own `run` is the thread's: it was started through a subclass.
  mutable bool runs_ = false;
};

/// A thread that calls a function after `interval` seconds, unless it is cancelled before. In free
/// time that is any moment after start.
///
/// Python: https://docs.python.org/3/library/threading.html#timer-objects
class Timer : public Thread {
 public:
  Timer(double interval, std::function<void()> function, const ThreadOptions& options = {},
        Where where = Where::current())
      : Timer(Event("timer", where), interval, std::move(function), options, where) {}
  template <class F, class... Args>
  requires std::invocable<F&, Args&...> Timer(double interval, F function,
                                              std::tuple<Args...> arguments,
                                              const ThreadOptions& options = {},
                                              Where where = Where::current())
      : Timer(
            interval, [=]() mutable { std::apply(function, arguments); }, options, where) {}
  /// The function is not called if it has not been already.
  void cancel(Where where = Where::current()) const { finished_.set(where); }
  [[nodiscard]] double interval() const { return interval_; }

 private:
  Timer(Event finished, double interval, std::function<void()> function,
        const ThreadOptions& options, Where where);
  double interval_;
  Event finished_;
};

/// The thread that calls.
Thread current_thread();
/// The thread that runs the program's main function.
Thread main_thread();
/// The threads that are alive, main first. Of those with a number of 63 or more it knows nothing.
std::vector<Thread> enumerate(Where where = Where::current());
/// The number of threads that are alive.
int active_count(Where where = Where::current());
/// `ident` of the calling thread.
std::uint64_t get_ident();

/// An exception that left a thread's `run`, as `excepthook` sees it.
struct ExceptHookArgs {
  std::string exc_type;   ///< Python's name; empty for an exception of other C++ code
  std::string exc_value;  ///< its message
  std::exception_ptr exception;
  Thread thread;
};
/// From now on `hook` is called, in the thread that failed, for every exception that leaves a
/// thread's `run`, SystemExit too. The exception is a finding all the same; one that the hook
/// throws takes its place.
void set_excepthook(std::function<void(const ExceptHookArgs&)> hook);

}  // namespace heddle::threading
