// Start methods, contexts, and what multiprocessing keeps for each process.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"

namespace heddle::multiprocessing {

class Process;

/// How the next processes are started: "fork", "spawn" or "forkserver". Once only, and before the
/// method was used (a process started, a lock made, get_start_method called), unless `force`.
/// Throws RuntimeError then, and ValueError for an unknown method.
void set_start_method(const std::string& method, bool force = false);
/// The method in use, which it thereby fixes.
std::string get_start_method();
/// The same without fixing it: none if it is not fixed yet.
std::optional<std::string> get_start_method_or_none();
std::vector<std::string> get_all_start_methods();
/// A number, the same everywhere: 4.
int cpu_count();

/// The multiprocessing module with one start method: pass it to a Process, a lock or a queue.
class Context {
 public:
  /// What set_start_method says.
  Context() = default;
  explicit Context(StartMethod method) : method_(method) {}
  [[nodiscard]] std::string get_start_method() const;
  /// Throws ValueError unless this is the default context.
  void set_start_method(const std::string& method, bool force = false) const;
  /// The method of this context alone; none for the default one.
  [[nodiscard]] std::optional<StartMethod> method() const { return method_; }

 private:
  std::optional<StartMethod> method_;
};
/// The context with that start method; the default one without a name. Throws ValueError for an
/// unknown method.
Context get_context(std::optional<std::string> method = {});

namespace detail {

/// What multiprocessing knows of one running process.
struct ProcessRecords {
  std::uint16_t made = 0;  ///< Process objects
  std::vector<Process> children;
  /// What is to be done when the process ends, after its children and threads have been joined.
  std::vector<std::function<void()>> finalizers;
  /// What is to be done before its children are joined.
  std::vector<std::function<void()>> before_children;
  /// Objects that are observed once the program kills a child.
  std::vector<std::pair<ProcessId, ObjectId>> observers;
  std::optional<StartMethod> method;  ///< none: not fixed yet
  bool exits = false;                 ///< the engine knows what to do at the end
};
/// Those of the process that runs.
ProcessRecords& records();
/// The start method in use, which it fixes: what the constructor of a shared primitive does.
StartMethod use_start_method(const Context& context = {});
/// Calls `finalizer` when the running process ends by itself.
void at_exit(std::function<void()> finalizer);
/// The same, before its children are terminated or joined.
void before_children(std::function<void()> finalizer);
/// Whether a child of the running process has not been joined.
bool has_children();
/// `object` is to be observed (Execution::observe_object) where the program kills that child of the
/// running process.
void observe_when_killed(ProcessId child, ObjectId object);
/// What a process does at its end: its daemonic children are terminated, all are joined.
void join_children();
/// What it does when its own threads have ended as well: the finalizers, the latest first.
void finalize_process();

}  // namespace detail

}  // namespace heddle::multiprocessing
