#include "heddle/tools/exit_code.hpp"

#include <algorithm>
#include <array>

#include "heddle/checker/strategies/strategies.hpp"

namespace heddle::tools {
namespace {

constexpr std::array kPrecedence = {
    ExitCode::internal,     ExitCode::usage,   ExitCode::bug,    ExitCode::nondeterministic,
    ExitCode::inconclusive, ExitCode::nothing, ExitCode::success};

/// The code of a target in which nothing was found that fails it.
ExitCode code_without_failure(const Report& report, const ExitRules& rules) {
  const bool unfinished =
      report.verdict == Verdict::inconclusive ||
      (report.verdict == Verdict::bug && !report.stopped.empty() && !draws(report.strategy));
  if (unfinished || (rules.require_verified && report.verdict != Verdict::verified)) {
    return rules.inconclusive_passes ? ExitCode::success : ExitCode::inconclusive;
  }
  if (report.sequential && !rules.may_be_sequential) return ExitCode::nothing;
  return ExitCode::success;
}

}  // namespace

ExitCode combined(ExitCode a, ExitCode b) {
  return *std::find_if(kPrecedence.begin(), kPrecedence.end(),
                       [a, b](ExitCode code) { return code == a || code == b; });
}

bool fails(const Finding& finding, const ExitRules& rules) {
  if (finding.known) return false;
  if (rules.fail_on.empty()) return finding.severity == Severity::error;
  return std::any_of(rules.fail_on.begin(), rules.fail_on.end(), [&finding](Kind kind) {
    return finding.kind == kind || finding.symptom == kind;
  });
}

ExitCode exit_code(const Report& report, const ExitRules& rules) {
  if (report.verdict == Verdict::error) {
    return report.has(Kind::nondeterministic_program) ? ExitCode::nondeterministic
                                                      : ExitCode::internal;
  }
  for (const Finding& finding : report.findings) {
    if (fails(finding, rules)) return ExitCode::bug;
  }
  return code_without_failure(report, rules);
}

ExitCode exit_code_of_work(const Report& report, const ExitRules& rules) {
  const ExitCode code = exit_code(report, rules);
  if (code != ExitCode::bug) return code;
  return report.stopped.empty() ? ExitCode::success : code_without_failure(report, rules);
}

}  // namespace heddle::tools
