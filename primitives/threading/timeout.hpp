// Timeouts as Python's threading takes them.
#pragma once

#include <cmath>
#include <optional>

#include "heddle/checker/operation.hpp"
#include "heddle/primitives/exceptions.hpp"

namespace heddle::threading {

/// threading.TIMEOUT_MAX, in seconds.
inline constexpr double kTimeoutMax = 9223372036.0;

/// The timeout of Lock.acquire and RLock.acquire: -1 is none. Throws ValueError and OverflowError
/// as CPython does.
inline Timeout lock_timeout(bool blocking, double timeout) {
  if (!blocking && timeout != -1) {
    throw ValueError("can't specify a timeout for a non-blocking call", Category::misuse);
  }
  if (timeout < 0 && timeout != -1) {
    throw ValueError("timeout value must be positive", Category::misuse);
  }
  if (timeout > kTimeoutMax) {
    throw OverflowError("timestamp too large to convert to C _PyTime_t", Category::misuse);
  }
  if (!blocking) return 0;
  return timeout == -1 ? kForever : timeout;
}

/// An optional timeout: none waits for ever, one <= 0 is a try.
using OptionalTimeout = std::optional<double>;

inline Timeout wait_timeout(OptionalTimeout timeout) {
  if (!timeout) return kForever;
  if (*timeout > kTimeoutMax) {
    throw OverflowError("timestamp too large to convert to C _PyTime_t", Category::misuse);
  }
  return *timeout;
}

}  // namespace heddle::threading
