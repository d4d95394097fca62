// A lock that nobody holds is released: RuntimeError.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;

void release_unlocked(const Parameters&) {
  Lock lock("lock");
  lock.acquire();
  lock.release();
  lock.release();
}

}  // namespace heddle::programs
