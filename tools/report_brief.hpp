// Reports in as few lines as can be: one for each target, and one for each finding.
#pragma once

#include <string>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// The verdict and what was covered, then each finding with its compact trace. Lines are as long as
/// they need to be.
std::string brief_text(const Report& report);

}  // namespace heddle::tools
