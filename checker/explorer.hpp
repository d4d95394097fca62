// The search: runs a program again and again under a strategy and gathers what it finds.
#pragma once

#include <functional>
#include <string>

#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"

namespace heddle {

class Execution;

/// Where a search can be gone on with, in another process of the same program.
struct Checkpoint {
  Report report;      ///< what was found so far, and how long it took
  std::string state;  ///< what only the search itself understands (Archive)
};

/// Told how a search goes on: progress lines, journals. All calls come from the searching thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// Before the first execution. `execution` lives until the search ends.
  virtual void begin(const Execution& /*execution*/) {}
  /// After every execution, and after a checkpoint was loaded; `so_far` has counters, findings and
  /// outcomes up to now.
  virtual void executed(const Report& /*so_far*/) {}
  /// A new finding, complete with its witness.
  virtual void found(const Finding& /*finding*/) {}
  /// Where the search goes on from; null: it begins.
  [[nodiscard]] virtual const Checkpoint* resumes() { return nullptr; }
  /// Asked after every execution that is not the last one, and told that it is cut short there:
  /// whether `save` should be called.
  [[nodiscard]] virtual bool wants_checkpoint(bool /*cut_short*/) { return false; }
  virtual void save(const Checkpoint& /*checkpoint*/) {}
  /// The search cannot be saved, and goes on.
  virtual void not_saved(const std::string& /*why*/) {}
};

/// Explores `program`: runs it under the strategy that `options` name until every interleaving was
/// seen, a budget ran out, or (without keep_going) an error was found. `program` is called once for
/// every execution and must behave the same under the same schedule.
///
/// Runs in this process: a program that crashes takes the process with it (the command line
/// explores in a worker process).
/// Throws UsageError for options that make no sense, and for a checkpoint that cannot be gone on
/// with. Not reentrant.
Report explore(const std::function<void()>& program, const Options& options = {},
               Watcher* watcher = nullptr);

}  // namespace heddle
