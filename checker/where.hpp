// A place in the program under test: file, line and function of a call.
#pragma once

namespace heddle {

/// Where a call was written. Default arguments of every primitive's methods capture the caller's
/// place; `std::source_location` is missing in Clang 14, the built-ins are in both compilers.
struct Where {
  const char* file = "";
  const char* function = "";
  int line = 0;

  static constexpr Where current(const char* file = __builtin_FILE(),
                                 const char* function = __builtin_FUNCTION(),
                                 int line = __builtin_LINE()) {
    return {file, function, line};
  }
};

}  // namespace heddle
