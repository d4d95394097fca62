// What users name as TARGET: models of this program, source files, programs with models in them.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/model.hpp"

namespace heddle::tools {

struct Target {
  const Model* model = nullptr;  ///< of this program; null: `path`
  std::string path;              ///< a source file or a program

  [[nodiscard]] const std::string& name() const { return model != nullptr ? model->name : path; }
  [[nodiscard]] bool is_source() const;
};

/// The targets that `names` mean, each once, in the order given. Throws UsageError for an unknown
/// name, with near ones, and Nothing for a glob that matches none.
std::vector<Target> targets_of(const std::vector<std::string>& names);

/// The model called `name`, or null.
const Model* find_model(const std::string& name);

/// "no model is called `x`; near names: y, z".
std::string unknown_model(const std::string& name);

}  // namespace heddle::tools
