// Tests of the real binary that are shell scripts.
#pragma once

#include <cstdlib>
#include <string>

namespace heddle {

#ifdef HEDDLE_COMMAND
/// Runs a part of a script of this folder: its exit code, 0 where all is well.
inline int run_script(const std::string& name, const std::string& part) {
  const std::string script = HEDDLE_SOURCE_FOLDER "/tests/tools/" + name;
  return std::system(("bash " + script + " " + HEDDLE_COMMAND + " " + part).c_str());
}
#endif

}  // namespace heddle
