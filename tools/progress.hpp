// The progress of long work, on standard error: a line that is overwritten on a terminal, a plain
// line every few seconds elsewhere.
#pragma once

#include <string>

#include "heddle/tools/worker.hpp"

namespace heddle::tools {

/// The progress in words: executions, about how much of the search is done and how long the rest
/// takes, time so far, rate.
std::string progress_words(const std::string& target, const Progress& now);

class ProgressLine {
 public:
  ProgressLine(std::string target, bool quiet);
  void show(const Progress& now);
  /// Takes the line away before something else is printed.
  void clear();

 private:
  std::string target_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  double next_;  ///< seconds at which to show again
};

}  // namespace heddle::tools
