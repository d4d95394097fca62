#include "heddle/tools/report_junit.hpp"

#include <array>
#include <cstdio>
#include <pugixml.hpp>
#include <sstream>

#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {
namespace {

/// A code point and the bytes that it takes; 0 bytes: no UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : (lead >= 0xe0 ? 3 : 2);
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t value = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return {};
    value = (value << 6U) | (next & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  return value < kLeast[bytes] ? CodePoint{} : CodePoint{value, bytes};
}

bool is_xml_character(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) ||
         (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

void put_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

void put_text(pugi::xml_node node, std::string_view text) {
  node.text().set(xml_text(text).c_str());
}

std::string decimal(double seconds) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.6f", seconds);
  return text.data();
}

/// How a test case went: the name of its element, what kind of trouble it is, and all about it.
struct Course {
  const char* element = nullptr;  ///< null: it passes
  std::string type;
  std::string message;
  std::string text;
};

/// Whether the program broke down, rather than being wrong.
bool is_death(Kind kind) {
  return kind == Kind::crash || kind == Kind::stack_overflow || kind == Kind::early_exit ||
         kind == Kind::no_scheduling_point || kind == Kind::nondeterministic_program;
}

std::string details_of(const Finding& finding) {
  std::string text = finding.id + " " + spaced_name(finding.kind) + ": " + finding.message + "\n";
  for (const ReportEvent* event : decisive_events(finding)) {
    text += "  ";
    if (!event->file.empty()) text += event->file + ":" + std::to_string(event->line) + ": ";
    text += event->thread + ": " + event_words(*event) + " (step " + std::to_string(event->step) +
            ")\n";
  }
  const std::string trace = compact_trace(finding);
  return trace.empty() ? text : text + "  trace: " + trace + "\n";
}

Course course_of_findings(const std::vector<const Finding*>& failures) {
  Course course{"failure", std::string(kind_name(failures.front()->kind)),
                failures.front()->message, ""};
  if (is_death(failures.front()->kind)) course.element = "error";
  if (failures.size() > 1) {
    course.message +=
        " (and " + counted(failures.size() - 1, "more finding", "more findings") + ")";
  }
  for (const Finding* finding : failures) course.text += details_of(*finding);
  return course;
}

Course course_of_error(const Report& report) {
  if (!report.findings.empty()) {
    std::vector<const Finding*> all;
    for (const Finding& finding : report.findings) all.push_back(&finding);
    Course course = course_of_findings(all);
    course.element = "error";
    return course;
  }
  return {"error", "not-explored", report.stopped, report.stopped + "\n"};
}

Course course_of(const Examined& target) {
  const Report& report = target.report;
  if (report.verdict == Verdict::error) return course_of_error(report);
  if (!target.differences.empty()) {
    Course course{"failure", "unexpected", "it is not as expected", ""};
    for (const std::string& line : target.differences) course.text += line + "\n";
    return course;
  }
  switch (target.code) {
    case ExitCode::success: break;
    case ExitCode::nothing:
      return {"failure", "nothing-to-explore", "no second thread was ever started", ""};
    case ExitCode::inconclusive:
      return {"failure", "inconclusive",
              report.stopped.empty() ? "not every interleaving was covered" : report.stopped, ""};
    default:
      if (const auto failures = failures_of(target); !failures.empty()) {
        return course_of_findings(failures);
      }
      return {"error", "not-explored", report.stopped, ""};
  }
  if (report.verdict == Verdict::inconclusive) {
    return {"skipped", "inconclusive", report.stopped, ""};
  }
  return {};
}

void add_properties(pugi::xml_node test, const Report& report) {
  pugi::xml_node all = test.append_child("properties");
  const auto add = [&all](std::string_view name, std::string_view value) {
    pugi::xml_node property = all.append_child("property");
    put_attribute(property, "name", name);
    put_attribute(property, "value", value);
  };
  add("verdict", verdict_name(report.verdict));
  add("strategy", report.strategy);
  for (const auto& [name, value] : report.options) add("option." + name, value);
  add("exhaustive", report.exhaustive ? "true" : "false");
  add("executions", std::to_string(report.executions));
  add("complete", std::to_string(report.complete));
  add("blocked", std::to_string(report.blocked));
  add("steps", std::to_string(report.steps));
  for (const std::string& limit : report.limits) add("bound", limit);
  if (!report.stopped.empty()) add("stopped", report.stopped);
  for (const Finding& finding : report.findings) {
    add("schedule." + finding.id, finding.schedule);
    if (finding.known) add("known." + finding.id, finding.known->owner);
  }
}

void add_case(pugi::xml_node suite, const Examined& target, const Course& course) {
  pugi::xml_node test = suite.append_child("testcase");
  put_attribute(test, "name", target.report.target);
  put_attribute(test, "classname", target.group);
  put_attribute(test, "time", decimal(target.report.seconds));
  add_properties(test, target.report);
  if (course.element != nullptr) {
    pugi::xml_node child = test.append_child(course.element);
    if (std::string_view(course.element) != "skipped") put_attribute(child, "type", course.type);
    put_attribute(child, "message", course.message);
    if (!course.text.empty()) put_text(child, course.text);
  }
  put_text(test.append_child("system-out"), report_text(target.report, {}));
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (next.bytes > 0 && is_xml_character(next.value)) {
      clean += text.substr(0, next.bytes);
    } else {
      clean += "\xef\xbf\xbd";
    }
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return clean;
}

std::string write_junit(const std::vector<Examined>& targets) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node suites = document.append_child("testsuites");
  pugi::xml_node suite = suites.append_child("testsuite");
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  double seconds = 0;
  std::vector<Course> courses;
  for (const Examined& target : targets) {
    courses.push_back(course_of(target));
    const char* name = courses.back().element;
    const std::string_view element = name == nullptr ? "" : name;
    failures += element == "failure" ? 1 : 0;
    errors += element == "error" ? 1 : 0;
    skipped += element == "skipped" ? 1 : 0;
    seconds += target.report.seconds;
  }
  put_attribute(suite, "name", "heddle");
  put_attribute(suite, "tests", std::to_string(targets.size()));
  put_attribute(suite, "failures", std::to_string(failures));
  put_attribute(suite, "errors", std::to_string(errors));
  put_attribute(suite, "skipped", std::to_string(skipped));
  put_attribute(suite, "time", decimal(seconds));
  for (std::size_t i = 0; i < targets.size(); ++i) add_case(suite, targets[i], courses[i]);
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
  return text.str();
}

}  // namespace heddle::tools
