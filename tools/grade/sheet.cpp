#include "heddle/tools/grade/sheet.hpp"

#include <algorithm>
#include <map>

#include "heddle/checker/version.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_junit.hpp"

#include <pugixml.hpp>
#include <sstream>

namespace heddle::tools::grade {
namespace {

using Result = CheckMark::Result;

/// A field as RFC 4180 has it. One that a spreadsheet would take for a formula gets an apostrophe.
std::string field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    text.insert(0, "'");
  }
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string ids_of(const Mark& mark) {
  std::vector<std::string> ids;
  for (const Found& found : mark.findings) ids.push_back(found.finding.id);
  std::sort(ids.begin(), ids.end());
  return joined(ids, " ");
}

void put(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

const char* element_of(Result result) {
  switch (result) {
    case Result::passed: return nullptr;
    case Result::failed: return "failure";
    default: return "error";
  }
}

}  // namespace

std::vector<Group> groups_of(const std::vector<Mark>& marks) {
  std::map<std::string, Group> by_id;
  for (const Mark& mark : marks) {
    for (const Found& found : mark.findings) {
      Group& group = by_id[found.finding.id];
      group.id = found.finding.id;
      group.kind = found.finding.kind;
      group.submissions.push_back(mark.name);
    }
  }
  std::vector<Group> groups;
  for (auto& [id, group] : by_id) groups.push_back(std::move(group));
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.submissions.size() > b.submissions.size();
  });
  return groups;
}

std::string told_of(const Spec& spec, const Mark& mark, const CheckMark& check) {
  if (check.result == Result::passed) return {};
  if (mark.state != State::examined) {
    const bool died = !mark.findings.empty();
    if (died && spec.hints == Hints::kind) return state_name(mark.state);
    if (died && spec.hints == Hints::report) return mark.why + "\n\n" + mark.findings[0].text;
    return mark.why;
  }
  std::string text = check.why;
  const bool results = check.result == Result::failed && check.findings.empty();
  if (results && spec.hints == Hints::kind) return "not as required";
  for (const std::string& id : check.findings) {
    const Found* found = mark.find(id);
    if (found == nullptr || spec.hints == Hints::kind) continue;
    text += "\n" + (spec.hints == Hints::message ? found->finding.message : "\n" + found->text);
  }
  return text;
}

std::string sheet_json(const Sheet& sheet) {
  Json json = {{"heddle", kVersion},
               {"format", 1},
               {"assignment", sheet.spec.title},
               {"of", sheet.spec.points()},
               {"submissions", Json::array()},
               {"groups", Json::array()}};
  for (const Mark& mark : sheet.marks) json["submissions"].push_back(to_json(mark));
  for (const Group& group : groups_of(sheet.marks)) {
    json["groups"].push_back(
        {{"id", group.id}, {"kind", kind_name(group.kind)}, {"submissions", group.submissions}});
  }
  return json_text(json, 2) + "\n";
}

std::string sheet_csv(const Sheet& sheet) {
  std::string text = "submission,state,points,of";
  for (const Check& check : sheet.spec.all_checks) text += "," + field(check.name);
  text += ",findings,group\r\n";
  std::map<std::string, std::size_t> numbers;
  for (const Mark& mark : sheet.marks) {
    text += field(mark.name) + "," + state_name(mark.state) + "," + std::to_string(mark.points) +
            "," + std::to_string(mark.of);
    for (const CheckMark& check : mark.checks) text += "," + std::to_string(check.points);
    const std::string ids = ids_of(mark);
    text += "," + ids + ",";
    if (!ids.empty())
      text += std::to_string(numbers.emplace(ids, numbers.size() + 1).first->second);
    text += "\r\n";
  }
  return text;
}

std::string sheet_junit(const Sheet& sheet) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node suite = document.append_child("testsuites").append_child("testsuite");
  std::map<std::string, std::size_t> counts;
  for (const Mark& mark : sheet.marks) {
    for (const CheckMark& check : mark.checks) {
      ++counts["tests"];
      if (const char* element = element_of(check.result)) ++counts[element];
    }
  }
  put(suite, "name", sheet.spec.title);
  put(suite, "tests", std::to_string(counts["tests"]));
  put(suite, "failures", std::to_string(counts["failure"]));
  put(suite, "errors", std::to_string(counts["error"]));
  put(suite, "skipped", "0");
  put(suite, "time", "0");
  for (const Mark& mark : sheet.marks) {
    for (const CheckMark& check : mark.checks) {
      pugi::xml_node test = suite.append_child("testcase");
      put(test, "name", check.name);
      put(test, "classname", mark.name);
      put(test, "time", "0");
      pugi::xml_node all = test.append_child("properties");
      for (const auto& [name, value] : {std::pair{"points", check.points}, {"of", check.of}}) {
        pugi::xml_node property = all.append_child("property");
        put(property, "name", name);
        put(property, "value", std::to_string(value));
      }
      const char* element = element_of(check.result);
      const std::string told = told_of(sheet.spec, mark, check);
      if (element != nullptr) {
        pugi::xml_node trouble = test.append_child(element);
        put(trouble, "type",
            mark.state == State::examined ? result_name(check.result) : state_name(mark.state));
        put(trouble, "message", told.substr(0, told.find('\n')));
        trouble.text().set(xml_text(told).c_str());
      }
      test.append_child("system-out").text().set("");
    }
  }
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
  return text.str();
}

std::string gradescope_json(const Spec& spec, const Mark& mark) {
  Json json = {{"score", mark.points}, {"output_format", "text"}, {"tests", Json::array()}};
  if (mark.state != State::examined) json["output"] = told_of(spec, mark, mark.checks.front());
  for (const CheckMark& check : mark.checks) {
    Json test = {{"name", check.name},
                 {"score", check.points},
                 {"max_score", check.of},
                 {"status", check.result == Result::passed ? "passed" : "failed"}};
    std::string told = check.why;
    if (mark.state == State::examined) told = told_of(spec, mark, check);
    if (!told.empty()) test["output"] = told;
    json["tests"].push_back(std::move(test));
  }
  return json_text(json, 2) + "\n";
}

}  // namespace heddle::tools::grade
