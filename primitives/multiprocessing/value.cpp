#include "heddle/primitives/multiprocessing/value.hpp"

#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing {

Name detail::lock_name(Name name) {
  if (name == nullptr || *name == '\0') return nullptr;
  return heddle::detail::kept(std::string(name) + ".get_lock()")->c_str();
}

void detail::throw_no_attribute(const std::string& type, const char* attribute) {
  throw AttributeError("'" + type + "' object has no attribute '" + attribute + "'");
}

}  // namespace heddle::multiprocessing
