// Reports as JUnit XML: one test suite, one test case for each target. What the format is, as far
// as it is used here: tests/tools/junit.xsd.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heddle/tools/examined.hpp"

namespace heddle::tools {

/// A target that passes has no child but `properties` and `system-out`, which holds its report. One
/// that fails has a `failure`, or an `error` where the program or the search broke down; one that
/// was cut short and may be, `skipped`.
std::string write_junit(const std::vector<Examined>& targets);

/// `text` with U+FFFD in place of all that XML 1.0 cannot hold: control characters, bytes that are
/// no UTF-8, code points that are no characters (https://www.w3.org/TR/xml/#charsets).
std::string xml_text(std::string_view text);

}  // namespace heddle::tools
