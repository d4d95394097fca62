// What a program under test says to the checker: checks, assumptions, choices, outcomes, output, time.
#pragma once

#include <charconv>
#include <functional>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle {

/// Throws AssertionError in this thread, as Python's `assert` does, when `condition` is false.
void check(bool condition, std::string_view message = {}, Where where = Where::current());
/// Drops the executions in which `condition` is false: this thread never goes on.
void assume(bool condition, Where where = Where::current());
/// A value 0..n-1; every one is explored. Throws ValueError unless 1 <= n <= 65535.
int choose(int n, Where where = Where::current());
/// A scheduling point.
void yield(Where where = Where::current());
/// Sleeps. In free time it says nothing about order; in virtual time it lasts `seconds`. Throws
/// ValueError if `seconds` is negative.
void sleep(double seconds, Where where = Where::current());
/// Seconds on the program's clock (semantics, "Time"): it starts at 0.
double time();
double monotonic();
/// A number that depends on nothing but the calling thread's path and how often it has drawn.
std::uint64_t random();
/// `predicate` must hold after every operation on one of `objects`, and makes all their operations
/// dependent. It reads the objects with `peek()` or as usual; that is no event.
void invariant(std::initializer_list<ObjectId> objects, std::function<bool()> predicate,
               Where where = Where::current());

/// Records a result of the program. The results of each thread, in order, make the outcome of an
/// execution.
template <class T>
void outcome(const T& value) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>) {
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    running_execution().add_outcome({digits, static_cast<std::size_t>(end - digits)});
  } else {
    running_execution().add_outcome(detail::value_text(value));
  }
}

/// Prints its arguments, separated by blanks, and a line end, as Python does: captured, and never
/// torn.
template <class... Args>
void print(const Args&... args) {
  std::string line;
  ((line += (line.empty() ? "" : " ") + detail::value_text(args)), ...);
  line += '\n';
  running_execution().print(line);
}

/// Prints a line with the thread's name, as Python's logging does: `(Thread-1) INFO text`.
void log(std::string_view level, std::string_view text);

}  // namespace heddle
