// The compiler, and the half of Heddle that programs are compiled and linked with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

/// Two FNV-1a hashes of 64 bits with different beginnings.
class Hash {
 public:
  void mix(std::string_view text);
  [[nodiscard]] std::string digits() const;

 private:
  std::uint64_t a_ = 14695981039346656037U;
  std::uint64_t b_ = 88172645463325252U;
};

}  // namespace heddle::tools
