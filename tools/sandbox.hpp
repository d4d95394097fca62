// A cage for a worker whose program is not trusted: limits of the system, and a filter of system
// calls that lets through what the engine needs and nothing else.
#pragma once

#include <cstdint>
#include <string>

namespace heddle::tools {

struct Sandbox {
  std::uint64_t memory_bytes = std::uint64_t{1} << 30U;   ///< of address space
  std::uint64_t output_bytes = std::uint64_t{16} << 20U;  ///< printed in all executions together

  friend bool operator==(const Sandbox&, const Sandbox&) = default;
};

/// Locks this process, which has one thread, into the sandbox, for good. It keeps `messages`, and
/// memory takes the place of its standard output and error. A system call that is not let through
/// raises SIGSYS, a byte of output too many SIGXFSZ. Throws InternalError where the system cannot
/// do it: then nothing may be run.
void enter_sandbox(const Sandbox& sandbox, int messages);

/// The name of the system call `number`: "openat".
std::string system_call_name(int number);

/// "1073741824,16777216", and back: how a sandbox is asked for on a command line. Throws
/// UsageError.
std::string sandbox_text(const Sandbox& sandbox);
Sandbox sandbox_named(const std::string& text);

}  // namespace heddle::tools
