// Running another program and reading what it prints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::tools {

struct Ran {
  int status = 0;            ///< exit code; 128 + signal where a signal ended it
  std::string output;        ///< its standard output
  std::string errors;        ///< its standard error, where that was captured
  bool interrupted = false;  ///< by Ctrl-C, which was passed on to it
};

/// What a program may use; 0: as much as we.
struct Limits {
  std::uint64_t cpu_seconds = 0;
  std::uint64_t memory_bytes = 0;  ///< of address space
  std::uint64_t file_bytes = 0;    ///< of each file that it writes
};

/// Runs `command` (a path or a name in PATH, and its arguments) to its end. An interrupt is passed
/// on; after one nothing is started any more. Throws UsageError when it cannot be started.
Ran run_program(const std::vector<std::string>& command, bool capture_errors,
                const Limits& limits = {});

}  // namespace heddle::tools
