#include "heddle/tools/targets.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/names.hpp"

namespace heddle::tools {
namespace {

bool names_source(const std::string& name) {
  for (const char* end : {".cpp", ".cc", ".cxx", ".C"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

/// Throws UsageError unless the file can be read and is of a kind that we can explore.
Target file_target(const std::string& name) {
  std::error_code error;
  const std::filesystem::path path(name);
  if (!std::filesystem::exists(path, error)) {
    throw UsageError("there is no file `" + name + "`");
  }
  if (std::filesystem::is_directory(path, error)) {
    throw UsageError("`" + name + "` is a folder: name the files in it");
  }
  if (names_source(name)) return {nullptr, name};
  if (name.ends_with(".sched")) {
    throw UsageError("`" + name + "` is a schedule: `heddle replay " + name + "` runs it");
  }
  if (name.ends_with(".so") || name.ends_with(".a")) {
    throw UsageError("`" + name + "` is a library: link it to heddle::main and name the program");
  }
  const auto executable = std::filesystem::perms::owner_exec | std::filesystem::perms::group_exec |
                          std::filesystem::perms::others_exec;
  if ((std::filesystem::status(path, error).permissions() & executable) ==
      std::filesystem::perms::none) {
    throw UsageError("`" + name + "` is neither a .cpp file nor a program with models");
  }
  return {nullptr, name};
}

/// A word without slash or ending that no model has may still be a file.
bool names_file(const std::string& name) {
  std::error_code error;
  return name.find('/') != std::string::npos || names_source(name) ||
         std::filesystem::is_regular_file(name, error);
}

void add(std::vector<Target>& targets, Target target) {
  const bool known = std::any_of(targets.begin(), targets.end(), [&target](const Target& other) {
    return other.model == target.model && other.path == target.path;
  });
  if (!known) targets.push_back(std::move(target));
}

}  // namespace

bool Target::is_source() const { return model == nullptr && names_source(path); }

const Model* find_model(const std::string& name) {
  for (const Model& model : models()) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

std::string unknown_model(const std::string& name) {
  std::vector<std::string> known;
  for (const Model& model : models()) known.push_back(model.name);
  const std::vector<std::string> near = near_names(name, known);
  return "no model is called `" + name + "`; " +
         (near.empty() ? "" : "near names: " + joined(near, ", ") + "; ") +
         "`heddle list` shows all";
}

std::vector<Target> targets_of(const std::vector<std::string>& names) {
  std::vector<Target> targets;
  for (const std::string& name : names) {
    if (const Model* model = find_model(name)) {
      add(targets, {model, {}});
    } else if (names_file(name)) {
      add(targets, file_target(name));
    } else if (is_glob(name)) {
      const std::size_t before = targets.size();
      bool any = false;
      for (const Model& other : models()) {
        if (!matches_glob(name, other.name)) continue;
        any = true;
        add(targets, {&other, {}});
      }
      if (!any && targets.size() == before) {
        throw Nothing("no model matches `" + name + "`; `heddle list` shows all");
      }
    } else {
      throw UsageError(unknown_model(name));
    }
  }
  return targets;
}

}  // namespace heddle::tools
