#include "heddle/primitives/multiprocessing/any_lock.hpp"

#include <type_traits>

namespace heddle::multiprocessing {

bool AnyLock::acquire(bool block, OptionalTimeout timeout, Where where) const {
  return std::visit(
      [&](const auto& lock) {
        using L = std::decay_t<decltype(lock)>;
        if constexpr (std::is_same_v<L, std::monostate>) {
          return true;
        } else if constexpr (std::is_same_v<L, RLock> || std::is_same_v<L, Lock>) {
          return lock.acquire(block, timeout, where);
        } else {
          return lock.acquire(block, timeout.value_or(-1), where);
        }
      },
      lock_);
}

void AnyLock::release(Where where) const {
  std::visit(
      [&](const auto& lock) {
        if constexpr (requires { lock.release(where); }) lock.release(where);
      },
      lock_);
}

void AnyLock::require_spawnable() const {
  std::visit(
      [](const auto& lock) {
        using L = std::decay_t<decltype(lock)>;
        if constexpr (requires { lock.require_spawnable(); }) {
          lock.require_spawnable();
        } else if constexpr (!std::is_same_v<L, std::monostate>) {
          throw TypeError(Pickling<L>::kRefusal, Category::unpicklable);
        }
      },
      lock_);
}

ObjectId AnyLock::object() const {
  return std::visit(
      [](const auto& lock) {
        if constexpr (requires { lock.object(); }) return lock.object();
        return kNoObject;
      },
      lock_);
}

}  // namespace heddle::multiprocessing
