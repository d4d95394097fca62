#include "heddle/checker/errors.hpp"

namespace heddle {

void internal_error(const char* file, int line, const char* expectation) {
  throw InternalError(std::string("internal error at ") + file + ":" + std::to_string(line) + ": " +
                      expectation + " does not hold");
}

}  // namespace heddle
