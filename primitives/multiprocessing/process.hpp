// multiprocessing.Process, and the functions about processes.
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/checker/thread_spec.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/silent_spec.hpp"
#include "heddle/primitives/task.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing {

using threading::args;
using threading::OptionalTimeout;

/// The keyword arguments of a Process's constructor: `{.name = "worker", .daemon = true}`.
struct ProcessOptions {
  std::string name = {};            ///< empty: "Process-1", its child "Process-1:1"
  std::optional<bool> daemon = {};  ///< none: that of the creating process
  Context context = {};             ///< with which start method
};

namespace detail {

template <class T>
inline constexpr bool kIsReference = std::is_reference_v<T>;
template <class T>
inline constexpr bool kIsReference<std::reference_wrapper<T>> = true;

/// What a process runs, and how its arguments come to it.
struct ProcessTask : Task {
  /// Throws TypeError for an argument that cannot be pickled, RuntimeError for a primitive that was
  /// made for processes which are forked.
  /// `dill`: as the `multiprocess` package does it.
  virtual void pickle(bool dill) const = 0;
  /// The variables among the arguments get, in the new process, the values they have now.
  virtual void pass(Execution& run, ProcessId process) const = 0;
};

template <class T>
void pickle([[maybe_unused]] const T& value, [[maybe_unused]] bool dill) {
  if constexpr (requires { value.require_spawnable(); }) value.require_spawnable();
  if constexpr (Pickling<T>::kRefusal != nullptr && !Pickling<T>::kInherited) {
    if (!dill || !requires { Pickling<T>::kByDill; }) {
      throw TypeError(Pickling<T>::kRefusal, Category::unpicklable);
    }
  }
  if constexpr (requires { value.pickle_argument(); }) {
    value.pickle_argument();
  } else if constexpr (heddle::detail::Sequence<T>) {
    for (const auto& element : value) pickle(element, dill);
  }
}
template <class T>
void pass(Execution& run, const T& value, ProcessId process) {
  if constexpr (requires { value.pass_to(run, process); }) {
    value.pass_to(run, process);
  } else if constexpr (heddle::detail::Sequence<T>) {
    for (const auto& element : value) pass(run, element, process);
  }
}

template <class F, class... Args>
struct ProcessCall final : ProcessTask {
  ProcessCall(F f, std::tuple<Args...> a) : function(std::move(f)), arguments(std::move(a)) {}
  void run() override { std::apply(function, arguments); }
  void pickle(bool dill) const override {
    std::apply([=](const Args&... all) { (detail::pickle(all, dill), ...); }, arguments);
  }
  void pass(Execution& run, ProcessId process) const override {
    std::apply([&](const Args&... all) { (detail::pass(run, all, process), ...); }, arguments);
  }
  F function;
  std::tuple<Args...> arguments;
};

}  // namespace detail

namespace detail {

/// Ends those that have been started and not been joined, as SIGTERM does.
void terminate_all(const std::vector<Process>& children, Where where);
/// The number of a process that has been started.
ProcessId number_of(const Process& process);

}  // namespace detail

/// Stands for the end of a process, see `wait`.
struct Sentinel {
  ObjectId object = kNoObject;
  friend bool operator==(const Sentinel&, const Sentinel&) = default;
};

/// A process of the program: threads with memory of their own. Made with a target, or subclassed
/// with `run` overridden; such an object must outlive its process (join it).
///
/// What is private to a process is copied when it is forked, and begins as its constructor says
/// when it is spawned: `Shared`, `Atomic`, `Local`, everything of `threading` and `queue`, and
/// `ProcessLocal<T>` for values of other types. Everything of `multiprocessing` is shared. A C++
/// variable of another kind is shared by all processes, as no memory of this checker is really
/// apart: pass arguments by value.
///
/// A handle: a copy is another name of the same process; destroying it does nothing to the process.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#process-and-exceptions
class Process {
 public:
  /// Without a target: `run` does nothing unless it is overridden.
  explicit Process(const ProcessOptions& options = {}, Where where = Where::current());
  template <class F>
  requires std::invocable<F&>
  explicit Process(F target, const ProcessOptions& options = {}, Where where = Where::current())
      : Process(std::move(target), std::tuple<>(), options, where) {}
  template <class F, class... Args>
  requires std::invocable<F&, Args&...> Process(F target, std::tuple<Args...> arguments,
                                                const ProcessOptions& options = {},
                                                Where where = Where::current())
      : Process(options, where,
                heddle::detail::make_task<detail::ProcessCall<F, Args...>>(this, std::move(target),
                                                                           std::move(arguments))) {
    static_assert(
        !(detail::kIsReference<Args> || ...),
        "a process cannot be given a reference to its parent's memory: pass a value, or a "
        "primitive of multiprocessing");
  }
  /// The same with a name alone: `Process p([=] { ... }, "worker")`.
  template <class F, std::convertible_to<std::string> Text>
  requires std::invocable<F&> Process(F target, Text name, Where where = Where::current())
      : Process(std::move(target), ProcessOptions{std::move(name), {}, {}}, where) {}
  template <class F, class... Args, std::convertible_to<std::string> Text>
  requires std::invocable<F&, Args&...> Process(F target, std::tuple<Args...> arguments, Text name,
                                                Where where = Where::current())
      : Process(std::move(target), std::move(arguments), ProcessOptions{std::move(name), {}, {}},
                where) {}
  Process(const Process&) = default;
  Process& operator=(const Process&) = default;
  virtual ~Process();

