// Values as words: for comparison (a 64-bit word) and for reports (text).
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <sstream>
#include <string>
#include <type_traits>

namespace heddle::detail {

template <class T>
concept Sequence = requires(const T& value) {
  value.begin();
  value.end();
};

/// Whether a value says where something lies in memory, which differs from process to process.
template <class T>
inline constexpr bool kIsAddress = std::is_pointer_v<T> || requires(const T& value) {
  typename T::element_type;
  value.get();
};

/// A value as one word: itself where it is a number that fits, its hash, the hash of its elements,
/// or that of its bytes where these are all there is to it; else 0.
template <class T>
std::int64_t value_word(const T& value) {
  if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_default_constructible_v<std::hash<T>>) {
    return static_cast<std::int64_t>(std::hash<T>{}(value));
  } else if constexpr (Sequence<T>) {
    std::uint64_t hash = 14695981039346656037U;
    for (const auto& element : value) {
      hash = (hash ^ static_cast<std::uint64_t>(value_word(element))) * 1099511628211U;
    }
    return static_cast<std::int64_t>(hash);
  } else if constexpr (std::is_trivially_copyable_v<T> &&
                       std::has_unique_object_representations_v<T>) {
    unsigned char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    std::uint64_t hash = 14695981039346656037U;
    for (const unsigned char byte : bytes) hash = (hash ^ byte) * 1099511628211U;
    return static_cast<std::int64_t>(hash);
  } else {
    return 0;
  }
}

/// A value as text; empty where T cannot be written.
template <class T>
std::string value_text(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::int64_t>(value));
  } else if constexpr (requires(std::ostream & out) { out << value; }) {
    std::ostringstream text;
    text << value;
    return text.str();
  } else if constexpr (Sequence<T>) {
    std::string text = "[";
    for (const auto& element : value) {
      if (text.size() > 1) text += ", ";
      text += value_text(element);
    }
    return text + "]";
  } else {
    return {};
  }
}

}  // namespace heddle::detail
