#include "heddle/tools/schedule_file.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/tools/files.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 1;
constexpr std::size_t kWidth = 88;

/// Splits at the first blank.
std::pair<std::string, std::string> split(const std::string& line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos) return {line, {}};
  const std::size_t rest = line.find_first_not_of(' ', blank);
  return {line.substr(0, blank), rest == std::string::npos ? std::string{} : line.substr(rest)};
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

class Reader {
 public:
  Reader(const std::string& path, const std::string& text) : path_(path), lines_(text) {}

  ScheduleFile read() {
    first_line();
    while (next()) {
      const auto [word, rest] = split(line_);
      if (word == "schedule") {
        schedule();
        return check_complete();
      }
      field(word, rest);
    }
    wrong("the file has no schedule; it may have been cut short");
  }

 private:
  [[noreturn]] void wrong(const std::string& what) const {
    throw UsageError(path_ + ":" + std::to_string(number_) + ": " + what);
  }

  /// The next line that is neither empty nor a comment, without blanks around it.
  bool next() {
    while (std::getline(lines_, line_)) {
      ++number_;
      const std::size_t begin = line_.find_first_not_of(" \t\r");
      if (begin == std::string::npos || line_[begin] == '#') continue;
      line_ = line_.substr(begin, line_.find_last_not_of(" \t\r") + 1 - begin);
      return true;
    }
    return false;
  }

  void first_line() {
    const bool any = next();
    if (number_ == 0) number_ = 1;
    const auto [word, version] = split(line_);
    if (!any || word != "heddle-schedule") {
      wrong("this is no schedule of heddle: its first line would be `heddle-schedule 1`");
    }
    if (version != std::to_string(kVersion)) {
      wrong("the file has format `" + version + "`; this heddle reads format " +
            std::to_string(kVersion) + ": replay it with the heddle that wrote it");
    }
  }

  void field(const std::string& word, const std::string& rest) {
    if (rest.empty()) wrong("`" + word + "` needs a value");
    const auto [name, value] = split(rest);
    if (word == "program") {
      file_.program = rest;
      file_.program_line = number_;
    } else if (word == "source") {
      file_.source = rest;
    } else if (word == "finding") {
      file_.finding = name;
      file_.kind = value;
    } else if (word == "option") {
      if (value.empty()) wrong("`option` needs a name and a value");
      file_.options.emplace_back(name, value);
    } else if (word == "parameter") {
      std::int64_t number = 0;
      const char* end = value.data() + value.size();
      const auto [stop, error] = std::from_chars(value.data(), end, number);
      if (value.empty() || error != std::errc{} || stop != end) {
        wrong("`parameter` needs a name and a whole number");
      }
      file_.parameters.emplace_back(name, number);
    } else {
      wrong("unknown word `" + word + "`");
    }
  }

  void schedule() {
    const int begin = number_ + 1;
    while (next()) {
      if (line_ == "end") {
        try {
          Schedule::parse(file_.schedule);
        } catch (const UsageError& error) {
          number_ = begin;
          wrong(error.what());
        }
        return;
      }
      file_.schedule += line_;
    }
    wrong("the file ends in the middle of the schedule; it may have been cut short");
  }

  ScheduleFile check_complete() {
    if (file_.program.empty()) wrong("the file does not name its program");
    return std::move(file_);
  }

  std::string path_;
  std::istringstream lines_;
  std::string line_;
  int number_ = 0;
  ScheduleFile file_;
};

}  // namespace

std::string schedule_file_text(const ScheduleFile& file) {
  std::string text = "heddle-schedule " + std::to_string(kVersion) + "\n" +
                     "# `heddle replay FILE` runs it again.\n" + "program " +
                     one_line(file.program) + "\n";
  if (!file.source.empty()) text += "source " + one_line(file.source) + "\n";
  if (!file.finding.empty()) text += "finding " + file.finding + " " + file.kind + "\n";
  for (const auto& [name, value] : file.parameters) {
    text += "parameter " + name + " " + std::to_string(value) + "\n";
  }
  for (const auto& [name, value] : file.options) text += "option " + name + " " + value + "\n";
  text += "schedule\n";
  for (std::size_t at = 0; at < file.schedule.size(); at += kWidth) {
    text += "  " + file.schedule.substr(at, kWidth) + "\n";
  }
  return text + "end\n";
}

ScheduleFile parse_schedule_file(const std::string& path, const std::string& text) {
  return Reader(path, text).read();
}

ScheduleFile read_schedule_file(const std::string& path) {
  ScheduleFile file = parse_schedule_file(path, read_file(path));
  if (!file.source.empty()) {
    const fs::path folder = fs::path(path).parent_path();
    file.source = (folder / file.source).lexically_normal().string();  // an absolute one stays
  }
  return file;
}

/// A name that no other search has taken: the finding's, with the program's and a number if need
/// be.
std::string ScheduleFolder::place_of(const ScheduleFile& file) const {
  std::error_code error;
  for (int number = 0;; ++number) {
    std::string name = file.finding;
    if (number > 0) name += "-" + file.program;
    if (number > 1) name += "-" + std::to_string(number);
    std::string path = path_ + "/" + name + ".sched";
    if (!fs::exists(path, error)) return path;
    try {
      const ScheduleFile there = parse_schedule_file(path, read_file(path));
      const bool ours = there.program == file.program && there.source == file.source &&
                        there.options == file.options && there.parameters == file.parameters;
      if (ours) return path;
    } catch (const UsageError&) {  // whatever it is, it stays
    }
  }
}

std::string ScheduleFolder::add(ScheduleFile file, const Finding& finding) {
  if (path_.empty() || broken_ || finding.schedule.empty()) return {};
  file.finding = finding.id;
  file.kind = kind_name(finding.kind);
  file.schedule = finding.schedule;
  try {
    if (!made_) make_folder(path_);
    made_ = true;
    if (!file.source.empty()) {
      std::error_code error;
      const fs::path near = fs::relative(file.source, path_, error);
      if (!error && !near.empty()) file.source = near.string();
    }
    std::string path = place_of(file);
    write_file(path, schedule_file_text(file));
    return path;
  } catch (const UsageError&) {
    broken_ = true;
    throw;
  }
}

}  // namespace heddle::tools
