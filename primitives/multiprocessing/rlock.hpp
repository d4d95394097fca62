// multiprocessing.RLock.
#pragma once

#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/threading/rlock.hpp"

namespace heddle::multiprocessing {

/// A reentrant lock that processes share. Its owner is a thread of a process: a forked process does
/// not own what its parent holds. A nested acquire or release is an event for the report, but no
/// scheduling point. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.RLock
class RLock {
 public:
  explicit RLock(Name name = nullptr, const Context& context = {}, Where where = Where::current())
      : made_(context), handle_({}, name, where) {}
  explicit RLock(const Context& context, Where where = Where::current())
      : RLock(nullptr, context, where) {}

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
  /// Throws RuntimeError if the lock was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

  using Kind = threading::RLock::Kind;
  struct Spec : threading::RLock::Spec {
    static constexpr bool kShared = true;
  };

 private:
  friend class Condition;
  /// The level of every thread of all processes, kept by the threads themselves.
  struct Levels {
    std::uint32_t by_thread[kMaxThreads] = {};
  };
  /// How often the running thread holds the lock.
  [[nodiscard]] std::uint32_t own_level() const {
    return handle_.payload().by_thread[handle_.execution().self()];
  }
  void set_own_level(std::uint32_t level) const {
    handle_.payload().by_thread[handle_.execution().self()] = level;
  }

  detail::MadeFor made_;
  Handle<Spec, Levels> handle_;
};

template <>
struct Pickling<RLock> {
  static constexpr const char* kRefusal =
      "RLock objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
