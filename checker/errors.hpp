// The three kinds of trouble, never mixed: the program's (a finding, see Exception), the user's
// (UsageError, exit code 2) and ours (InternalError, exit code 3).
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace heddle {

/// The user asked for something that cannot be done: an unknown model, a malformed schedule, a file
/// that cannot be written. The message says what to do; the command line exits with 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A bug of Heddle itself; the command line exits with 3.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// How an exception that nobody catches is reported.
enum class Category {
  ordinary,     ///< `uncaught-exception`: Full, Empty, the user's own ...
  misuse,       ///< `misuse`: a primitive was used against its rules
  assertion,    ///< `assertion`: `check(cond, message)` failed
  unpicklable,  ///< `unpicklable-argument`: a new process cannot be given that
  exit,         ///< SystemExit: ends the thread, no finding
};

/// Base of the exceptions that primitives throw in the program under test. They carry the names and
/// messages of CPython's.
class Exception : public std::exception {
 public:
  /// `name` must be a string literal: Python's name of the exception class.
  Exception(const char* name, std::string message, Category category = Category::ordinary)
      : name_(name), message_(std::move(message)), category_(category) {}

  /// Python's name of the exception, e.g. "RuntimeError".
  [[nodiscard]] const char* name() const noexcept { return name_; }
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] Category category() const noexcept { return category_; }

 private:
  const char* name_;
  std::string message_;
  Category category_;
};

/// Throws InternalError with the place and what was expected.
[[noreturn]] void internal_error(const char* file, int line, const char* expectation);

}  // namespace heddle

/// An invariant of the engine; throws InternalError when it does not hold.
#define HEDDLE_CHECK(condition)                                 \
  do {                                                          \
    if (__builtin_expect(!(condition), 0)) {                    \
      ::heddle::internal_error(__FILE__, __LINE__, #condition); \
    }                                                           \
  } while (false)
