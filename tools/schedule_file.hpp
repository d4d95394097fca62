// Schedule files (.sched): one execution of one program, as text that says what it is of.
//
//   heddle-schedule 1
//   # heddle replay FILE runs it again.
//   program counter-unlocked
//   finding DR-7f3a12 data-race
//   parameter n 3
//   option time virtual
//   schedule
//     main,main.1,main.2;1*3,2,0/1;
//     5f09a3b2c1
//   end
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

struct ScheduleFile {
  std::string program;  ///< name of the model
  std::string source;   ///< the file or program that has it; empty: whoever reads this
  std::string finding;  ///< id; may be empty
  std::string kind;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  std::vector<std::pair<std::string, std::string>> options;  ///< that differ from the defaults
  std::string schedule;

  int program_line = 0;  ///< where in the file it stands, for messages
  friend bool operator==(const ScheduleFile&, const ScheduleFile&) = default;
};

std::string schedule_file_text(const ScheduleFile& file);

/// Reads what `schedule_file_text` wrote. Throws UsageError that begins with `path` and the line
/// when it is malformed or of another version.
ScheduleFile parse_schedule_file(const std::string& path, const std::string& text);

/// Reads a file. A source that is named relative to the file's folder is named as it is from here.
/// Throws UsageError like parse_schedule_file, and where the file cannot be read.
ScheduleFile read_schedule_file(const std::string& path);

/// A folder that gets a file for each finding of each program with each set of options and
/// parameters. The source is named relative to the folder, so that both can move together.
class ScheduleFolder {
 public:
  /// An empty path: nothing is ever written.
  explicit ScheduleFolder(std::string path) : path_(std::move(path)) {}

  /// Writes a finding's schedule and returns the file's path; empty if there is nothing to write.
  /// `file` has the rest. Throws UsageError: once, later calls do nothing.
  std::string add(ScheduleFile file, const Finding& finding);

 private:
  [[nodiscard]] std::string place_of(const ScheduleFile& file) const;

  std::string path_;
  bool broken_ = false;
  bool made_ = false;
};

}  // namespace heddle::tools
