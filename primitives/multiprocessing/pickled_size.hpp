// How many bytes a value takes in a pipe, about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing::detail {

inline constexpr std::int64_t kHeaderBytes = 16;

/// The bytes of a value's contents: those of its elements, of what an optional or a variant holds,
/// else of the object itself.
template <class T>
std::int64_t content_bytes(const T& value) {
  if constexpr (heddle::detail::Sequence<T>) {
    std::int64_t bytes = 0;
    for (const auto& element : value) bytes += content_bytes(element);
    return bytes;
  } else if constexpr (requires { value.first, value.second; }) {
    return content_bytes(value.first) + content_bytes(value.second);
  } else if constexpr (requires { value.has_value(), *value; }) {
    return value.has_value() ? content_bytes(*value) : 1;
  } else if constexpr (requires { std::variant_size<T>::value; }) {
    return std::visit([](const auto& held) { return content_bytes(held); }, value);
  } else {
    return static_cast<std::int64_t>(sizeof(T));
  }
}

/// What a message with that value takes in a pipe: its contents and a header of 16 bytes. Python's
/// pickles differ by some bytes.
template <class T>
std::int64_t message_bytes(const T& value) {
  return kHeaderBytes + content_bytes(value);
}

/// A message in words, its beginning where it is long.
template <class T>
std::string message_text(const T& value) {
  constexpr std::size_t kMost = 40;
  std::string text = heddle::detail::value_text(value);
  if (text.size() > kMost) {
    text = text.substr(0, kMost / 2) + "... (" + std::to_string(text.size()) + " characters)";
  }
  return text;
}

}  // namespace heddle::multiprocessing::detail
