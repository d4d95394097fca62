// The specification of an object on which nothing is ever performed: what a thread or a process has
// of its own.
#pragma once

#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::detail {

/// To be derived from, with a noun.
struct SilentSpec {
  struct State {
    friend bool operator==(const State&, const State&) = default;
  };
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action&, unsigned) { return {}; }
  static bool dependent(const Label&, const Label&) { return false; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label&, const std::string&, const std::string&) { return {}; }
};

}  // namespace heddle::detail
