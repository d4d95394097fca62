// Validating what writers write, by programs that know the formats. Each function says what is
// wrong; nothing where the text is valid.
#pragma once

#include <string>
#include <string_view>

namespace heddle::tools {

/// By the schema of SARIF 2.1.0 with its first errata, as the npm package @microsoft/jest-sarif (of
/// the MIT licence) has it. Needs Python's jsonschema.
std::string sarif_objections(std::string_view text);

/// By junit.xsd. Needs xmllint.
std::string junit_objections(std::string_view text);

/// By report.schema.json. Needs Python's jsonschema.
std::string json_objections(std::string_view text);

}  // namespace heddle::tools
