#include "heddle/checker/explorer.hpp"

#include <algorithm>

#include "heddle/checker/search.hpp"
#include "heddle/checker/shrink.hpp"

namespace heddle {
namespace {

/// In free time no timeout is long enough. A finding that disappears in virtual time shows that the
/// program relies on sleeping or on a timeout for its ordering.
void check_reliance_on_time(const std::function<void()>& program, Options options, Report& report) {
  options.time = TimeMode::virtual_time;
  options.max_executions = std::max<std::uint64_t>(report.executions + report.redundant, 100);
  options.keep_going = true;
  const Report timed = Search(program, options, nullptr).run();
  if (!timed.exhaustive && timed.verdict == Verdict::inconclusive) return;
  std::vector<Finding> warnings;
  for (Finding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    const bool remains =
        std::any_of(timed.findings.begin(), timed.findings.end(),
                    [&finding](const Finding& other) { return other.id == finding.id; });
    if (remains) continue;
    finding.explanation.emplace_back(
        "remark",
        "in virtual time it does not occur: the program relies on a sleep or a timeout "
        "for its ordering, and no timeout is ever long enough.");
    Finding warning;
    warning.kind = Kind::relies_on_time;
    warning.severity = Severity::warning;
    warning.id = std::string(kind_letters(warning.kind)) + finding.id.substr(2);
    warning.message = finding.id +
                      " occurs in free time and not in virtual time: the order of the "
                      "program's steps relies on a sleep or a timeout.";
    warning.explanation.emplace_back("fix",
                                     "wait for the step of the other thread itself (join, an "
                                     "Event, a Condition), not for time.");
    warning.executions = finding.executions;
    warning.first_execution = finding.first_execution;
    warning.schedule = finding.schedule;
    warnings.push_back(std::move(warning));
  }
  report.findings.insert(report.findings.end(), warnings.begin(), warnings.end());
}

}  // namespace

Report explore(const std::function<void()>& program, const Options& options, Watcher* watcher) {
  Report report = Search(program, options, watcher).run();
  const bool given = goes_by_schedule(options);
  if (!given && report.verdict != Verdict::error) {
    for (Finding& finding : report.findings) finding = shrink(program, options, finding);
  }
  if (report.verdict == Verdict::bug && report.time_used && options.time == TimeMode::free &&
      !given) {
    check_reliance_on_time(program, options, report);
  }
  return report;
}

}  // namespace heddle
