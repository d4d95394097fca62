#include "heddle/primitives/multiprocessing/namespace_proxy.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

void detail::throw_no_attribute_of_namespace(const std::string& name) {
  throw AttributeError("'Namespace' object has no attribute '" + name + "'");
}

void detail::throw_wrong_attribute(const std::string& name) {
  throw TypeError("the attribute '" + name + "' has another type", Category::misuse);
}

void NamespaceProxy::del(const std::string& name, Where where) const {
  if (take(name, where) || execution().leaving()) return;
  detail::throw_no_attribute_of_namespace(name);
}

std::string NamespaceProxy::repr(Where where) const {
  if (!call(part(detail::NamespaceSpec::kReadAll), where)) return {};
  Pairs all = contents().all;
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (const auto& [name, attribute] : all) {
    text += (text.empty() ? "" : ", ") + name + '=' + attribute.text;
  }
  text = "Namespace(" + text + ')';
  note(text);
  describe([&] { return ".__str__() = " + text; });
  return text;
}

}  // namespace heddle::multiprocessing
