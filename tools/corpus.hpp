// Schedules that were kept as a corpus: what once showed a bug of a target is run before anything
// else.
#pragma once

#include <vector>

#include "heddle/tools/exploring.hpp"
#include "heddle/tools/settings.hpp"
#include "heddle/tools/targets.hpp"

namespace heddle::tools {

/// Explores a target as `explore_target` does, after its schedules in the folder
/// `settings.schedules`: those of errors that were kept with the same options and parameters. The
/// first that shows its error again is the result; with keep_going, or where the target has other
/// models, the search follows all the same, and gets what they show in addition. A file that is no
/// schedule is told to the user, and the result's code says so.
std::vector<Result> check_target(const Target& target, const Settings& settings);

}  // namespace heddle::tools
