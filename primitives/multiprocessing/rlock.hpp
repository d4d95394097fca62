// multiprocessing.RLock.
#pragma once

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/rlock.hpp"

namespace heddle::multiprocessing {

using threading::OptionalTimeout;

/// A reentrant lock that all processes share, owned by one thread of one process: a forked child
/// does not own what its parent holds. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.RLock
class RLock {
 public:
  explicit RLock(Name name = nullptr, Where where = Where::current()) : handle_({}, name, where) {}

  /// As Lock::acquire; true at once when the caller owns the lock.
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  /// Throws AssertionError unless the caller owns the lock.
  void release(Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }

  struct Spec : threading::RLock::Spec {
    static constexpr bool kShared = true;
  };

 private:
  /// How often each thread of any process holds the lock, kept by the threads themselves.
  struct Levels {
    std::uint32_t by_thread[kMaxThreads] = {};
  };
  [[nodiscard]] std::uint32_t& own_level() const {
    return handle_.payload().by_thread[handle_.execution().self()];
  }
  Handle<Spec, Levels> handle_;
};

}  // namespace heddle::multiprocessing
