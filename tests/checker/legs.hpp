// A search in several legs: each goes on from where the last one was cut short.
#pragma once

#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "heddle/checker/explorer.hpp"

namespace heddle {

/// Keeps the checkpoint of a search that is cut short, and goes on with it the next time.
class Keeper final : public Watcher {
 public:
  [[nodiscard]] const Checkpoint* resumes() override { return last_ ? &*last_ : nullptr; }
  [[nodiscard]] bool wants_checkpoint(bool cut_short) override { return cut_short; }
  void save(const Checkpoint& checkpoint) override { fresh_ = checkpoint; }
  void not_saved(const std::string& why) override { why_not_ = why; }
  /// The search has ended: whether it was cut short, so that there is something to go on with.
  bool next_leg() {
    last_ = std::exchange(fresh_, std::nullopt);
    return last_.has_value();
  }
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

 private:
  std::optional<Checkpoint> last_;
  std::optional<Checkpoint> fresh_;
  std::string why_not_;
};

/// Explores `program` with a new leg after every `length` executions.
inline Report explore_in_legs(const std::function<void()>& program, Options options,
                              std::uint64_t length) {
  Keeper keeper;
  Report report;
  do {
    options.max_executions += length;
    report = explore(program, options, &keeper);
  } while (keeper.next_leg());
  return report;
}

/// All of a report that does not depend on how fast it came about.
inline std::string timeless(const Report& report) {
  std::ostringstream text;
  text << verdict_name(report.verdict) << (report.exhaustive ? " exhaustive" : "") << " complete "
       << report.complete << " blocked " << report.blocked << " redundant " << report.redundant
       << " truncated " << report.truncated << " steps " << report.steps << '\n';
  for (const std::string& limit : report.limits) text << limit << '\n';
  for (const Finding& finding : report.findings) {
    text << finding.id << " in " << finding.executions << " from " << finding.first_execution << ' '
         << finding.message << ' ' << finding.schedule << '\n';
  }
  for (const Outcome& outcome : report.outcomes) {
    text << outcome.value << ' ' << outcome.executions << ' ' << outcome.schedule << '\n';
  }
  return text.str();
}

}  // namespace heddle
