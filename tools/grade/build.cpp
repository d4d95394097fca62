#include "heddle/tools/grade/build.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/hash.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/subprocess.hpp"

namespace heddle::tools::grade {
namespace {

namespace fs = std::filesystem;

/// Far more than a program with the headers of Heddle needs.
constexpr Limits kCompilerLimits = {100, std::uint64_t{4} << 30U, std::uint64_t{1} << 30U};
constexpr std::size_t kErrorLines = 30;

/// The usual one makes an object in every file that includes it, whose constructor runs before
/// main. That of the engine's files is enough to make the streams work.
constexpr std::string_view kStreams = R"(#pragma once
#pragma GCC system_header
#include <istream>
#include <ostream>
namespace std {
extern istream cin;
extern ostream cout, cerr, clog;
extern wistream wcin;
extern wostream wcout, wcerr, wclog;
}
)";

/// The first lines of what the compiler says, with `folder` taken from the names of files.
std::string shown_errors(std::string text, const std::string& folder) {
  for (std::size_t at = 0; (at = text.find(folder + "/", at)) != std::string::npos;) {
    text.erase(at, folder.size() + 1);
  }
  std::istringstream lines(text);
  std::string shown;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line) && count < kErrorLines;) {
    if (line.empty()) continue;
    shown += line + "\n";
    ++count;
  }
  return shown.empty() ? "the compiler gave up without a word" : shown;
}

std::string key(const std::vector<std::string>& parts) {
  Hash hash;
  for (const std::string& part : parts) hash.mix(part);
  return hash.digits();
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::string real_path(const std::string& path) {
  std::error_code error;
  return fs::weakly_canonical(fs::absolute(path), error).string();
}

/// What changes when a file is made anew. Reading a large library would take longer than linking.
std::string state_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) throw UsageError("cannot read `" + path + "`");
  return path + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_ino) + " " +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

/// Gives a finished file its name: another process may have done so in the meantime.
void keep(const std::string& fresh, const std::string& path) {
  std::error_code error;
  fs::rename(fresh, path, error);
  if (error) throw UsageError("cannot write `" + path + "`: " + error.message());
}

Ran run_compiler(const std::vector<std::string>& command) {
  Ran ran = run_program(command, true, kCompilerLimits);
  if (ran.interrupted) throw Interrupted();
  return ran;
}

/// The folders that the compiler looks for system headers in, as it says itself.
std::vector<std::string> system_folders(const std::vector<std::string>& compiler) {
  std::vector<std::string> command = compiler;
  command.insert(command.end(), {"-E", "-v", "-x", "c++", "/dev/null"});
  std::istringstream lines(run_compiler(command).errors);
  std::vector<std::string> folders;
  bool listed = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#include <...>")) {
      listed = true;
    } else if (listed && line.starts_with(" ")) {
      folders.push_back(real_path(line.substr(1)) + "/");
    } else {
      listed = false;
    }
  }
  return folders;
}

/// Names of files in preprocessed text without the folders that they happen to be in: reports are
/// the same on every machine.
std::string without_folders(const std::string& text, const std::vector<std::string>& folders) {
  std::istringstream lines(text);
  std::string result;
  result.reserve(text.size());
  for (std::string line; std::getline(lines, line); result += line + "\n") {
    if (!line.starts_with("# ")) continue;
    const std::size_t name = line.find('"') + 1;
    for (const std::string& folder : folders) {
      if (name != 0 && line.compare(name, folder.size(), folder) == 0) {
        line.erase(name, folder.size());
        break;
      }
    }
  }
  return result;
}

}  // namespace

Builder::Builder(const Spec& spec)
    : spec_(spec), toolchain_(find_toolchain()), cache_(cache_folder() + "/grade") {
  streams_ = cache_ + "/streams";
  make_folder(streams_);
  write_file(streams_ + "/iostream", kStreams);
  const std::vector<std::string> compiler = compiler_with_flags(toolchain_);
  system_folders_ = system_folders(compiler);
  for (const std::string& folder : toolchain_.include_folders) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder + "/heddle", error)) {
      system_folders_.push_back(real_path(entry.path().string()));
    }
  }
  system_folders_.push_back(real_path(streams_) + "/");
  std::vector<std::string> parts = compiler;
  parts.push_back(run_compiler({compiler.front(), "--version"}).output);
  compiler_key_ = key(parts);
  join_engine();
}

