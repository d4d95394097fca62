// Values as Python writes them: for messages of exceptions and for reports.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing::detail {

/// A text in quotes, as Python's repr of it.
std::string quoted(const std::string& text);

/// Python's repr(value) for numbers, texts and sequences of them; else the value as text, or `...`.
template <class T>
std::string python_text(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "True" : "False";
  } else if constexpr (std::is_same_v<T, char>) {
    return quoted(std::string(1, value));
  } else if constexpr (std::is_convertible_v<const T&, std::string>) {
    return quoted(value);
  } else if constexpr (requires { value.first, value.second; }) {
    return '(' + python_text(value.first) + ", " + python_text(value.second) + ')';
  } else if constexpr (heddle::detail::Sequence<T>) {
    std::string text = "[";
    for (const auto& element : value) {
      if (text.size() > 1) text += ", ";
      text += python_text(element);
    }
    return text + ']';
  } else {
    std::string text = heddle::detail::value_text(value);
    return text.empty() ? "..." : text;
  }
}

/// The same of a dict.
template <class K, class V>
std::string python_dict(const std::vector<std::pair<K, V>>& entries) {
  std::string text = "{";
  for (const auto& [key, value] : entries) {
    if (text.size() > 1) text += ", ";
    text += python_text(key) + ": " + python_text(value);
  }
  return text + '}';
}

}  // namespace heddle::multiprocessing::detail
