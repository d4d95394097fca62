// Building a submission in pieces: the checks once, what is handed in apart from them, so that it
// can be looked at before it becomes part of a program.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/grade/code_rules.hpp"
#include "heddle/tools/grade/spec.hpp"
#include "heddle/tools/toolchain.hpp"

namespace heddle::tools::grade {

/// A step of the compiler: what came of it, or what is wrong.
struct Built {
  std::string product;     ///< the file that was made, or text; empty: it failed
  std::string errors;      ///< of the compiler, or about what was found in the source
  bool forbidden = false;  ///< it failed for what it contains, not for a mistake
};

class Builder {
 public:
  /// Throws UsageError where there is nothing to compile with.
  explicit Builder(const Spec& spec);

  /// Compiles source text as the file `name` beside the headers that are given. Source that is
  /// `trusted` may include and contain anything. Made once: the same text gives the same file.
  [[nodiscard]] Built object(const std::string& name, const std::string& text, bool trusted) const;

  /// Links two object files, `code` last: of what both have, that of the checks and of Heddle wins.
  [[nodiscard]] Built program(const std::string& checks, const std::string& code) const;

  /// All of Heddle's libraries as one object file.
  [[nodiscard]] const std::string& engine() const { return engine_; }

 private:
  void join_engine();
  [[nodiscard]] Built preprocessed(const std::string& name, const std::string& text,
                                   bool trusted) const;
  [[nodiscard]] std::string foreign_file(const std::string& dependencies,
                                         const std::string& source) const;

  const Spec& spec_;
  Toolchain toolchain_;
  std::string cache_;
  std::string streams_;  ///< a folder with an <iostream> that has no code before main
  std::vector<std::string> system_folders_;
  std::string compiler_key_;
  std::string engine_;
};

}  // namespace heddle::tools::grade
