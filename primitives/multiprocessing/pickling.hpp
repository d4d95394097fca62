// What can be sent from one process to another: values are copied, some things cannot be.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>

#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/queue.hpp"
#include "heddle/primitives/threading.hpp"

namespace heddle::multiprocessing {

/// How a value of type T is pickled. Specialise it for types of your own that cannot be:
/// `kRefusal` is then the message of the TypeError, e.g. "cannot pickle 'generator' object". What
/// `kInherited` objects refuse to be sent through is a pipe or a queue; a new process gets them.
/// One that refuses with another exception throws it in a function `refuse()`.
template <class T>
struct Pickling {
  static constexpr const char* kRefusal = nullptr;
  static constexpr bool kInherited = false;
};

namespace detail {

struct HoldsALock {
  static constexpr const char* kRefusal = "cannot pickle '_thread.lock' object";
  static constexpr bool kInherited = false;
};
/// What the `multiprocess` package can pass to a process all the same.
struct HasALock : HoldsALock {
  static constexpr bool kByDill = true;
};
struct IsAnRLock {
  static constexpr const char* kRefusal = "cannot pickle '_thread.RLock' object";
  static constexpr bool kInherited = false;
  static constexpr bool kByDill = true;
};

}  // namespace detail

template <>
struct Pickling<threading::Lock> : detail::HasALock {};
template <>
struct Pickling<threading::RLock> : detail::IsAnRLock {};
template <>
struct Pickling<threading::Condition> : detail::IsAnRLock {};
template <>
struct Pickling<threading::Semaphore> : detail::HasALock {};
template <>
struct Pickling<threading::BoundedSemaphore> : detail::HasALock {};
template <>
struct Pickling<threading::Event> : detail::HasALock {};
template <>
struct Pickling<threading::Barrier> : detail::HasALock {};
template <>
struct Pickling<threading::Thread> : detail::HoldsALock {};
template <class T>
struct Pickling<queue::Queue<T>> : detail::HasALock {};

}  // namespace heddle::multiprocessing
