// Pages whose console blocks are what the command prints: a block begins with the command as a user
// types it, "$ heddle check X".
//
// HEDDLE_UPDATE_README=1 in the environment rewrites the blocks instead.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace heddle::pages {

inline std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The block that begins at `from` with "```LANGUAGE": its first character and its end.
struct Block {
  std::size_t begin = std::string::npos;
  std::size_t end = 0;
};

inline Block next_block(const std::string& text, const std::string& language, std::size_t from) {
  const std::string opening = "\n```" + language + "\n";
  Block block;
  const std::size_t fence = text.find(opening, from);
  if (fence == std::string::npos) return block;
  block.begin = fence + opening.size();
  block.end = text.find("```\n", block.begin);
  REQUIRE(block.end != std::string::npos);
  return block;
}

#ifdef HEDDLE_COMMAND

/// A folder of its own, removed at the end: the command writes schedules where it is run.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("heddle-page-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::string name() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string output_of(const std::string& command, const Folder& folder) {
  const std::string line = "cd '" + folder.name() + "' && XDG_CACHE_HOME='" + folder.name() +
                           "/cache' " + command + " 2>&1";
  std::FILE* pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), n);
  }
  const int status = pclose(pipe);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) <= 1);
  return output;
}

/// Without what differs from run to run: times, and where they make lines break.
inline std::string comparable(const std::string& text) {
  const std::string one_line = std::regex_replace(text, std::regex("[ \n]+"), " ");
  return std::regex_replace(one_line, std::regex("\\b[0-9][0-9.]* (us|ms|s)\\b"), "TIME");
}

/// "$ tools/run check X" of the README as a command of the build under test.
inline std::string command_of(const std::string& prompt_line) {
  return std::regex_replace(prompt_line.substr(2), std::regex("(^|\\| )(tools/run|heddle) "),
                            "$1'" HEDDLE_COMMAND "' ");
}

#endif

#ifdef HEDDLE_COMMAND

/// Compares (`same` of what is shown and what is printed) or rewrites all console blocks of a page.
/// Returns their number.
template <class Same>
int check_page(const std::string& path, const Folder& folder, const Same& same) {
  const char* const update = std::getenv("HEDDLE_UPDATE_README");
  std::string page = read_file(path);
  int blocks = 0;
  for (Block block = next_block(page, "console", 0); block.begin != std::string::npos;
       block = next_block(page, "console", block.begin)) {
    ++blocks;
    const std::size_t line_end = page.find('\n', block.begin);
    const std::string prompt = page.substr(block.begin, line_end - block.begin);
    const std::string shown = page.substr(line_end + 1, block.end - line_end - 1);
    const std::string actual = output_of(command_of(prompt), folder);
    if (update != nullptr) {
      page.replace(line_end + 1, shown.size(), actual);
    } else {
      INFO(prompt << "\n" << actual);
      CHECK(same(shown, actual));
    }
  }
  if (update != nullptr) std::ofstream(path) << page;
  return blocks;
}

#endif

}  // namespace heddle::pages
