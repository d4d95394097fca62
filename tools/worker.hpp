// Exploring a target in a child process: whatever the program under test does to its process, its
// end is a finding with a schedule, and what was found before is reported.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"
#include "heddle/tools/checkpoint.hpp"
#include "heddle/tools/position.hpp"
#include "heddle/tools/sandbox.hpp"

namespace heddle::tools {

/// How far a search has come.
struct Progress {
  double seconds = 0;
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  double share_done = -1;  ///< about how much of the search, 0 to 1; negative: not known
};

struct Job {
  std::string target;  ///< name for the report
  std::function<void()> program;
  Options options;
  Checkpoints checkpoints;  ///< where the search is kept
  bool looks = false;       ///< runs one schedule (`follow`) to see where it leads
  /// The program is not trusted: it is locked in, and what the worker reports only counts if it
  /// ended by itself with every execution accounted for.
  std::optional<Sandbox> sandbox = {};
  double silence_seconds = 10;      ///< of CPU time without an event: no-scheduling-point
  double grace_seconds = 5;         ///< from an interrupt until the worker is killed
  std::function<int()> interrupts;  ///< how many there were so far
  std::function<void(const Progress&)> progress;  ///< told a few times a second
};

/// A report, or why there is none.
struct Explored {
  Report report;
  std::string usage_error;
  std::string internal_error;
  std::optional<Position> position;  ///< of a job that looks, if its worker got there
  /// Of a job that follows a schedule: Schedule::observed, of all executions together.
  std::vector<std::string> observed;
};

/// Explores `job` in a child process and waits for it. A second process explains how the first one
/// died, by replaying its last run.
Explored explore_in_worker(const Job& job);

}  // namespace heddle::tools
