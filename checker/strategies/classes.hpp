// Classes of equivalent executions by a hash, and how often each was seen.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "heddle/checker/report.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

/// A hash of the class of an execution: the same for all executions that differ only in the order
/// of independent events (of one search: it is made of thread and object numbers).
class ClassHash {
 public:
  /// Linear in the events, times the lengths of their objects' histories where an object has a
  /// dependence of its own.
  std::uint64_t operator()(const Trace& trace);

 private:
  /// What happened to an object with the plain relation.
  struct History {
    std::uint64_t write = 0;  ///< the hash of the last write
    std::uint64_t reads = 0;  ///< the sum of the hashes of the reads since
  };
  std::uint64_t of_part(const Trace& trace, std::uint32_t part);
  void remember(const Trace& trace, std::uint32_t part, std::uint64_t hash);

  std::vector<std::uint64_t> threads_;  ///< by thread: the hash of its last event
  std::vector<std::uint64_t> parts_;    ///< by part: the hash of its event; 0: orders nothing
  std::vector<History> histories_;      ///< by object
};

/// Counts the classes of the executions of a search.
class ClassCounter {
 public:
  /// Takes in an execution.
  void add(const Trace& trace);
  [[nodiscard]] const Sample& sample() const { return sample_; }
  /// How many classes there are, from below: those seen, and those that the numbers of classes seen
  /// once and twice let expect (A. Chao, "Nonparametric Estimation of the Number of Classes in a
  /// Population", Scandinavian Journal of Statistics 11, 1984, corrected for bias).
  [[nodiscard]] double all() const;

 private:
  ClassHash hash_;
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;  ///< how often, by hash
  Sample sample_;
  std::uint64_t twice_ = 0;
};

}  // namespace heddle
