// The exceptions of Python that primitives and programs throw, with its names and messages.
#pragma once

#include <string>
#include <utility>

#include "heddle/checker/errors.hpp"

namespace heddle {

// One a program throws is ordinary; a primitive that was used wrongly throws it with
// Category::misuse. A class derived from one passes its own name (a string literal).
#define HEDDLE_EXCEPTION(Class)                                                          \
  class Class : public Exception {                                                       \
   public:                                                                               \
    explicit Class(std::string message = {}, Category category = Category::ordinary)     \
        : Exception(#Class, std::move(message), category) {}                             \
                                                                                         \
   protected:                                                                            \
    Class(const char* name, std::string message, Category category = Category::ordinary) \
        : Exception(name, std::move(message), category) {}                               \
  }
HEDDLE_EXCEPTION(RuntimeError);
HEDDLE_EXCEPTION(ValueError);
HEDDLE_EXCEPTION(AssertionError);
HEDDLE_EXCEPTION(OverflowError);
HEDDLE_EXCEPTION(TypeError);
HEDDLE_EXCEPTION(AttributeError);
HEDDLE_EXCEPTION(IndexError);
HEDDLE_EXCEPTION(KeyError);
HEDDLE_EXCEPTION(OSError);
HEDDLE_EXCEPTION(EOFError);
HEDDLE_EXCEPTION(NotImplementedError);
HEDDLE_EXCEPTION(StopIteration);
#undef HEDDLE_EXCEPTION

/// What `sys.exit(code)` throws: ends its thread, and is no finding.
class SystemExit : public Exception {
 public:
  explicit SystemExit(int code = 0)
      : Exception("SystemExit", std::to_string(code), Category::exit), code_(code) {}
  [[nodiscard]] int code() const { return code_; }

 private:
  int code_;
};

}  // namespace heddle
