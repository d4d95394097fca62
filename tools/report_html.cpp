#include "heddle/tools/report_html.hpp"

#include <fstream>
#include <map>
#include <set>
#include <string_view>

#include "heddle/tools/report_json.hpp"
#include "heddle/tools/timeline_page.hpp"

namespace heddle::tools {
namespace {

constexpr int kAround = 2;  ///< lines shown before and after one
constexpr std::string_view kPlace = "@TIMELINE_DATA@";

/// The lines of the sources that are shown, by file and number.
Json sources_of(const std::vector<Report>& reports) {
  std::map<std::string, std::set<int>> wanted;
  for (const Report& report : reports) {
    for (const Finding& finding : report.findings) {
      for (const ReportEvent& event : finding.events) {
        if (event.file.empty()) continue;
        for (int line = event.line - kAround; line <= event.line + kAround; ++line) {
          wanted[event.file].insert(line);
        }
      }
    }
  }
  Json sources = Json::object();
  for (const auto& [file, lines] : wanted) {
    std::ifstream in(file);
    std::string text;
    Json shown = Json::object();
    for (int number = 1; std::getline(in, text); ++number) {
      if (lines.count(number) > 0) shown[std::to_string(number)] = text;
    }
    if (!shown.empty()) sources[file] = std::move(shown);
  }
  return sources;
}

/// JSON inside a script element: nothing in it may look like the element's end.
std::string as_script(const Json& json) {
  std::string text;
  for (const char c : json_text(json)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string write_html(const std::vector<Report>& reports) {
  Json data = Json::parse(write_json(reports));
  data["sources"] = sources_of(reports);
  std::string page(kTimelinePage);
  page.replace(page.find(kPlace), kPlace.size(), as_script(data));
  return page;
}

}  // namespace heddle::tools
