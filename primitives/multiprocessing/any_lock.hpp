// The lock of a Value or an Array: one of its own, one that it was given, or none.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "heddle/primitives/multiprocessing/lock.hpp"
#include "heddle/primitives/multiprocessing/rlock.hpp"
#include "heddle/primitives/threading/lock.hpp"
#include "heddle/primitives/threading/rlock.hpp"

namespace heddle::multiprocessing {

/// What `get_lock` returns: a lock of any kind. A handle. Satisfies *Lockable*.
class AnyLock {
 public:
  /// None at all.
  AnyLock() = default;
  AnyLock(const RLock& lock) : lock_(lock) {}             // NOLINT: stands for the lock
  AnyLock(const Lock& lock) : lock_(lock) {}              // NOLINT
  AnyLock(const threading::RLock& lock) : lock_(lock) {}  // NOLINT
  AnyLock(const threading::Lock& lock) : lock_(lock) {}   // NOLINT
  /// A new RLock.
  AnyLock(std::in_place_type_t<RLock> made, Name name, const Context& context, Where where)
      : lock_(made, name, context, where) {}

  /// As that lock's `acquire` and `release`.
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  void release(Where where = Where::current()) const;

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  [[nodiscard]] bool exists() const { return lock_.index() != 0; }
  /// Whether it is the RLock that each Value has unless it is given one.
  [[nodiscard]] bool is_rlock() const { return std::holds_alternative<RLock>(lock_); }
  /// Throws RuntimeError if the lock was made for processes that are forked, TypeError if it is one
  /// of threading.
  void require_spawnable() const;
  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const;
  friend bool operator==(const AnyLock& a, const AnyLock& b) { return a.object() == b.object(); }

  /// Calls `access` holding the lock, if there is one.
  template <class F>
  auto hold(Where where, F&& access) const {
    if (!exists()) return access();
    acquire(true, {}, where);
    auto result = attempt(where, access);
    release(where);
    return result;
  }

 private:
  /// An error of Python's leaves the lock free.
  template <class F>
  auto attempt(Where where, F& access) const {
    try {
      return access();
    } catch (const Exception&) {
      release(where);
      throw;
    }
  }

  std::variant<std::monostate, RLock, Lock, threading::RLock, threading::Lock> lock_;
};

/// The keyword argument `lock`: true, false, or a lock.
class LockArgument {
 public:
  LockArgument(bool wanted = true) : own_(wanted) {}  // NOLINT: as in Python
  LockArgument(std::nullopt_t) : own_(true) {}        // NOLINT: None
  template <class L>
  requires std::is_constructible_v<AnyLock, const L&> LockArgument(const L& lock)  // NOLINT
      : given_(lock) {}

  /// The lock that it asks for.
  [[nodiscard]] AnyLock lock(Name name, const Context& context, Where where) const {
    return own_ ? AnyLock(std::in_place_type<RLock>, name, context, where) : AnyLock(given_);
  }

 private:
  bool own_ = false;
  AnyLock given_;
};

}  // namespace heddle::multiprocessing
