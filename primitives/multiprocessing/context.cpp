#include "heddle/primitives/multiprocessing/context.hpp"

#include <array>
#include <cstddef>

#include "heddle/primitives/multiprocessing/process.hpp"

namespace heddle::multiprocessing {
namespace {

constexpr std::array<const char*, 3> kMethods = {"fork", "spawn", "forkserver"};

StartMethod method_of(const std::string& name) {
  for (std::size_t i = 0; i < kMethods.size(); ++i) {
    if (name == kMethods[i]) return static_cast<StartMethod>(i);
  }
  throw ValueError("cannot find context for '" + name + "'", Category::misuse);
}

std::string name_of(StartMethod method) { return kMethods[static_cast<std::size_t>(method)]; }

struct Exit final : Task {
  void run() override {
    detail::join_children();
    detail::finalize_process();
  }
};

}  // namespace

detail::ProcessRecords& detail::records() {
  Execution& run = running_execution();
  void*& place = run.notes(Execution::process()).processes;
  if (place == nullptr) {
    auto* made = run.arena().make<ProcessRecords>();
    place = made;
    if (Execution::process() == 0) run.at_exit(run.arena().make<Exit>());
  }
  return *static_cast<ProcessRecords*>(place);
}

StartMethod detail::use_start_method(const Context& context) {
  if (context.method()) return *context.method();
  std::optional<StartMethod>& method = records().method;
  if (!method) method = running_execution().options().start_method;
  return *method;
}

void detail::at_exit(std::function<void()> finalizer) {
  records().finalizers.push_back(std::move(finalizer));
}

void detail::before_children(std::function<void()> finalizer) {
  records().before_children.push_back(std::move(finalizer));
}

void detail::observe_when_killed(ProcessId child, ObjectId object) {
  records().observers.emplace_back(child, object);
}

void set_start_method(const std::string& method, bool force) {
  const StartMethod wanted = method_of(method);
  if (detail::records().method && !force) {
    throw RuntimeError("context has already been set", Category::misuse);
  }
  detail::records().method = wanted;
}

std::string get_start_method() { return name_of(detail::use_start_method()); }

std::optional<std::string> get_start_method_or_none() {
  const std::optional<StartMethod> method = detail::records().method;
  if (!method) return std::nullopt;
  return name_of(*method);
}

std::vector<std::string> get_all_start_methods() { return {kMethods.begin(), kMethods.end()}; }

int cpu_count() { return 4; }

std::string Context::get_start_method() const { return name_of(detail::use_start_method(*this)); }

void Context::set_start_method(const std::string& method, bool force) const {
  if (method_) throw ValueError("cannot set start method of concrete context", Category::misuse);
  multiprocessing::set_start_method(method, force);
}

Context get_context(std::optional<std::string> method) {
  return method ? Context(method_of(*method)) : Context();
}

}  // namespace heddle::multiprocessing
