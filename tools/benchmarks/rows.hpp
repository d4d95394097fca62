// The programs that all checkers are compared on: how many executions each has under sequential
// consistency, to the unit, and how long others take.
#pragma once

#include <cstdint>

namespace heddle::benchmarks {

/// A program of models/bench/. The other checkers' times are CPU seconds less start-up, on a
/// machine with two cores: GenMC 0.11 (--sc, symmetry reduction and in-place revisiting off) and
/// Nidhugg
/// (--sc --optimal). 0: not known, or too short or too long to measure.
struct Row {
  const char* model;
  int n;                     ///< 0: it has no such parameter
  std::uint64_t executions;  ///< with the plain relation of dependence
  double genmc;
  double nidhugg;
  bool heavy = false;  ///< takes longer than the fast tests may
};

// One row a line.
// clang-format off
inline constexpr Row kRows[] = {
    {"fib", 3, 1698, 0.04, 0.28},
    {"fib", 4, 19605, 0.41, 2.98},
    {"fib", 5, 218243, 6.09, 0, true},
    {"lastzero", 7, 320, 0.02, 0.08},
    {"lastzero", 10, 3328, 0.43, 1.35},
    {"lastzero", 12, 15360, 2.87, 0, true},
    {"indexer", 13, 64, 0.04, 0.09},
    {"indexer", 15, 4096, 3.67, 6.18},
    {"readers", 8, 256, 0, 0.05},
    {"readers", 13, 8192, 0.20, 3.79},
    {"nw1r", 5, 720, 0.04, 0.13},
    {"nw1r", 6, 5040, 0.30, 1.06},
    {"nw1r", 7, 40320, 2.91, 0, true},
    {"ainc", 6, 720, 0.07, 0.15},
    {"ainc", 7, 5040, 0.42, 1.09},
    {"binc", 4, 576, 0.04, 0.08},
    {"binc", 5, 14400, 1.50, 2.50},
    {"casrot", 8, 2048, 0.05, 0.63},
    {"casrot", 9, 8597, 0.24, 2.77},
    {"sigma", 5, 945, 0.02, 0.15},
    {"sigma", 6, 10395, 0.26, 2.26},
    {"big0", 0, 69112, 0.89, 10.03, true},
    {"length", 100, 4, 0.01, 0.01},
    {"length", 1000, 4, 2.95, 0.08},
    {"sb", 8, 255, 0.01, 0.05},
    {"sb", 12, 4095, 0.17, 1.63},
    {"peterson", 2, 2420, 0.12, 0.44},
    {"peterson", 3, 219582, 11.35, 0, true},
    {"mutex", 6, 720, 0.11, 0.19},
    {"mutex", 7, 5040, 0.96, 1.38},
    {"account", 3, 720, 0.13, 0.20},
    {"account", 4, 40320, 7.43, 13.75, true},
    {"circbuf", 6, 924, 0.59, 0.35},
    {"circbuf", 7, 3432, 2.58, 1.39},
    {"phil", 5, 30, 0, 0.01},
    {"phil", 8, 254, 0.09, 0.09},
    {"prodcons", 5, 512, 0, 0.11},
    {"prodcons", 7, 8192, 0, 2.76},
};
// clang-format on

}  // namespace heddle::benchmarks
