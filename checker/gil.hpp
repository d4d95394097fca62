// The interpreter lock in virtual time: the threads of a process that compute share one processor.
#pragma once

#include <vector>

#include "heddle/checker/record.hpp"

namespace heddle {

/// What the threads of one execution compute, and when each will be ready. Those of one process
/// that compute at the same time get equal shares, as CPython's switch interval brings about; those
/// of different processes do not meet.
class Computations {
 public:
  void clear() { all_.clear(); }
  /// From `begin` on, a thread computes for so many seconds. Linear in their number.
  void add(ThreadId thread, ProcessId process, double begin, double seconds);
  /// When the latest computation of `thread` is ready, as far as is known: later ones of its
  /// process may delay it. Quadratic in the number of the process's computations.
  [[nodiscard]] double end(ThreadId thread) const;
  /// The threads of a process whose computation may not be ready at `now`.
  [[nodiscard]] std::vector<ThreadId> threads(ProcessId process) const;

 private:
  struct Computation {
    ThreadId thread;
    ProcessId process;
    double begin;
    double seconds;
  };
  std::vector<Computation> all_;
};

}  // namespace heddle
