#include "heddle/tools/examined.hpp"

#include "heddle/tools/targets.hpp"

namespace heddle::tools {

std::string group_of(const Report& report) {
  if (!report.source.empty()) return report.source;
  const Model* model = find_model(report.target);
  return model == nullptr || model->group.empty() ? "heddle" : "heddle." + model->group;
}

Examined examined(const Report& report, ExitRules rules) {
  const Model* model = report.source.empty() ? find_model(report.target) : nullptr;
  rules.may_be_sequential |=
      report.strategy == "replay" ||
      (model != nullptr && model->expected.has_value() && model->expected->sequential);
  const ExitCode code = exit_code(report, rules);
  return {report, code, std::move(rules), group_of(report)};
}

std::vector<const Finding*> failures_of(const Examined& target) {
  std::vector<const Finding*> failures;
  for (const Finding& finding : target.report.findings) {
    if (fails(finding, target.rules)) failures.push_back(&finding);
  }
  return failures;
}

}  // namespace heddle::tools
