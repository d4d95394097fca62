// What a search covered, in words: the part of a verdict that says how far to trust it.
#pragma once

#include <string>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// "2 of 3 interleavings", or where in an unfinished search it was found.
std::string occurrences(const Report& report, const Finding& finding);

/// "all 6 interleavings (dfs, free time, no bound), 0.3 ms".
std::string coverage(const Report& report);

/// How many classes a search that counts them has seen, and how likely a new one is (Good-Turing);
/// empty for others.
std::string saturation(const Report& report);

/// What to do about a search that proved less than was asked for; may be empty.
std::string advice(const Report& report);

/// The value of one of the report's options; empty if it has none.
std::string option_of(const Report& report, const std::string& name);

}  // namespace heddle::tools
