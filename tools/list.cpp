// heddle list: the models of this program.
#include <algorithm>
#include <iostream>

#include "heddle/checker/model.hpp"
#include "heddle/checker/version.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

bool wanted(const Model& model, const std::vector<std::string>& patterns) {
  if (patterns.empty()) return true;
  return std::any_of(patterns.begin(), patterns.end(), [&model](const std::string& pattern) {
    return is_glob(pattern) ? matches_glob(pattern, model.name)
                            : model.name.find(pattern) != std::string::npos;
  });
}

std::string expected_words(const Model& model) {
  if (!model.expected) return "";
  return std::string(verdict_name(model.expected->verdict));
}

Json to_json(const Model& model) {
  Json json = {{"name", model.name}, {"summary", model.summary}, {"parameters", Json::object()}};
  for (const auto& [name, value] : model.parameters.values()) json["parameters"][name] = value;
  json["expected"] = nullptr;
  if (model.expected) {
    Json kinds = Json::array();
    for (const Kind kind : model.expected->findings) kinds.push_back(kind_name(kind));
    json["expected"] = {{"verdict", verdict_name(model.expected->verdict)}, {"findings", kinds}};
  }
  if (!model.group.empty()) json["group"] = model.group;
  json["file"] = model.where.file;
  json["line"] = model.where.line;
  return json;
}

std::string table(const std::vector<const Model*>& chosen) {
  std::size_t names = 0;
  std::size_t verdicts = 0;
  for (const Model* model : chosen) {
    names = std::max(names, width(model->name));
    verdicts = std::max(verdicts, width(expected_words(*model)));
  }
  std::string text;
  std::string group;
  for (const Model* model : chosen) {
    if (model->group != group) text += (text.empty() ? "" : "\n") + model->group + ":\n";
    group = model->group;
    std::string summary = model->summary;
    for (const auto& [name, value] : model->parameters.values()) {
      summary += " (" + name + "=" + std::to_string(value) + ")";
    }
    const std::string verdict = expected_words(*model);
    text += labelled(padded(model->name, names) + "  " + padded(verdict, verdicts) + "  ", summary);
  }
  return text;
}

}  // namespace

ExitCode list_command(const Settings& settings) {
  std::vector<const Model*> chosen;
  for (const Model& model : models()) {
    if (wanted(model, settings.targets)) chosen.push_back(&model);
  }
  if (!settings.json.empty()) {
    Json all = Json::array();
    for (const Model* model : chosen) all.push_back(to_json(*model));
    const Json file = {{"heddle", kVersion}, {"format", kJsonFormat}, {"models", all}};
    std::cout << json_text(file, 1) << "\n";
    return ExitCode::success;
  }
  if (chosen.empty()) {
    throw Nothing(settings.targets.empty() ? "there is no model in this program"
                                           : "no model matches; `heddle list` shows all");
  }
  std::cout << table(chosen);
  return ExitCode::success;
}

}  // namespace heddle::tools
