// A value of any type that shared memory can hold, and what its types make of it.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "heddle/primitives/multiprocessing/typecodes.hpp"

namespace heddle::multiprocessing {

namespace detail {

template <class T>
inline constexpr bool kIsLetter =
    std::is_same_v<T, wchar_t> || std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

}  // namespace detail

/// A number, a text, None (`nullptr`, an empty optional), or nothing at all: what Python's type
/// codes need, which say only when the program runs what type a Value has. A char is a text of one
/// byte, a wchar_t one of one letter; narrow strings are bytes and text alike.
class Scalar {
 public:
  /// Nothing: the default of a type.
  Scalar() = default;
  Scalar(std::nullptr_t) : value_(None{}) {}  // NOLINT: as in Python, any value will do
  template <class T>
  requires std::is_arithmetic_v<T> Scalar(T value) : value_(any_of(value)) {}  // NOLINT
  Scalar(std::string text) : value_(std::move(text)) {}                        // NOLINT
  Scalar(const char* text) : value_(std::string(text)) {}                      // NOLINT
  Scalar(std::wstring text) : value_(std::move(text)) {}                       // NOLINT
  Scalar(const wchar_t* text) : value_(std::wstring(text)) {}                  // NOLINT
  template <class T>
  requires std::constructible_from<Scalar, const T&> Scalar(
      const std::optional<T>& value)  // NOLINT
      : Scalar(value ? Scalar(*value) : Scalar(nullptr)) {}

  /// The value as a T: whole numbers wrap, what is no T is T{}.
  template <class T>
  [[nodiscard]] T as() const {
    if constexpr (std::is_same_v<T, Scalar>) {
      return *this;
    } else if constexpr (detail::kIsOptional<T>) {
      if (is_none() || is_nothing()) return std::nullopt;
      return as<typename T::value_type>();
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::wstring>) {
      const T* text = std::get_if<T>(&value_);
      return text != nullptr ? *text : T{};
    } else if constexpr (std::is_same_v<T, char>) {
      const auto* text = std::get_if<std::string>(&value_);
      return text != nullptr && !text->empty() ? text->front() : '\0';
    } else if constexpr (detail::kIsLetter<T>) {
      const auto* text = std::get_if<std::wstring>(&value_);
      return text != nullptr && !text->empty() ? static_cast<T>(text->front()) : T{};
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(real());
    } else {
      return static_cast<T>(word_of_number());
    }
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  explicit operator T() const { return as<T>(); }

  /// What a place of that type holds once this is stored there: whole numbers wrap, reals are
  /// rounded. Throws TypeError where ctypes does.
  [[nodiscard]] Scalar stored_as(const detail::TypeRecord& type) const;

  [[nodiscard]] bool is_nothing() const { return std::holds_alternative<Nothing>(value_); }
  [[nodiscard]] bool is_none() const { return std::holds_alternative<None>(value_); }
  /// Python's name of its type: "int", "str".
  [[nodiscard]] const char* type_name() const;
  /// As print shows it.
  [[nodiscard]] std::string text() const;
  /// As one word, for comparison: itself, where it is a whole number.
  [[nodiscard]] std::int64_t word() const;

  // Whole numbers wrap at 64 bits; so does what is stored, at fewer. Throws TypeError for what is
  // no number.
  friend Scalar operator+(const Scalar& a, const Scalar& b) { return combine(a, b, '+'); }
  friend Scalar operator-(const Scalar& a, const Scalar& b) { return combine(a, b, '-'); }
  friend Scalar operator*(const Scalar& a, const Scalar& b) { return combine(a, b, '*'); }
  friend bool operator==(const Scalar& a, const Scalar& b) { return std::is_eq(compare(a, b)); }
  friend std::partial_ordering operator<=>(const Scalar& a, const Scalar& b) {
    return compare(a, b);
  }
  friend std::ostream& operator<<(std::ostream& out, const Scalar& value) {
    return out << value.text();
  }

 private:
  struct Nothing {};
  struct None {};
  using Any = std::variant<Nothing, None, bool, std::int64_t, std::uint64_t, long double,
                           std::string, std::wstring>;

  template <class T>
  static Any any_of(T value) {
    if constexpr (std::is_same_v<T, bool>)
      return value;
    else if constexpr (std::is_same_v<T, char>)
      return std::string(1, value);
    else if constexpr (detail::kIsLetter<T>)
      return std::wstring(1, static_cast<wchar_t>(value));
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<long double>(value);
    else if constexpr (std::is_signed_v<T>)
      return static_cast<std::int64_t>(value);
    else
      return static_cast<std::uint64_t>(value);
  }

  static Scalar combine(const Scalar& a, const Scalar& b, char operation);
  static std::partial_ordering compare(const Scalar& a, const Scalar& b);

  [[nodiscard]] bool is_real() const { return std::holds_alternative<long double>(value_); }
  [[nodiscard]] bool is_whole() const {
    return std::holds_alternative<bool>(value_) || std::holds_alternative<std::int64_t>(value_) ||
           std::holds_alternative<std::uint64_t>(value_);
  }
  [[nodiscard]] bool is_negative() const {
    const auto* number = std::get_if<std::int64_t>(&value_);
    return number != nullptr && *number < 0;
  }
  [[nodiscard]] std::uint64_t word_of_number() const;
  [[nodiscard]] long double real() const;
  [[nodiscard]] Scalar wrapped(const detail::TypeRecord& type) const;
  [[nodiscard]] Scalar rounded(const detail::TypeRecord& type) const;
  [[nodiscard]] Scalar as_byte() const;
  [[nodiscard]] Scalar as_letter() const;
  [[nodiscard]] Scalar as_pointer(const detail::TypeRecord& type) const;

  Any value_;
};

}  // namespace heddle::multiprocessing
