// The compiler, and the half of Heddle that programs are compiled and linked with.
#pragma once

#include <string>
#include <vector>

namespace heddle::tools {

/// What to compile and link with: as installed, or of the build folder.
struct Toolchain {
  std::vector<std::string> include_folders;
  std::vector<std::string> libraries;
};

/// Throws UsageError where there is no Heddle to compile with.
Toolchain find_toolchain();

/// The compiler and what it always needs to know.
std::vector<std::string> compiler_with_flags(const Toolchain& with);

/// What comes behind object files and `Toolchain::libraries` when a program is linked.
std::vector<std::string> words_for_linking();

/// Where programs are kept: $XDG_CACHE_HOME/heddle, or ~/.cache/heddle.
std::string cache_folder();

}  // namespace heddle::tools
