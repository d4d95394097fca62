#include "heddle/primitives/multiprocessing/lock.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

bool Lock::acquire(bool block, OptionalTimeout timeout, Where where) const {
  const Timeout wait = !block ? 0 : timeout ? std::max(*timeout, 0.0) : kForever;
  return !handle_.perform(threading::Lock::kAcquire, 0, 0, wait, where).expired;
}

void Lock::release(Where where) const {
  if (handle_.perform(threading::Lock::kRelease, 0, 0, kForever, where).value != 0) {
    throw ValueError("semaphore or lock released too many times", Category::misuse);
  }
}

}  // namespace heddle::multiprocessing
