// The search: runs a program again and again under a strategy and gathers what it finds.
#pragma once

#include <functional>

#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"

namespace heddle {

class Execution;

/// Told how a search goes on: progress lines, journals. All calls come from the searching thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// Before the first execution. `execution` lives until the search ends.
  virtual void begin(const Execution& /*execution*/) {}
  /// After every execution; `so_far` has counters, findings and outcomes up to now.
  virtual void executed(const Report& /*so_far*/) {}
  /// A new finding, complete with its witness.
  virtual void found(const Finding& /*finding*/) {}
};

/// Explores `program`: runs it under the strategy that `options` name until every interleaving was
/// seen, a budget ran out, or (without keep_going) an error was found. `program` is called once for
/// every execution and must behave the same under the same schedule.
///
/// Runs in this process: a program that crashes takes the process with it (the command line
/// explores in a worker process).
/// Throws UsageError for options that make no sense. Not reentrant.
Report explore(const std::function<void()>& program, const Options& options = {},
               Watcher* watcher = nullptr);

}  // namespace heddle
