#include "heddle/primitives/multiprocessing/scalar.hpp"

#include <functional>
#include <sstream>
#include <utility>

#include "heddle/primitives/exceptions.hpp"

namespace heddle::multiprocessing {
namespace {

using detail::Sort;
using detail::TypeRecord;

[[noreturn]] void refuse_scalar(const std::string& message) {
  throw TypeError(message, Category::misuse);
}

/// The letters of a text in UTF-8; an invalid byte stands for itself.
std::wstring letters_of(const std::string& text) {
  std::wstring letters;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    const unsigned bits = more > 0 ? 0x3FU >> more : 0xFFU;
    auto letter = static_cast<wchar_t>(first & bits);
    ++i;
    for (int k = 0; k < more && i < text.size(); ++k, ++i) {
      letter = static_cast<wchar_t>((letter << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU));
    }
    letters += letter;
  }
  return letters;
}

std::string bytes_of(const std::wstring& letters) {
  std::string text;
  for (const wchar_t letter : letters) {
    const auto code = static_cast<std::uint32_t>(letter);
    if (code < 0x80) {
      text += static_cast<char>(code);
      continue;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    const unsigned mark = more == 1 ? 0xC0U : more == 2 ? 0xE0U : 0xF0U;
    text += static_cast<char>(mark | (code >> (6 * more)));
    for (int k = more - 1; k >= 0; --k) {
      text += static_cast<char>(0x80U | ((code >> (6 * k)) & 0x3FU));
    }
  }
  return text;
}

}  // namespace

const TypeRecord& detail::type_of(char code) {
  switch (code) {
    case 'c': return c_char.record;
    case 'u': return c_wchar.record;
    case 'b': return c_byte.record;
    case 'B': return c_ubyte.record;
    case 'h': return c_short.record;
    case 'H': return c_ushort.record;
    case 'i': return c_int.record;
    case 'I': return c_uint.record;
    case 'l': return c_long.record;
    case 'L': return c_ulong.record;
    case 'q': return c_longlong.record;
    case 'Q': return c_ulonglong.record;
    case 'f': return c_float.record;
    case 'd': return c_double.record;
    default: refuse_scalar("this type has no size");
  }
}

// ---- what a type makes of a value ---------------------------------------------------------------

Scalar Scalar::stored_as(const TypeRecord& type) const {
  switch (type.sort) {
    case Sort::truth:
      if (is_nothing() || is_none()) return false;
      if (const auto* text = std::get_if<std::string>(&value_)) return !text->empty();
      if (const auto* text = std::get_if<std::wstring>(&value_)) return !text->empty();
      return is_real() ? real() != 0 : word_of_number() != 0;
    case Sort::whole:
    case Sort::natural: return wrapped(type);
    case Sort::real: return rounded(type);
    case Sort::byte: return as_byte();
    case Sort::letter: return as_letter();
    default: return as_pointer(type);
  }
}

Scalar Scalar::wrapped(const TypeRecord& type) const {
  if (!is_nothing() && !is_whole()) {
    refuse_scalar(std::string("'") + type_name() + "' object cannot be interpreted as an integer");
  }
  const std::uint64_t word = word_of_number();
  const unsigned unused = 64U - 8U * type.size;
  if (type.sort == Sort::natural) return (word << unused) >> unused;
  return static_cast<std::int64_t>(word << unused) >> unused;
}

Scalar Scalar::rounded(const TypeRecord& type) const {
  if (!is_nothing() && !is_whole() && !is_real()) {
    refuse_scalar(std::string("must be real number, not ") + type_name());
  }
  // A number too large for the type becomes an infinity, as IEEE 754 has it.
  if (type.size == sizeof(float)) return static_cast<float>(real());
  return type.size == sizeof(double) ? Scalar(static_cast<double>(real())) : Scalar(real());
}

Scalar Scalar::as_byte() const {
  if (is_nothing()) return '\0';
  const auto* text = std::get_if<std::string>(&value_);
  if (text != nullptr && text->size() == 1) return *this;
  if (is_whole() && !is_negative() && word_of_number() < 256) {
    return static_cast<char>(word_of_number());
  }
  refuse_scalar("one character bytes, bytearray or integer expected");
}

Scalar Scalar::as_letter() const {
  if (is_nothing()) return L'\0';
  const auto* bytes = std::get_if<std::string>(&value_);
  const auto* text = std::get_if<std::wstring>(&value_);
  if (bytes == nullptr && text == nullptr) {
    refuse_scalar(std::string("unicode string expected instead of ") + type_name() + " instance");
  }
  std::wstring letters = bytes != nullptr ? letters_of(*bytes) : *text;
  if (letters.size() != 1) refuse_scalar("one character unicode string expected");
  return letters;
}

Scalar Scalar::as_pointer(const TypeRecord& type) const {
  if (is_nothing() || is_none() || (is_whole() && word_of_number() == 0)) return nullptr;
  if (type.sort == Sort::pointer) {
    if (!is_whole()) refuse_scalar("cannot be converted to pointer");
    return word_of_number();
  }
  const auto* bytes = std::get_if<std::string>(&value_);
  const auto* text = std::get_if<std::wstring>(&value_);
  if (type.sort == Sort::byte_pointer) {
    if (bytes == nullptr) {
      refuse_scalar(std::string("bytes or integer address expected instead of ") + type_name() +
                    " instance");
    }
    return *bytes;
  }
  if (bytes == nullptr && text == nullptr) {
    refuse_scalar(std::string("unicode string or integer address expected instead of ") +
                  type_name() + " instance");
  }
  return bytes != nullptr ? letters_of(*bytes) : *text;
}

// ---- as numbers, words and text -----------------------------------------------------------------

std::uint64_t Scalar::word_of_number() const {
  if (const auto* truth = std::get_if<bool>(&value_)) return *truth ? 1 : 0;
  if (const auto* number = std::get_if<std::int64_t>(&value_)) {
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto* number = std::get_if<std::uint64_t>(&value_)) return *number;
  if (const auto* number = std::get_if<long double>(&value_)) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(*number));
  }
  return 0;
}

