#include "heddle/tools/toolchain.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "heddle/checker/errors.hpp"
#include "heddle_toolchain.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

/// The installed half below `prefix`; false if it is not there.
bool find_installed(const fs::path& prefix, Toolchain& found) {
  found.libraries.clear();
  std::error_code error;
  for (const char* library : toolchain::kInstalledLibraries) {
    const fs::path path = prefix / library;
    if (!fs::exists(path, error)) return false;
    found.libraries.push_back(path);
  }
  found.include_folders = {prefix / toolchain::kInstalledIncludeFolder};
  return true;
}

}  // namespace

Toolchain find_toolchain() {
  Toolchain found;
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  if (!error && find_installed(own.parent_path().parent_path(), found)) return found;
  found = {{std::begin(toolchain::kIncludeFolders), std::end(toolchain::kIncludeFolders)},
           {std::begin(toolchain::kLibraries), std::end(toolchain::kLibraries)}};
  const auto exists = [&error](const std::string& path) { return fs::exists(path, error); };
  bool complete = true;
  for (const std::string& library : found.libraries) complete = complete && exists(library);
  if (complete || find_installed(toolchain::kInstallPrefix, found)) return found;
  throw UsageError(
      "source files cannot be compiled: the library of heddle is neither beside this "
      "program nor in " +
      std::string(toolchain::kInstallPrefix) +
      ": install heddle, or build the program yourself and name it");
}

std::vector<std::string> compiler_with_flags(const Toolchain& with) {
  std::vector<std::string> command = {toolchain::kCompiler};
  command.insert(command.end(), std::begin(toolchain::kFlags), std::end(toolchain::kFlags));
  for (const std::string& folder : with.include_folders) command.push_back("-I" + folder);
  return command;
}

std::vector<std::string> words_for_linking() {
  std::vector<std::string> words(std::begin(toolchain::kSystemLibraries),
                                 std::end(toolchain::kSystemLibraries));
  words.emplace_back("-pthread");
  return words;
}

std::string cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return std::string(cache) + "/heddle";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return std::string(home) + "/.cache/heddle";
  return "/tmp/heddle-cache-" + std::to_string(getuid());
}

}  // namespace heddle::tools
