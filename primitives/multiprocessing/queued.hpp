// What a value is while it is on its way through a queue: pickled, so a copy.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/shared.hpp"

namespace heddle::multiprocessing::detail {

/// How a T is pickled and unpickled: by copying it.
template <class T>
struct Queued {
  using Value = T;
  static constexpr bool kReads = false;  ///< pickling performs operations
  static Value pickle(const T& value, Where /*where*/) { return value; }
  static T unpickle(Value value) { return value; }
};
/// A variable is read when it is pickled; who gets it has a variable of its own.
template <class T>
struct Queued<Shared<T>> {
  using Value = T;
  static constexpr bool kReads = true;
  static Value pickle(const Shared<T>& variable, Where where) { return variable.get(where); }
  static Shared<T> unpickle(Value value) { return Shared<T>(std::move(value)); }
};

/// What pickling adds to any value, in bytes: about so.
inline constexpr std::int64_t kPickleFrame = 16;

/// About how many bytes a pickled value has, without its frame: those of a plain one, those of the
/// elements of a sequence.
template <class T>
std::int64_t content_size(const T& value) {
  if constexpr (!std::is_trivially_copyable_v<T> && heddle::detail::Sequence<T>) {
    std::int64_t size = 0;
    for (const auto& element : value) size += content_size(element);
    return size;
  } else {
    return sizeof(T);
  }
}
template <class T>
std::int64_t pickled_size(const T& value) {
  return content_size(value) + kPickleFrame;
}

/// Whether it is known beforehand how large a pickled T is, and that it can be pickled at once.
template <class T>
inline constexpr bool kQueuedAtOnce =
    std::is_trivially_copyable_v<T> && !Queued<T>::kReads && Pickling<T>::kRefusal == nullptr;

}  // namespace heddle::multiprocessing::detail