long double Scalar::real() const {
  if (const auto* number = std::get_if<long double>(&value_)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&value_)) {
    return static_cast<long double>(*number);
  }
  return static_cast<long double>(word_of_number());
}

const char* Scalar::type_name() const {
  if (std::holds_alternative<bool>(value_)) return "bool";
  if (is_whole()) return "int";
  if (is_real()) return "float";
  return is_none() || is_nothing() ? "NoneType" : "str";
}

std::string Scalar::text() const {
  if (const auto* truth = std::get_if<bool>(&value_)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value_)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&value_)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  if (const auto* text = std::get_if<std::wstring>(&value_)) return bytes_of(*text);
  if (!is_real()) return is_none() ? "None" : "";
  std::ostringstream out;
  out << real();
  return out.str();
}

std::int64_t Scalar::word() const {
  if (is_whole()) return static_cast<std::int64_t>(word_of_number());
  if (is_real()) return static_cast<std::int64_t>(std::hash<long double>{}(real()));
  return static_cast<std::int64_t>(std::hash<std::string>{}(text()));
}

Scalar Scalar::combine(const Scalar& a, const Scalar& b, char operation) {
  if (!(a.is_whole() || a.is_real()) || !(b.is_whole() || b.is_real())) {
    refuse_scalar(std::string("unsupported operand type(s) for ") + operation + ": '" +
                  a.type_name() + "' and '" + b.type_name() + "'");
  }
  const auto apply = [operation](auto x, auto y) {
    return operation == '+' ? x + y : operation == '-' ? x - y : x * y;
  };
  if (a.is_real() || b.is_real()) {
    return apply(static_cast<double>(a.real()), static_cast<double>(b.real()));
  }
  const std::uint64_t word = apply(a.word_of_number(), b.word_of_number());
  const bool natural =
      std::holds_alternative<std::uint64_t>(a.value_) && !b.is_negative() && operation != '-';
  return natural ? Scalar(word) : Scalar(static_cast<std::int64_t>(word));
}

std::partial_ordering Scalar::compare(const Scalar& a, const Scalar& b) {
  if (a.is_whole() && b.is_whole()) {
    if (a.is_negative() != b.is_negative()) {
      return a.is_negative() ? std::partial_ordering::less : std::partial_ordering::greater;
    }
    return a.word_of_number() <=> b.word_of_number();
  }
  const bool numbers = (a.is_whole() || a.is_real()) && (b.is_whole() || b.is_real());
  if (numbers) return a.real() <=> b.real();
  const auto is_text = [](const Scalar& value) {
    return std::holds_alternative<std::string>(value.value_) ||
           std::holds_alternative<std::wstring>(value.value_);
  };
  if (is_text(a) && is_text(b)) return a.text() <=> b.text();
  const bool same = (a.is_none() && b.is_none()) || (a.is_nothing() && b.is_nothing());
  return same ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

}  // namespace heddle::multiprocessing
