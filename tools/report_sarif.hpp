// Reports as SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// One run with a rule for every kind of finding and a result for every finding: its location is
/// the first decisive event, its code flow the witness, with one thread flow for each thread. Files
/// below `folder` are named relative to it. A search that was cut short or failed is a
/// notification.
std::string write_sarif(const std::vector<Report>& reports, const std::string& folder);

}  // namespace heddle::tools
