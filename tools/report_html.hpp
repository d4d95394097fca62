// Reports as one page of HTML: the witnesses as timelines that one can step through.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// The whole page. It needs nothing else: style, program, the reports and the lines of the sources
/// that they name (those that can be read) are in it.
std::string write_html(const std::vector<Report>& reports);

}  // namespace heddle::tools
