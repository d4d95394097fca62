// The steps of a witness as a table: one column a thread, one line an event.
#pragma once

#include <string>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// At most kColumns wide. `*` marks preemptions, `>` the decisive steps; what the program printed
/// stands below the step that printed it. The middle of a very long witness is left out, but for
/// what the finding is about.
std::string witness_table(const Finding& finding, bool colour);

}  // namespace heddle::tools
