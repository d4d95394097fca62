// What a program under test says to the checker: checks, assumptions, choices, outcomes, output,
// time.
#pragma once

#include <charconv>
#include <concepts>
#include <functional>
#include <initializer_list>
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
/// For whole seconds: without it `sleep(1)` would be ambiguous beside the one of <unistd.h>.
template <std::integral Seconds>
void sleep(Seconds seconds, Where where = Where::current()) {
  sleep(static_cast<double>(seconds), where);
}
/// Computes, or waits for a device, for so many seconds of virtual time. Under the GIL (Gil::on)
/// the threads of a process that compute share one processor; waiting releases it. In free time
/// both are sleeps. Throws ValueError if `seconds` is negative.
void cpu(double seconds, Where where = Where::current());
void io(double seconds, Where where = Where::current());
/// Seconds on the program's clock (semantics, "Time"): it starts at 0.
double time();
/// The same clock.
double monotonic();
/// A number that depends on nothing but the calling thread's path and how often it has drawn.
std::uint64_t random();
/// Anything that has an object: what an invariant is about.
struct ObjectOf {
  ObjectOf(ObjectId number) : object(number) {}  // NOLINT: stands for the object
  template <class Primitive>
  requires requires(const Primitive& primitive) { primitive.object(); }
  ObjectOf(const Primitive& primitive) : object(primitive.object()) {}  // NOLINT: the same
  ObjectId object;
};
/// `predicate` must hold after every operation on one of `objects`, and makes all their operations
/// dependent: `invariant({balance, lock}, [=] { return balance.peek() >= 0; })`. It reads the
/// objects with `peek()` or as usual; that is no event.
void invariant(std::initializer_list<ObjectOf> objects, std::function<bool()> predicate,
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

namespace detail {

/// The arguments as text, separated by blanks.
template <class... Args>
std::string joined(const Args&... args) {
  std::string line;
  [[maybe_unused]] const char* separator = "";
  ((line += separator + value_text(args), separator = " "), ...);
  return line;
}
/// `(Thread-1) INFO text`, and a line end.
void print_log_line(std::string_view level, std::string_view text);

}  // namespace detail

/// Prints its arguments, separated by blanks, and a line end, as Python does: captured, and never
/// torn.
template <class... Args>
void print(const Args&... args) {
  running_execution().print(detail::joined(args...) + '\n');
}
/// Prints a line with the thread's name, as Python's logging does: `(Thread-1) INFO text`.
template <class... Args>
void log(std::string_view level, const Args&... args) {
  detail::print_log_line(level, detail::joined(args...));
}

}  // namespace heddle
