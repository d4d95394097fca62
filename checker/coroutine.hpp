// A stackful coroutine with a guarded stack that is made once and reused. The only files (with its
// source and coroutine_body.hpp) that know Boost.
#pragma once

#include <cstddef>
#include <memory>

namespace heddle {

class Coroutine {
 public:
  using Entry = void (*)(void* argument);

  /// Makes a coroutine that is suspended before `entry(argument)`.
  Coroutine(std::size_t stack_bytes, Entry entry, void* argument);
  /// Must not be suspended inside `entry`: rule "never destroy a suspended coroutine".
  ~Coroutine();
  Coroutine(const Coroutine&) = delete;
  Coroutine& operator=(const Coroutine&) = delete;

  /// Runs the coroutine until it suspends or its entry returns.
  void resume();
  /// Called inside the coroutine: goes back to whoever resumed it.
  void suspend();
  [[nodiscard]] bool done() const;
  /// Whether `address` lies in the guard page below the stack: the stack has overflowed.
  [[nodiscard]] bool guards(const void* address) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace heddle
