#include "heddle/tools/compile.hpp"

#include <unistd.h>
#include <filesystem>
#include <iostream>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/hash.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/subprocess.hpp"
#include "heddle/tools/toolchain.hpp"

#include <spdlog/spdlog.h>

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> compiler_for_programs(const Toolchain& with, bool for_debugger) {
  std::vector<std::string> command = compiler_with_flags(with);
  command.insert(command.end(), {for_debugger ? "-O0" : "-O1", for_debugger ? "-g" : "-g1"});
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
  std::vector<std::string> command = compiler_for_programs(with, for_debugger);
  hash.mix(run_program({command.front(), "--version"}, false).output);
  for (const std::string& word : command) hash.mix(word);
  command.insert(command.end(), {"-E", source});
  hash.mix(compile(command, source).output);
  for (const std::string& library : with.libraries) hash.mix(read_file(library));
  return hash.digits();
}

}  // namespace

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
  std::vector<std::string> command = compiler_for_programs(with, for_debugger);
  command.insert(command.end(), {source, "-o", fresh});
  command.insert(command.end(), with.libraries.begin(), with.libraries.end());
  for (std::string& word : words_for_linking()) command.push_back(std::move(word));
  compile(command, source);
  fs::rename(fresh, program, error);
  if (error) throw UsageError("cannot write `" + program + "`: " + error.message());
  spdlog::info("{}: compiled to {}", source, program);
  return program;
}

}  // namespace heddle::tools
