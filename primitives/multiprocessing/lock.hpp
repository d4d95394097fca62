// multiprocessing.Lock.
#pragma once

#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/threading/lock.hpp"

namespace heddle::multiprocessing {

/// A lock that processes share: free or taken, owned by nobody in particular: any thread of any
/// process may release it. Who takes it twice waits for ever; a process that ends, or is
/// terminated, leaves it taken. Which of several waiters gets it is open. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Lock
class Lock {
 public:
  explicit Lock(Name name = nullptr, const Context& context = {}, Where where = Where::current())
      : made_(context), handle_({}, name, where) {}
  explicit Lock(const Context& context, Where where = Where::current())
      : Lock(nullptr, context, where) {}

  /// Takes the lock. Not blocking: false when it is taken; timed: false when the time is up. A
  /// negative timeout is 0; one of a call that does not block is ignored.
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  /// Gives the lock back. Throws ValueError if it is free.
  void release(Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the lock was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

  using Kind = threading::Lock::Kind;
  struct Spec : threading::Lock::Spec {
    static constexpr bool kShared = true;
  };

 private:
  friend class Condition;
  /// What every process knows of the lock: which of its threads took it last, and how much more
  /// often its threads took it than they gave it back.
  struct Takers {
    struct Taker {
      std::int16_t count = 0;
      ThreadId last = kNoThread;
    };
    Taker by_process[kMaxThreads];
  };
  [[nodiscard]] Takers::Taker& taker() const {
    return handle_.payload().by_process[Execution::process()];
  }
  /// How often the running thread holds the lock, as far as its process knows.
  [[nodiscard]] std::uint32_t own_level() const;
  void set_own_level(std::uint32_t level) const;

  detail::MadeFor made_;
  Handle<Spec, Takers> handle_;
};

template <>
struct Pickling<Lock> {
  static constexpr const char* kRefusal =
      "Lock objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
