// The baseline: a file of the findings that somebody knows of and answers for until a day.
//
//   [[finding]]
//   id = "DR-426bd9"
//   target = "counter-*"        # may be left out: any target; or a name or glob
//   owner = "alice"
//   expires = 2026-12-31        # the last day on which it is excused
//   reason = "fixed by the new queue"
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

using Date = std::chrono::year_month_day;

/// The day it is now in UTC: the same on every machine.
Date today();

/// "2026-12-31".
std::string date_text(Date date);

class Baseline {
 public:
  Baseline() = default;

  /// Reads the TOML `text` of the file `path`. Throws UsageError "path:line: ..." where it is
  /// malformed, an entry lacks something or has what no entry has, or two are of the same finding.
  Baseline(std::string path, std::string_view text);

  /// Writes who knows of it into each finding of `report` that an entry names and that is excused
  /// on the day `now`. True: there is one. Time: findings times entries.
  bool excuse(Report& report, Date now);

  /// One line for each entry that has expired, or that named no finding of the reports so far
  /// although their targets were among them.
  [[nodiscard]] std::vector<std::string> remarks(Date now) const;

 private:
  struct Entry {
    Known known;
    std::string id;
    std::string target;  ///< empty: any
    Date expires;
    std::size_t line = 0;
    bool met = false;   ///< it names a finding of a report
    bool seen = false;  ///< it names the target of a report
  };

  std::string path_;
  std::vector<Entry> entries_;
};

}  // namespace heddle::tools
