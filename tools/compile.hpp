// Compiling a user's source file on the spot to a program that links heddle::main, once: programs
// are kept in a cache.
#pragma once

#include <string>

#include "heddle/tools/exit_code.hpp"

namespace heddle::tools {

/// The program made from `source`: for a debugger, not optimised, and with all symbols. Compile
/// errors go to standard error as the compiler gave them; then UsageError is thrown. Several
/// processes may do this at once.
std::string compiled(const std::string& source, bool for_debugger = false);

}  // namespace heddle::tools
