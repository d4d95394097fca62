// The table of strategies: one line each.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "heddle/checker/options.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/checker/strategy.hpp"

namespace heddle {

/// Depth-first over all interleavings; with Reduce::sleep one execution for every class of
/// equivalent ones (sleep sets), and some runs that are cut short.
std::unique_ptr<Strategy> make_dfs(const Options& options);
/// Every class of equivalent executions exactly once (optimal dynamic partial order reduction).
std::unique_ptr<Strategy> make_optimal(const Options& options);
/// Every enabled thread with the same probability at every scheduling point.
std::unique_ptr<Strategy> make_random(const Options& options);
/// Exactly one schedule: Options::schedule.
std::unique_ptr<Strategy> make_replay(const Options& options);

/// The strategy that Options::strategy names. Throws UsageError, naming those that exist.
std::unique_ptr<Strategy> make_strategy(const Options& options);
std::vector<std::string> strategy_names();

}  // namespace heddle
