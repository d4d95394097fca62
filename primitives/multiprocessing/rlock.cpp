#include "heddle/primitives/multiprocessing/rlock.hpp"

namespace heddle::multiprocessing {

bool RLock::acquire(bool block, OptionalTimeout timeout, Where where) const {
  const std::uint32_t level = own_level();
  const Scheduling scheduling = level > 0 ? Scheduling::local : Scheduling::visible;
  const Timeout limit = level > 0 ? kForever : detail::block_timeout(block, timeout);
  const Result result =
      handle_.perform_as(scheduling, threading::RLock::kAcquire, 0, 0, limit, where);
  if (result.expired) return false;
  set_own_level(level + 1);
  return true;
}

void RLock::release(Where where) const {
  if (handle_.execution().leaving()) return;
  const std::uint32_t level = own_level();
  if (level == 0) {
    throw AssertionError("attempt to release recursive lock not owned by thread", Category::misuse);
  }
  const Scheduling scheduling = level > 1 ? Scheduling::local : Scheduling::visible;
  handle_.perform_as(scheduling, threading::RLock::kRelease, 0, 0, kForever, where);
  set_own_level(level - 1);
}

}  // namespace heddle::multiprocessing
