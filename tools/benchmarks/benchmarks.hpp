// What the parts of heddle_bench share. All times are CPU time of the process; the detectors are
// on, as they are for users.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/options.hpp"

namespace heddle::benchmarks {

constexpr double kLongEnough = 0.2;  ///< CPU seconds; shorter searches are repeated

/// The program of a model, its parameters set; `name` must exist.
std::function<void()> program_of(const std::string& name,
                                 const std::vector<std::pair<std::string, int>>& parameters = {});

/// So many random executions.
Options random_walk(std::uint64_t executions);
/// The optimal search as others are compared with.
Options plain_optimal();

/// Three threads, a hundred increments each of one atomic: nothing but scheduling points.
void increments();
/// Message passing of two threads, main and another: plain data, published by an atomic flag.
void message_passing();
/// The same of two threads that main only starts and joins.
void message_passing_beside_main();

/// Searches once and prints how many executions there were: the model `name` with its parameter `n`
/// (0: it has none), or `n` random executions of `increments`,
/// `message-passing` or `message-passing-beside-main`.
void run_once(const std::string& name, int n);

/// How fast executions are: random ones, and those of depth-first search.
void print_speed(int repetitions, bool quick);
/// Whether the memory grows with the number of executions.
void print_memory(bool quick);
/// The optimal search beside other checkers, on the programs of rows.hpp; without the heavy ones if
/// `quick`. False if a number of executions is wrong.
bool print_comparison(int repetitions, bool quick);

/// From the first to the last of them.
struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t last = 20;
};
/// How many executions random strategies need to find a bug, in the mean over these seeds. False if
/// the portfolio needs more than its goal.
bool print_random(const Seeds& seeds);

}  // namespace heddle::benchmarks
