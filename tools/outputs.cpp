#include "heddle/tools/outputs.hpp"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_brief.hpp"
#include "heddle/tools/report_github.hpp"
#include "heddle/tools/report_html.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/report_junit.hpp"
#include "heddle/tools/report_sarif.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {
namespace {

using Targets = std::vector<Examined>;

std::vector<Report> reports_of(const Targets& targets) {
  std::vector<Report> reports;
  for (const Examined& target : targets) reports.push_back(target.report);
  return reports;
}

/// The file in which a step of a workflow has its summary; empty: none.
std::string summary_file() {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  return path == nullptr ? "" : path;
}

struct FileWriter {
  const char* option;
  std::string Settings::*path;
  std::string (*write)(const Targets& targets);
};

const FileWriter kFileWriters[] = {
    {"--json", &Settings::json,
     [](const Targets& targets) { return write_json(reports_of(targets)); }},
    {"--junit", &Settings::junit, [](const Targets& targets) { return write_junit(targets); }},
    {"--sarif", &Settings::sarif,
     [](const Targets& targets) { return write_sarif(reports_of(targets), current_folder()); }},
    {"--html", &Settings::html,
     [](const Targets& targets) { return write_html(reports_of(targets)); }},
};

bool same_place(const std::string& a, const std::string& b) {
  std::error_code error;
  return a == b || std::filesystem::weakly_canonical(std::filesystem::absolute(a), error) ==
                       std::filesystem::weakly_canonical(std::filesystem::absolute(b), error);
}

void write_github(const Targets& targets) {
  std::cout << std::flush;
  write_file("-", github_annotations(targets, current_folder()));
  if (const std::string path = summary_file(); !path.empty()) {
    append_file(path, github_summary(targets, current_folder()));
  }
}

}  // namespace

std::string report_words(const Report& report, const Settings& settings, const TextStyle& style) {
  if (settings.brief) return brief_text(report);
  if (settings.quiet) return verdict_text(report, style.colour);
  return report.estimate ? estimate_text(report) : report_text(report, style);
}

void check_outputs(const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> taken;
  for (const FileWriter& writer : kFileWriters) {
    const std::string& path = settings.*(writer.path);
    if (!path.empty()) taken.emplace_back(writer.option, path);
  }
  if (!settings.gradescope.empty()) taken.emplace_back("--gradescope", settings.gradescope);
  if (!settings.csv.empty()) taken.emplace_back("--csv", settings.csv);
  if (settings.github) taken.emplace_back("--github", "-");
  for (std::size_t i = 0; i < taken.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!same_place(taken[i].second, taken[j].second)) continue;
      const std::string place = taken[i].second == "-" ? "standard output" : taken[i].second;
      throw UsageError(taken[j].first + " and " + taken[i].first + " both write to " + place +
                       ": name a file for one of them");
    }
    check_writable(taken[i].second);
  }
}

void write_outputs(const Settings& settings, const Targets& targets) {
  std::vector<std::string> failures;
  const auto attempt = [&failures](const std::function<void()>& write) {
    try {
      write();
    } catch (const UsageError& error) {
      failures.emplace_back(error.what());
    }
  };
  for (const FileWriter& writer : kFileWriters) {
    const std::string& path = settings.*(writer.path);
    if (!path.empty()) attempt([&] { write_file(path, writer.write(targets)); });
  }
  if (settings.github) attempt([&] { write_github(targets); });
  if (!failures.empty()) throw UsageError(joined(failures, "\nheddle: "));
}

}  // namespace heddle::tools
