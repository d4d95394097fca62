// What a thread that awaits a value waits for: a predicate of the word of an object's state.
#pragma once

#include <cstdint>
#include <functional>

#include "heddle/checker/execution.hpp"

namespace heddle::detail {

/// A predicate while a thread waits for it to hold of an object whose state is one word.
///
/// The search asks about it, by its number, also when the execution is over and the frame that the
/// predicate refers to is gone. So it is asked here, at the end of the wait or of the execution,
/// about every value that the object has had: the search asks about no other.
class Awaited {
 public:
  Awaited(ObjectId object, std::function<bool(std::int64_t word)> holds);
  ~Awaited();
  Awaited(const Awaited&) = delete;
  Awaited& operator=(const Awaited&) = delete;

  /// The same in every execution: the thread, and the how many-th of its waits it is.
  [[nodiscard]] std::int64_t number() const { return number_; }
  /// After the wait, in the thread itself: throws what the predicate throws, and a misuse if it
  /// does not hold of the value any more.
  void check(std::int64_t word) const;

 private:
  Execution& run_;
  ObjectId object_;
  std::int64_t number_;
  std::function<bool(std::int64_t word)> holds_;
};

/// Whether the predicate with that number holds of a word. One that throws holds: the thread goes
/// on and throws.
bool await_holds(std::int64_t number, std::int64_t word);

}  // namespace heddle::detail
