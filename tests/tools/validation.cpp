#include "heddle/tests/tools/validation.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "heddle/tools/files.hpp"

namespace heddle::tools {
namespace {

// Debian's Python has the packages of Debian.
const char* const kValidate =
    "PATH=/usr/bin:$PATH python3 " HEDDLE_SOURCE_FOLDER "/tests/tools/validate.py ";

/// What `command FILE` prints, FILE being one that holds `text`; empty where it has no objection.
std::string objections(const std::string& command, std::string_view text) {
  static int count = 0;
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() /
      ("heddle-validated-" + std::to_string(getpid()) + "-" + std::to_string(++count));
  write_file(file, text);
  std::FILE* pipe = popen((command + " '" + file.string() + "' 2>&1").c_str(), "r");
  if (pipe == nullptr) return "it cannot be run";
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t read = 0; (read = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), read);
  }
  const int status = pclose(pipe);
  std::filesystem::remove(file);
  if (status == 0) return {};
  return output.empty() ? "it failed without a word" : output;
}

}  // namespace

std::string sarif_objections(std::string_view text) {
  return objections(
      std::string(kValidate) + HEDDLE_SOURCE_FOLDER "/tests/tools/sarif-2.1.0.schema.json", text);
}

std::string junit_objections(std::string_view text) {
  return objections("xmllint --noout --schema " HEDDLE_SOURCE_FOLDER "/tests/tools/junit.xsd",
                    text);
}

std::string json_objections(std::string_view text) {
  return objections(std::string(kValidate) + HEDDLE_SOURCE_FOLDER "/tools/report.schema.json",
                    text);
}

}  // namespace heddle::tools
