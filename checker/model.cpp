#include "heddle/checker/model.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "heddle/checker/errors.hpp"

namespace heddle {
namespace {

std::vector<Model>& registry() {
  static std::vector<Model> all;
  return all;
}

}  // namespace

std::int64_t Parameters::operator[](const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw UsageError("the model has no parameter `" + name + "`");
  return found->second;
}

void Parameters::set(const std::string& name, std::int64_t value) {
  const auto found = values_.find(name);
  if (found != values_.end()) {
    found->second = value;
    return;
  }
  std::string known;
  for (const auto& [other, unused] : values_) known += (known.empty() ? "" : ", ") + other;
  throw UsageError("unknown parameter `" + name + "`; " +
                   (known.empty() ? "the model has none" : "the model has: " + known));
}

bool register_model(Model model) {
  registry().push_back(std::move(model));
  return true;
}

const std::vector<Model>& models() {
  std::vector<Model>& all = registry();
  static std::size_t in_order = 0;
  if (in_order == all.size()) return all;
  std::set<std::string> names;
  for (const Model& model : all) {
    if (names.insert(model.name).second) continue;
    throw UsageError("two models are called `" + model.name + "`; rename one of them");
  }
  std::sort(all.begin(), all.end(), [](const Model& a, const Model& b) {
    return std::tie(a.group, a.name) < std::tie(b.group, b.name);
  });
  in_order = all.size();
  return all;
}

}  // namespace heddle
