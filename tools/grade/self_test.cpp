#include "heddle/tools/grade/self_test.hpp"

#include <algorithm>

namespace heddle::tools::grade {

std::vector<Submission> solutions_of(const Spec& spec) {
  std::vector<Submission> all = {{spec.reference, spec.folder + "/" + spec.reference, ""}};
  for (const WrongSolution& wrong : spec.wrong) {
    all.push_back({wrong.file, spec.folder + "/" + wrong.file, ""});
  }
  return all;
}

std::vector<std::string> shortcomings(const Spec& spec, const std::vector<Mark>& marks) {
  std::vector<std::string> all;
  const Mark& reference = marks.front();
  if (reference.state != State::examined) {
    all.push_back("the reference `" + reference.name + "` is not examined: " + reference.why);
  }
  for (const CheckMark& check : reference.checks) {
    if (check.result == CheckMark::Result::passed) continue;
    all.push_back("the reference `" + reference.name + "` does not pass `" + check.name +
                  "`: " + check.why);
  }
  for (const Found& found : reference.findings) {
    all.push_back("the reference `" + reference.name + "` has a finding: " + found.finding.message);
  }
  for (std::size_t i = 0; i < spec.wrong.size(); ++i) {
    const Mark& mark = marks[i + 1];
    if (mark.points == mark.of) all.push_back("`" + mark.name + "` gets full marks");
    if (mark.findings.empty() && mark.state != State::examined) {
      all.push_back("`" + mark.name + "` is not examined: " + mark.why);
      continue;
    }
    for (const Kind kind : spec.wrong[i].findings) {
      const bool met = std::any_of(mark.findings.begin(), mark.findings.end(),
                                   [kind](const Found& f) { return f.finding.kind == kind; });
      if (met) continue;
      all.push_back("`" + mark.name + "` has no finding `" + std::string(kind_name(kind)) + "`");
    }
  }
  return all;
}

}  // namespace heddle::tools::grade
