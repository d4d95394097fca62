// The exceptions of Python that primitives throw, with its names and messages.
#pragma once

#include <string>

#include "heddle/checker/errors.hpp"

namespace heddle {

#define HEDDLE_EXCEPTION(Name)                                                            \
  class Name : public Exception {                                                         \
   public:                                                                                \
    explicit Name(std::string message = {}, Category category = Category::ordinary)       \
        : Exception(#Name, std::move(message), category) {}                               \
  }
HEDDLE_EXCEPTION(RuntimeError);
HEDDLE_EXCEPTION(ValueError);
HEDDLE_EXCEPTION(AssertionError);
HEDDLE_EXCEPTION(OverflowError);
HEDDLE_EXCEPTION(TypeError);
HEDDLE_EXCEPTION(AttributeError);
HEDDLE_EXCEPTION(IndexError);
HEDDLE_EXCEPTION(OSError);
HEDDLE_EXCEPTION(EOFError);
#undef HEDDLE_EXCEPTION

}  // namespace heddle
