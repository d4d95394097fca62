// multiprocessing.Lock.
#pragma once

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/lock.hpp"

namespace heddle::multiprocessing {

using threading::OptionalTimeout;

/// A lock that all processes share: free or taken, owned by nobody in particular. Satisfies
/// *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Lock
class Lock {
 public:
  explicit Lock(Name name = nullptr, Where where = Where::current()) : handle_({}, name, where) {}

  /// Takes the lock. Non-blocking: false when it is taken, whatever the timeout; timed: false when
  /// the time is up; a negative timeout is 0.
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  /// Gives the lock back. Throws ValueError if it is free.
  void release(Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }

  struct Spec : threading::Lock::Spec {
    static constexpr bool kShared = true;
  };

 private:
  Handle<Spec> handle_;
};

}  // namespace heddle::multiprocessing
