// Running another program and reading what it prints.
#pragma once

#include <string>
#include <vector>

namespace heddle::tools {

struct Ran {
  int status = 0;            ///< exit code; 128 + signal where a signal ended it
  std::string output;        ///< its standard output
  std::string errors;        ///< its standard error, where that was captured
  bool interrupted = false;  ///< by Ctrl-C, which was passed on to it
};

/// Runs `command` (a path or a name in PATH, and its arguments) to its end. An interrupt is passed
/// on; after one nothing is started any more. Throws UsageError when it cannot be started.
Ran run_program(const std::vector<std::string>& command, bool capture_errors);

}  // namespace heddle::tools
