#include "heddle/primitives/multiprocessing/rlock.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

bool RLock::acquire(bool block, OptionalTimeout timeout, Where where) const {
  const bool nested = own_level() > 0;
  Timeout wait = !block ? 0 : timeout ? std::max(*timeout, 0.0) : kForever;
  if (nested) wait = kForever;  // it never waits
  const Scheduling scheduling = nested ? Scheduling::local : Scheduling::visible;
  const int kind = threading::RLock::kAcquire;
  if (handle_.perform_as(scheduling, kind, 0, 0, wait, where).expired) return false;
  ++own_level();
  return true;
}

void RLock::release(Where where) const {
  if (handle_.execution().leaving()) return;
  if (own_level() == 0) {
    throw AssertionError("attempt to release recursive lock not owned by thread", Category::misuse);
  }
  const Scheduling scheduling = own_level() > 1 ? Scheduling::local : Scheduling::visible;
  handle_.perform_as(scheduling, threading::RLock::kRelease, 0, 0, kForever, where);
  --own_level();
}

}  // namespace heddle::multiprocessing
