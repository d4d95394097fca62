#include "heddle/tools/expected.hpp"

#include <algorithm>
#include <set>

#include "heddle/tools/coverage.hpp"
#include "heddle/tools/names.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t kShown = 8;  ///< names in a list

std::string listed(const std::vector<std::string>& names) {
  if (names.empty()) return "none";
  std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown)));
  return joined(first, ", ") + (names.size() > kShown ? ", ..." : "");
}

std::vector<std::string> sorted(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

/// Adds what is in one list and not in the other.
void compare(const std::string& what, const std::vector<std::string>& expected,
             const std::vector<std::string>& actual, std::vector<std::string>& lines) {
  std::vector<std::string> missing;
  std::vector<std::string> surplus;
  std::vector<std::string> a = expected;
  std::vector<std::string> b = actual;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(missing));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(surplus));
  if (!missing.empty()) lines.push_back(what + " expected and not found: " + listed(missing));
  if (!surplus.empty()) lines.push_back(what + " found and not expected: " + listed(surplus));
}

void compare_counts(const Report& report, const Expectation& expected,
                    std::vector<std::string>& lines) {
  const bool optimal = report.strategy == "optimal";
  if (!optimal && report.strategy != "dfs") return;
  if (option_of(report, "dependence") == "plain") return;
  const bool reduced = optimal || option_of(report, "reduce") == "sleep";
  const auto& count = reduced ? expected.executions : expected.interleavings;
  if (!count || *count == report.executions) return;
  lines.push_back("expected " + std::to_string(*count) +
                  (reduced ? " classes of interleavings" : " interleavings") + ", got " +
                  std::to_string(report.executions));
}

}  // namespace

std::vector<std::string> differences(const Report& report, const Expectation& expected) {
  std::vector<std::string> lines;
  if (report.verdict != expected.verdict) {
    lines.push_back("expected verdict " + std::string(verdict_name(expected.verdict)) + ", got " +
                    std::string(verdict_name(report.verdict)));
  }
  std::set<std::string> wanted;
  std::set<std::string> found;
  for (const Kind kind : expected.findings) wanted.emplace(kind_name(kind));
  for (const Finding& finding : report.findings) found.emplace(kind_name(finding.kind));
  compare("findings", sorted(wanted), sorted(found), lines);
  if (expected.outcomes) compare("outcomes", *expected.outcomes, report.outcome_values(), lines);
  compare_counts(report, expected, lines);
  return lines;
}

}  // namespace heddle::tools
