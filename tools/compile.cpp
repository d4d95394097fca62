#include "heddle/tools/compile.hpp"

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/hash.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/subprocess.hpp"
#include "heddle_toolchain.hpp"

#include <spdlog/spdlog.h>

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

/// What to compile and link with: as installed, or of the build folder.
struct Toolchain {
  std::vector<std::string> include_folders;
  std::vector<std::string> libraries;
};

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

std::vector<std::string> compiler_with_flags(const Toolchain& with, bool for_debugger) {
  std::vector<std::string> command = {toolchain::kCompiler};
  command.insert(command.end(), std::begin(toolchain::kFlags), std::end(toolchain::kFlags));
  command.insert(command.end(), {for_debugger ? "-O0" : "-O1", for_debugger ? "-g" : "-g1"});
  for (const std::string& folder : with.include_folders) command.push_back("-I" + folder);
  return command;
}

/// Runs the compiler; throws when it fails, after its messages were shown.
Ran compile(const std::vector<std::string>& command, const std::string& source) {
  spdlog::debug("{}", joined(command, " "));
  Ran ran = run_program(command, true);
  std::cerr << ran.errors << std::flush;
  if (ran.interrupted) throw Interrupted();
  if (ran.status != 0) throw UsageError("`" + source + "` does not compile");
  return ran;
}

/// What the program depends on: the preprocessed source, compiler, flags and libraries.
std::string key_of(const std::string& source, const Toolchain& with, bool for_debugger) {
  Hash hash;
  std::vector<std::string> command = compiler_with_flags(with, for_debugger);
  hash.mix(run_program({toolchain::kCompiler, "--version"}, false).output);
  for (const std::string& word : command) hash.mix(word);
  command.insert(command.end(), {"-E", source});
  hash.mix(compile(command, source).output);
  for (const std::string& library : with.libraries) hash.mix(read_file(library));
  return hash.digits();
}

}  // namespace

std::string cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return std::string(cache) + "/heddle";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return std::string(home) + "/.cache/heddle";
  return "/tmp/heddle-cache-" + std::to_string(getuid());
}

std::string compiled(const std::string& source, bool for_debugger) {
  const Toolchain with = find_toolchain();
  const std::string folder = cache_folder();
  make_folder(folder);
  std::string program = folder + "/" + key_of(source, with, for_debugger);
  std::error_code error;
  if (fs::exists(program, error)) {
    spdlog::info("{}: compiled earlier: {}", source, program);
    return program;
  }
  const std::string fresh = program + "." + std::to_string(getpid());
  std::vector<std::string> command = compiler_with_flags(with, for_debugger);
  command.insert(command.end(), {source, "-o", fresh});
  command.insert(command.end(), with.libraries.begin(), with.libraries.end());
  command.insert(command.end(), std::begin(toolchain::kSystemLibraries),
                 std::end(toolchain::kSystemLibraries));
  command.emplace_back("-pthread");
  compile(command, source);
  fs::rename(fresh, program, error);
  if (error) throw UsageError("cannot write `" + program + "`: " + error.message());
  spdlog::info("{}: compiled to {}", source, program);
  return program;
}

}  // namespace heddle::tools
