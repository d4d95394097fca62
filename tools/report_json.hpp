// Reports as JSON, and back: lossless. The format is described by tools/report.schema.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

using Json = nlohmann::ordered_json;

/// The version of the format; readers refuse any other.
inline constexpr int kJsonFormat = 1;

Json to_json(const ReportEvent& event);
Json to_json(const Finding& finding);
Json to_json(const Outcome& outcome);
Json to_json(const Sample& sample);
Json to_json(const Estimate& estimate);
Json to_json(const Report& report);
/// One line or, with `indent`, several. Bytes that are no UTF-8 become U+FFFD.
std::string json_text(const Json& json, int indent = -1);

/// Each throws UsageError that says what is missing or wrong.
Finding finding_from_json(const Json& json);
Outcome outcome_from_json(const Json& json);
Report report_from_json(const Json& json);

/// A whole file: version, format, results.
std::string write_json(const std::vector<Report>& reports);
std::vector<Report> parse_json(std::string_view text);

}  // namespace heddle::tools
