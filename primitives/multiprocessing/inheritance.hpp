// What the primitives that processes share have in common: they come to a new process by
// inheritance, and wait as multiprocessing's do.
#pragma once

#include <algorithm>
#include <optional>

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::multiprocessing {

using threading::OptionalTimeout;

namespace detail {

/// With which start method a shared primitive was made, which it fixes: a member of the primitive.
/// One at namespace scope or `static` is made anew before every execution, and fixes nothing: it
/// goes by the method in use when it is asked.
class MadeFor {
 public:
  explicit MadeFor(const Context& context);
  /// Throws RuntimeError if the primitive belongs to a fork context: it cannot be given to a
  /// process that is not forked.
  void require_spawnable() const;

 private:
  Context context_;
  std::optional<StartMethod> method_;
};

/// No timeout waits for ever, a negative one is 0, and one of a call that does not block is
/// ignored.
inline Timeout block_timeout(bool block, OptionalTimeout timeout) {
  if (!block) return 0;
  return timeout ? std::max(*timeout, 0.0) : kForever;
}

}  // namespace detail

}  // namespace heddle::multiprocessing
