// Validating what writers write, by programs that know the formats.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "heddle/tools/files.hpp"

namespace heddle::tools {

/// What `command FILE` prints, FILE being one that holds `text`; empty where it has no objection.
inline std::string objections(const std::string& command, std::string_view text) {
  static int count = 0;
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() /
      ("heddle-validated-" + std::to_string(getpid()) + "-" + std::to_string(++count));
  write_file(file, text);
  std::FILE* pipe = popen((command + " '" + file.string() + "' 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t read; (read = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), read);
  }
  const int status = pclose(pipe);
  std::filesystem::remove(file);
  if (status == 0) return {};
  return output.empty() ? "it failed without a word" : output;
}

/// What is wrong with a SARIF log by the schema of the standard, in the version of its first errata
/// (as the npm package @microsoft/jest-sarif, of the MIT licence, has it).
inline std::string sarif_objections(std::string_view text) {
  // Debian's Python has the packages of Debian.
  return objections("PATH=/usr/bin:$PATH python3 " HEDDLE_SOURCE_FOLDER
                    "/tests/tools/validate.py " HEDDLE_SOURCE_FOLDER
                    "/tests/tools/sarif-2.1.0.schema.json",
                    text);
}

/// What is wrong with JUnit XML by junit.xsd.
inline std::string junit_objections(std::string_view text) {
  return objections("xmllint --noout --schema " HEDDLE_SOURCE_FOLDER "/tests/tools/junit.xsd",
                    text);
}

/// What is wrong with a JSON report by report.schema.json.
inline std::string json_objections(std::string_view text) {
  return objections("PATH=/usr/bin:$PATH python3 " HEDDLE_SOURCE_FOLDER
                    "/tests/tools/validate.py " HEDDLE_SOURCE_FOLDER "/tools/report.schema.json",
                    text);
}

}  // namespace heddle::tools
