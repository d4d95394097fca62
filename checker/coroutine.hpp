// A stackful coroutine with a guarded stack that is made once and reused. The only files (with its
// source and coroutine_body.hpp) that know Boost.
#pragma once

#include <cstddef>
#include <memory>

namespace heddle {

class Coroutine {
 public:
  /// What a coroutine runs. When it returns, the coroutine that it names goes on.
  using Entry = Coroutine& (*)(void* argument);

  /// Stands for the stack that is in use, which is not the coroutine's own: for coming back to it.
  Coroutine();
  /// Makes a coroutine that is suspended before `entry(argument)`.
  Coroutine(std::size_t stack_bytes, Entry entry, void* argument);
  /// Must not be suspended inside `entry`: rule "never destroy a suspended coroutine".
  ~Coroutine();
  Coroutine(const Coroutine&) = delete;
  Coroutine& operator=(const Coroutine&) = delete;

  /// Leaves `from`, which is the one that runs, for this one. Returns when another one leaves for
  /// `from`. Defined in coroutine_body.hpp.
  void resume_from(Coroutine& from);
  /// Whether `address` lies in the guard page below the stack: the stack has overflowed.
  [[nodiscard]] bool guards(const void* address) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace heddle
