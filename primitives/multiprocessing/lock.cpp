#include "heddle/primitives/multiprocessing/lock.hpp"

namespace heddle::multiprocessing {

bool Lock::acquire(bool block, OptionalTimeout timeout, Where where) const {
  const Timeout limit = detail::block_timeout(block, timeout);
  if (handle_.perform(threading::Lock::kAcquire, 0, 0, limit, where).expired) return false;
  ++taker().count;
  taker().last = handle_.execution().self();
  return true;
}

void Lock::release(Where where) const {
  if (handle_.perform(threading::Lock::kRelease, 0, 0, kForever, where).value != 0) {
    throw ValueError("semaphore or lock released too many times", Category::misuse);
  }
  --taker().count;
}

std::uint32_t Lock::own_level() const {
  const Takers::Taker& mine = taker();
  const bool own = mine.count > 0 && mine.last == handle_.execution().self();
  return own ? static_cast<std::uint32_t>(mine.count) : 0;
}

void Lock::set_own_level(std::uint32_t level) const {
  taker() = {static_cast<std::int16_t>(level), handle_.execution().self()};
}

}  // namespace heddle::multiprocessing
