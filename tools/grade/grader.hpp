// Examines submissions by a spec: compiles them, looks at their code, and has each run explored in
// a sandbox.
#pragma once

#include <string>

#include "heddle/tools/grade/build.hpp"
#include "heddle/tools/grade/mark.hpp"
#include "heddle/tools/grade/submission.hpp"

namespace heddle::tools::grade {

class Grader {
 public:
  /// Compiles the checks and the reference solution, and compares the spec with the models that
  /// there are. Throws UsageError that says what does not fit, after the compiler's messages.
  explicit Grader(const Spec& spec);

  /// Marks one submission. The same source always gets the same mark. Throws Interrupted, and
  /// UsageError where the system has no room for what is built.
  [[nodiscard]] Mark grade(const Submission& submission) const;

 private:
  void compare_with_models(const std::string& program) const;
  [[nodiscard]] RunResult explore(const std::string& program, const Run& run) const;

  const Spec& spec_;
  Builder builder_;
  std::string checks_;  ///< object file
  std::optional<Surroundings> around_;
};

}  // namespace heddle::tools::grade
