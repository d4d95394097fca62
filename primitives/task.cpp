#include "heddle/primitives/task.hpp"

#include <unordered_set>

namespace heddle::detail {

const std::string* kept(const std::string& name) {
  if (name.empty()) return nullptr;
  static auto* const names = new std::unordered_set<std::string>;  // never freed
  return &*names->insert(name).first;
}

}  // namespace heddle::detail
