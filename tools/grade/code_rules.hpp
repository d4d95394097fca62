// What code that is handed in may not contain: it is looked at before anything of it runs.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "heddle/tools/grade/object_file.hpp"

namespace heddle::tools::grade {

/// The program that a submission becomes a part of: the checks and Heddle itself.
class Surroundings {
 public:
  /// `checks` is the object file of the checks, `engine` that of Heddle's libraries.
  Surroundings(const ObjectFile& checks, const ObjectFile& engine);

  /// Whether the submission may define `symbol`: what the checks ask for, or what nobody else
  /// knows. A template or inline function is defined by everyone who uses it; but none that the
  /// system has to provide.
  [[nodiscard]] bool leaves(const Symbol& symbol) const;

 private:
  std::unordered_set<std::string> wanted_;  ///< the checks need it and do not have it
  std::unordered_set<std::string> known_;   ///< somebody defines or needs it
  std::unordered_set<std::string>
      provided_;  ///< somebody needs it, and nobody defines it: the system does
};

/// A sentence for each thing in `code` that homework may not do, sorted: code that runs before
/// main, functions of the system and of Heddle's innards, definitions of what belongs to others.
/// Of functions, those that begin with a name in `allowed` are let through: "std::thread::",
/// "getenv".
std::vector<std::string> objections(const ObjectFile& code, const Surroundings& around,
                                    const std::vector<std::string>& allowed);

}  // namespace heddle::tools::grade