void Builder::join_engine() {
  std::vector<std::string> parts = {compiler_key_};
  for (const std::string& library : toolchain_.libraries) parts.push_back(state_of(library));
  engine_ = cache_ + "/" + key(parts) + ".o";
  if (exists(engine_)) return;
  const std::string fresh = engine_ + "." + std::to_string(getpid());
  std::vector<std::string> command = compiler_with_flags(toolchain_);
  command.insert(command.end(), {"-r", "-nostdlib", "-Wl,--strip-debug", "-Wl,--whole-archive"});
  command.insert(command.end(), toolchain_.libraries.begin(), toolchain_.libraries.end());
  command.insert(command.end(), {"-o", fresh});
  const Ran ran = run_compiler(command);
  if (ran.status != 0) {
    throw UsageError("the library of heddle cannot be linked: " + shown_errors(ran.errors, cache_));
  }
  keep(fresh, engine_);
}

std::string Builder::foreign_file(const std::string& dependencies,
                                  const std::string& source) const {
  std::vector<std::string> known = {real_path(source)};
  for (const std::string& header : spec_.given) {
    known.push_back(real_path(spec_.folder + "/" + header));
  }
  std::istringstream words(dependencies);
  std::string word;
  words >> word;  // the rule's target
  while (words >> word) {
    if (word == "\\") continue;
    const std::string path = real_path(word);
    const bool system = std::any_of(system_folders_.begin(), system_folders_.end(),
                                    [&](const std::string& f) { return path.starts_with(f); });
    if (!system && std::find(known.begin(), known.end(), path) == known.end()) return word;
  }
  return {};
}

Built Builder::preprocessed(const std::string& name, const std::string& text, bool trusted) const {
  // A folder of its own: `#include "x.hpp"` means the file that is given, not one beside it.
  const std::string folder = cache_ + "/" + key({name, text}) + "." + std::to_string(getpid());
  make_folder(folder);
  const std::string source = folder + "/" + name;
  write_file(source, text);
  std::vector<std::string> command = compiler_with_flags(toolchain_);
  command.insert(command.begin() + 1, {"-I" + streams_, "-iquote", spec_.folder});
  command.insert(command.end(), {"-E", "-MD", "-MT", "it", "-MF", folder + "/files", source});
  const Ran ran = run_compiler(command);
  Built built;
  if (ran.status != 0) {
    built.errors = shown_errors(ran.errors, folder);
  } else if (const std::string file =
                 trusted ? "" : foreign_file(read_file(folder + "/files"), source);
             !file.empty()) {
    built.forbidden = true;
    built.errors = "it includes `" + fs::path(file).filename().string() +
                   "`, which is not given: hand in one file";
  } else {
    built.product = without_folders(ran.output, {folder + "/", spec_.folder + "/"});
  }
  std::error_code error;
  fs::remove_all(folder, error);
  return built;
}

Built Builder::object(const std::string& name, const std::string& text, bool trusted) const {
  Built source = preprocessed(name, text, trusted);
  if (source.product.empty()) return source;
  const std::string base = cache_ + "/" + key({source.product, compiler_key_});
  const std::string fresh = base + "." + std::to_string(getpid());
  if (exists(base + ".o")) return {base + ".o", "", false};
  write_file(fresh + ".ii", source.product);
  std::vector<std::string> command = compiler_with_flags(toolchain_);
  command.insert(command.end(), {"-O0", "-w", "-fno-diagnostics-show-caret"});
  std::vector<std::string> assemble = {command.front(), "-c", fresh + ".s", "-o", fresh + ".o"};
  command.insert(command.end(), {"-S", fresh + ".ii", "-o", fresh + ".s"});
  Built built;
  Ran ran = run_compiler(command);
  if (ran.status == 0 && !trusted && read_file(fresh + ".s").find("#APP") != std::string::npos) {
    built.forbidden = true;
    built.errors = "it contains assembler: leave `asm` out";
  } else {
    if (ran.status == 0) ran = run_compiler(assemble);
    built.errors = ran.status == 0 ? "" : shown_errors(ran.errors, cache_);
    if (ran.status == 0) keep(fresh + ".o", base + ".o");
    if (ran.status == 0) built.product = base + ".o";
  }
  for (const char* end : {".ii", ".s", ".o"}) unlink((fresh + end).c_str());
  return built;
}

Built Builder::program(const std::string& checks, const std::string& code) const {
  const std::string path = cache_ + "/" + key({checks, code, engine_});
  if (exists(path)) return {path, "", false};
  const std::string fresh = path + "." + std::to_string(getpid());
  std::vector<std::string> command = compiler_with_flags(toolchain_);
  command.insert(command.end(), {checks, engine_, code, "-o", fresh});
  for (std::string& word : words_for_linking()) command.push_back(std::move(word));
  const Ran ran = run_compiler(command);
  if (ran.status != 0) {
    unlink(fresh.c_str());
    return {"", shown_errors(ran.errors, cache_), false};
  }
  keep(fresh, path);
  return {path, "", false};
}

}  // namespace heddle::tools::grade
