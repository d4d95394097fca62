// The types that shared memory has: ctypes' names, and the type codes of the array module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heddle::multiprocessing {

namespace detail {

/// What values a type has, and so what it makes of others.
enum class Sort : std::uint8_t {
  truth,
  whole,
  natural,
  real,
  byte,          ///< c_char
  letter,        ///< c_wchar
  byte_pointer,  ///< c_char_p
  text_pointer,  ///< c_wchar_p
  pointer,       ///< c_void_p
};

struct TypeRecord {
  const char* name;  ///< as ctypes has it: c_longlong is another name for c_long
  Sort sort;
  std::uint8_t size;  ///< in bytes
};

constexpr bool is_pointer(const TypeRecord& type) { return type.sort >= Sort::byte_pointer; }

/// The type of a code. Throws TypeError for an unknown one.
const TypeRecord& type_of(char code);

}  // namespace detail

/// A type of ctypes. T is what its values are in C++.
template <class T>
struct CType {
  using type = T;
  detail::TypeRecord record;
};

// Those of the 64-bit Linux that the table of CPython's behaviour was made on.
// NOLINTBEGIN(readability-identifier-naming): ctypes' names
inline constexpr CType<bool> c_bool{{"c_bool", detail::Sort::truth, 1}};
inline constexpr CType<char> c_char{{"c_char", detail::Sort::byte, 1}};
inline constexpr CType<wchar_t> c_wchar{{"c_wchar", detail::Sort::letter, 4}};
inline constexpr CType<std::int8_t> c_byte{{"c_byte", detail::Sort::whole, 1}};
inline constexpr CType<std::uint8_t> c_ubyte{{"c_ubyte", detail::Sort::natural, 1}};
inline constexpr CType<std::int16_t> c_short{{"c_short", detail::Sort::whole, 2}};
inline constexpr CType<std::uint16_t> c_ushort{{"c_ushort", detail::Sort::natural, 2}};
inline constexpr CType<std::int32_t> c_int{{"c_int", detail::Sort::whole, 4}};
inline constexpr CType<std::uint32_t> c_uint{{"c_uint", detail::Sort::natural, 4}};
inline constexpr CType<std::int64_t> c_long{{"c_long", detail::Sort::whole, 8}};
inline constexpr CType<std::uint64_t> c_ulong{{"c_ulong", detail::Sort::natural, 8}};
inline constexpr CType<std::int64_t> c_longlong = c_long;
inline constexpr CType<std::uint64_t> c_ulonglong = c_ulong;
inline constexpr CType<std::uint64_t> c_size_t = c_ulong;
inline constexpr CType<std::int64_t> c_ssize_t = c_long;
inline constexpr CType<std::int64_t> c_time_t = c_long;
inline constexpr CType<float> c_float{{"c_float", detail::Sort::real, 4}};
inline constexpr CType<double> c_double{{"c_double", detail::Sort::real, 8}};
inline constexpr CType<long double> c_longdouble{{"c_longdouble", detail::Sort::real, 16}};
/// Pointers: none is Python's None. To read one that another process has stored is a misuse: it
/// points into that process's memory. (What a parent has stored before it forked is copied.)
inline constexpr CType<std::optional<std::string>> c_char_p{
    {"c_char_p", detail::Sort::byte_pointer, 8}};
inline constexpr CType<std::optional<std::wstring>> c_wchar_p{
    {"c_wchar_p", detail::Sort::text_pointer, 8}};
inline constexpr CType<std::optional<std::uint64_t>> c_void_p{
    {"c_void_p", detail::Sort::pointer, 8}};
// NOLINTEND(readability-identifier-naming)

namespace detail {

/// The type of a code that is known when compiling.
template <char code>
constexpr auto ctype_of() {
  if constexpr (code == 'c')
    return c_char;
  else if constexpr (code == 'u')
    return c_wchar;
  else if constexpr (code == 'b')
    return c_byte;
  else if constexpr (code == 'B')
    return c_ubyte;
  else if constexpr (code == 'h')
    return c_short;
  else if constexpr (code == 'H')
    return c_ushort;
  else if constexpr (code == 'i')
    return c_int;
  else if constexpr (code == 'I')
    return c_uint;
  else if constexpr (code == 'l')
    return c_long;
  else if constexpr (code == 'L')
    return c_ulong;
  else if constexpr (code == 'q')
    return c_longlong;
  else if constexpr (code == 'Q')
    return c_ulonglong;
  else if constexpr (code == 'f')
    return c_float;
  else if constexpr (code == 'd')
    return c_double;
  else
    static_assert(code == 'c', "this type has no size");
}

}  // namespace detail

/// `Value(typecode<'i'>, 5)`: the C++ type is known. `Value('i', 5)` holds a Scalar.
template <char code>
inline constexpr auto typecode = detail::ctype_of<code>();  // NOLINT: beside c_int

}  // namespace heddle::multiprocessing
