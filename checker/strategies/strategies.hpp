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
/// Random priorities of threads, and Options::depth - 1 points where one falls (PCT).
std::unique_ptr<Strategy> make_pct(const Options& options);
/// Random priorities of pending operations, drawn again where they depend on what happens (POS).
std::unique_ptr<Strategy> make_pos(const Options& options);
/// The same, but a thread keeps its priority until it announces an operation that can block, or one
/// that depends on what happens.
std::unique_ptr<Strategy> make_coarse_pos(const Options& options);
/// All orders of the events on one shared object as likely as each other (SURW).
std::unique_ptr<Strategy> make_surw(const Options& options);
/// All of these in turns, and at first the optimal search, counting classes of equivalent
/// executions.
std::unique_ptr<Strategy> make_portfolio(const Options& options);
/// Every interleaving with at most Options::preemptions preemptions, those with the fewest first.
std::unique_ptr<Strategy> make_bounded(const Options& options);
/// Random walks that estimate how many interleavings there are.
std::unique_ptr<Strategy> make_probes(const Options& options);
/// Exactly one schedule: Options::schedule.
std::unique_ptr<Strategy> make_replay(const Options& options);
/// Options::schedule as far as it goes; then Options::stopped is called and the execution ends, or,
/// without that, POS goes on from there, again and again.
std::unique_ptr<Strategy> make_follow(const Options& options);

/// The strategy that Options::strategy names. Throws UsageError, naming those that exist.
std::unique_ptr<Strategy> make_strategy(const Options& options);
std::vector<std::string> strategy_names();
/// Whether a strategy draws its executions at random: it knows no end.
bool draws(const std::string& strategy);

}  // namespace heddle
