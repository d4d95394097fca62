// Whether a report is what the table of models expects.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/model.hpp"
#include "heddle/checker/options.hpp"

namespace heddle::tools {

/// One line for each difference: "expected verdict bug, got verified".
std::vector<std::string> differences(const Report& report, const Expectation& expected);

}  // namespace heddle::tools
