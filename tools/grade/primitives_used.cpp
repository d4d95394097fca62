#include "heddle/tools/grade/primitives_used.hpp"

#include <algorithm>
#include <array>

namespace heddle::tools::grade {
namespace {

constexpr std::array kPrimitives = {"threading::Thread",
                                    "threading::Lock",
                                    "threading::RLock",
                                    "threading::Condition",
                                    "threading::Semaphore",
                                    "threading::BoundedSemaphore",
                                    "threading::Event",
                                    "threading::Barrier",
                                    "threading::Timer",
                                    "queue::Queue",
                                    "queue::LifoQueue",
                                    "queue::PriorityQueue",
                                    "queue::SimpleQueue",
                                    "Shared",
                                    "Atomic"};

std::string short_name(const std::string& primitive) {
  return primitive.substr(primitive.rfind(':') + 1);
}

/// What `name` names in a class: "put(int)" of "Queue<int>::put(int)"; nothing outside of it.
std::string member_of(const std::string& name, const std::string& type) {
  if (!name.starts_with(type)) return {};
  std::size_t at = type.size();
  int depth = 0;
  if (name[at] == '<') {
    do {
      depth += name[at] == '<' ? 1 : name[at] == '>' ? -1 : 0;
      ++at;
    } while (depth > 0 && at < name.size());
  }
  return name.compare(at, 2, "::") == 0 ? name.substr(at + 2) : std::string{};
}

/// Whether it is made, or a function of it called. Copies and ends of primitives are parts of
/// others, as those of an RLock are of any Condition.
bool is_use(const std::string& name, const std::string& type) {
  const std::string member = member_of(name, type);
  if (member.empty()) return false;
  const std::string made = short_name(type) + "(";
  if (member.starts_with(made)) return !member.substr(made.size()).starts_with(type);
  return member.front() >= 'a' && member.front() <= 'z' && member.find('(') != member.npos;
}

}  // namespace

bool refers_to(const ObjectFile& code, const std::string& primitive) {
  const auto any = [&code](const auto& wanted) {
    return std::any_of(code.symbols.begin(), code.symbols.end(),
                       [&](const Symbol& symbol) { return wanted(demangled(symbol.name)); });
  };
  if (primitive == "sleep") {
    constexpr std::array kSleeps = {"heddle::sleep(", "heddle::io(", "heddle::cpu(",
                                    "heddle::Execution::sleep(", "heddle::Execution::compute("};
    return any([&](const std::string& name) {
      return std::any_of(kSleeps.begin(), kSleeps.end(),
                         [&](const char* sleep) { return name.starts_with(sleep); });
    });
  }
  for (const std::string known : kPrimitives) {
    if (short_name(known) != primitive) continue;
    return any([&](const std::string& name) { return is_use(name, "heddle::" + known); });
  }
  return false;
}

const std::vector<std::string>& primitive_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"sleep"};
    for (const char* name : kPrimitives) all.push_back(short_name(name));
    return all;
  }();
  return names;
}

}  // namespace heddle::tools::grade
