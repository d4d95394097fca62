// The command line of heddle, and of every program that links heddle::main.
#pragma once

namespace heddle::tools {

/// Runs the command that the arguments name. Returns the exit code of the process.
int run_command_line(int argc, const char* const* argv);

}  // namespace heddle::tools
