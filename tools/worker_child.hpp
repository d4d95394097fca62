// The worker's side: explores, tells its parent what it finds, and notes how it dies.
//
// Messages to the parent are lines: a secret, and JSON with one member: finding, outcome, outcomes,
// report, witness, position, observed, usage or internal.
#pragma once

#include <csignal>
#include <functional>
#include <optional>
#include <string>

#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"
#include "heddle/tools/checkpoint.hpp"
#include "heddle/tools/journal.hpp"
#include "heddle/tools/sandbox.hpp"

namespace heddle::tools {

/// The signal by which the parent asks for signs of life.
inline int ping_signal() { return SIGRTMAX - 1; }

struct WorkerTask {
  const std::function<void()>* program = nullptr;
  Options options;
  int messages = -1;                         ///< a pipe to the parent
  const Checkpoints* checkpoints = nullptr;  ///< null: the search is not kept
  std::string secret;  ///< begins every message: what else is in the pipe is not the engine's
  /// What the program under test is locked into before it first runs.
  std::optional<Sandbox> sandbox;
  /// Replays a run in which an earlier worker died, to tell how: at its death, or at a note that
  /// the parent asks for, it sends the finding's witness.
  bool explains_death = false;
  Kind kind_of_death = Kind::crash;
  /// Runs one schedule and sends the position it leads to (Options::strategy is `follow`).
  bool looks = false;
};

/// Called in the child right after the fork.
[[noreturn]] void run_worker(const WorkerTask& task, Journal& journal, int parent);

}  // namespace heddle::tools
