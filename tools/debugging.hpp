// Replaying under a debugger, which stops at a step: in this process, or in the one that it
// becomes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// Whether a debugger has this process.
bool debugged();
/// The step of a replay's report that `wanted` names: its number, or `last`, the last decisive one.
/// Throws UsageError where there is none.
std::uint32_t step_to_break_at(const Report& report, const std::string& wanted);
/// Becomes that program: a debugger follows into it, not into a child. Throws UsageError if it
/// cannot be started.
[[noreturn]] void go_on_as(const std::vector<std::string>& command);

}  // namespace heddle::tools