  /// Starts the process. Throws AssertionError if it has been started before, by a process that did
  /// not make it, and by a daemonic one; TypeError for an argument that must be pickled and cannot,
  /// RuntimeError for a primitive of a fork context where the process is not forked.
  void start(Where where = Where::current()) const;
  /// What the process does: calls the target. May be called directly.
  virtual void run();
  /// Waits for the end of the process, or until the time is up: `exitcode` tells. Throws
  /// AssertionError before start and in any process but its parent.
  void join(OptionalTimeout timeout = {}, Where where = Where::current()) const;
  /// Whether the process has been started and has not ended. Throws AssertionError in any process
  /// but its parent and itself.
  [[nodiscard]] bool is_alive(Where where = Where::current()) const;
  /// None while it runs; 0, 1 after an exception, n & 255 after SystemExit(n), minus the signal
  /// that ended it.
  [[nodiscard]] std::optional<int> exitcode(Where where = Where::current()) const;
  /// Ends the process wherever it stands, as SIGTERM and SIGKILL do: nothing of it is unwound, what
  /// it holds stays held. Throws AttributeError before start.
  void terminate(Where where = Where::current()) const;
  void kill(Where where = Where::current()) const;
  /// Gives the object up: most of its methods throw ValueError from now on. Throws ValueError while
  /// the process runs.
  void close(Where where = Where::current()) const;

  [[nodiscard]] std::string name() const;
  void set_name(const std::string& name) const;
  /// A number that identifies the process, stable over all executions; none before start.
  [[nodiscard]] std::optional<int> pid() const;
  [[nodiscard]] std::optional<int> ident() const { return pid(); }
  /// What `wait` takes for the end of the process. Throws ValueError before start.
  [[nodiscard]] Sentinel sentinel() const;
  [[nodiscard]] bool daemon() const { return handle_.payload().daemon; }
  /// Throws AssertionError once the process has been started.
  void set_daemon(bool daemon) const;

  /// Its number, for reports and `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  friend bool operator==(const Process& a, const Process& b) { return a.handle_ == b.handle_; }

 protected:
  /// Arguments are pickled as the `multiprocess` package does it. Returns true.
  bool use_dill() const { return handle_.payload().dill = true; }

 private:
  friend Process current_process();
  friend std::optional<Process> parent_process();
  friend void detail::join_children();
  friend bool detail::has_children();
  friend void detail::terminate_all(const std::vector<Process>& children, Where where);
  friend ProcessId detail::number_of(const Process& process);

  struct Payload {
    detail::ProcessTask* task = nullptr;  ///< calls the target; null without one
    Process* self = nullptr;            ///< the object whose `run` is called; null once it is gone
    const std::string* name = nullptr;  ///< null: the default
    Context context;
    ThreadId number = kNoThread;  ///< once started
    ProcessId creator = 0;
    std::uint16_t count = 0;  ///< the n-th that its creator made
    bool daemon = false;
    bool started = false;
    bool dill = false;  ///< its arguments are pickled as the `multiprocess` package does it
    bool closed = false;
    /// Threads of its parent that know that it has ended. What one of them knows is no secret to
    /// the others, but when they learn it is a matter of chance: each looks for itself.
    ThreadSet joined_by;
  };
  struct Run;
  Process(const ProcessOptions& options, Where where, detail::ProcessTask* task);
  explicit Process(const Handle<ProcessSpec, Payload>& handle) : handle_(handle) {}
  static Payload make_payload(const ProcessOptions& options, detail::ProcessTask* task);
  static Process of(ProcessId process);

  void require_open() const;
  void signal(int number, const char* method, Where where) const;
  /// The exit code, of one that has ended; kNoExitCode before.
  [[nodiscard]] std::int64_t poll(Where where) const;
  /// Whether the running thread knows that it has ended.
  [[nodiscard]] bool joined() const;
  void set_joined() const;

  Handle<ProcessSpec, Payload> handle_;
  /// This object's own `run` is the process's: it was started through a subclass.
  mutable bool runs_ = false;
};

/// The process that calls.
Process current_process();
/// The process that started it; none in the program's own.
std::optional<Process> parent_process();
/// The children that are alive; those that have ended are joined.
std::vector<Process> active_children(Where where = Where::current());
/// os.getpid.
int getpid();

/// A value of which every process has its own, without race detection: what a module's global
/// variable is in Python. A forked process begins with its parent's, a spawned one with the
/// constructor's.
template <class T>
class ProcessLocal {
 public:
  explicit ProcessLocal(T initial = {}, Name name = nullptr, Where where = Where::current())
      : handle_({}, name, where, {initial, initial}) {}
  [[nodiscard]] const T& get() const { return handle_.payload().value; }
  [[nodiscard]] T& get() { return handle_.payload().value; }
  void set(T value) const { handle_.payload().value = std::move(value); }
  operator T() const { return get(); }  // NOLINT: reads as the variable would
  const ProcessLocal& operator=(T value) const {
    set(std::move(value));
    return *this;
  }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

 private:
  struct Spec : heddle::detail::SilentSpec {
    static constexpr const char* kNoun = "process-local";
  };
  struct Payload {
    T value;
    T initial;
    [[nodiscard]] Payload fresh() const { return {initial, initial}; }
  };
  Handle<Spec, Payload> handle_;
};

}  // namespace heddle::multiprocessing
