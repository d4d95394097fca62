// Manager.Namespace.
#pragma once

#include <any>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "heddle/primitives/multiprocessing/dict_proxy.hpp"

namespace heddle::multiprocessing {

namespace detail {

/// A value of any type that a namespace holds.
struct Attribute {
  template <class T>
  static Attribute of(T value) {
    Attribute made{{}, heddle::detail::value_word(value), python_text(value)};
    made.value = std::move(value);
    return made;
  }
  std::any value;
  std::int64_t word = 0;
  std::string text;

  friend std::ostream& operator<<(std::ostream& out, const Attribute& attribute) {
    return out << attribute.text;
  }
};
[[noreturn]] void throw_wrong_attribute(const std::string& name);
[[noreturn]] void throw_no_attribute_of_namespace(const std::string& name);
template <class T>
class Attributes;

}  // namespace detail

}  // namespace heddle::multiprocessing

template <>
struct std::hash<heddle::multiprocessing::detail::Attribute> {
  std::size_t operator()(const heddle::multiprocessing::detail::Attribute& attribute) const {
    return static_cast<std::size_t>(attribute.word);
  }
};

namespace heddle::multiprocessing {

/// Attributes of any copyable type that a Manager keeps for all processes: `n.set("x", 1)`,
/// `n.get<int>("x")`, and as a variable, `n.attribute<int>("x") += 1`. Each is one call, `+=` two.
///
/// A proxy, as DictProxy.
///
/// Python:
/// https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.Namespace
class NamespaceProxy
    : public detail::DictCalls<detail::NamespaceSpec, std::string, detail::Attribute> {
  using Base = detail::DictCalls<detail::NamespaceSpec, std::string, detail::Attribute>;

 public:
  /// Made by Manager::Namespace.
  using Base::Base;

  /// Sets an attribute; a string literal becomes a std::string.
  template <class T>
  void set(const std::string& name, T value, Where where = Where::current()) const {
    if constexpr (std::is_convertible_v<T, std::string>) {
      store(name, std::string(std::move(value)), false, where);
    } else {
      store(name, std::move(value), false, where);
    }
  }
  /// Throws AttributeError where there is none, TypeError where it has another type.
  template <class T>
  T get(const std::string& name, Where where = Where::current()) const {
    const std::optional<detail::Attribute> attribute = find(name, where);
    if (!attribute) {
      if (execution().leaving()) return detail::nothing<T>();
      detail::throw_no_attribute_of_namespace(name);
    }
    const T* value = std::any_cast<T>(&attribute->value);
    if (value == nullptr) detail::throw_wrong_attribute(name);
    return *value;
  }
  template <class T>
  detail::Place<detail::Attributes<T>, std::string, T> attribute(const std::string& name) const {
    return {detail::Attributes<T>(*this), name};
  }
  /// Python's hasattr.
  [[nodiscard]] bool has(const std::string& name, Where where = Where::current()) const {
    return has_key(name, where);
  }
  /// Throws AttributeError where there is none.
  void del(const std::string& name, Where where = Where::current()) const;
  /// Python's str(n): its attributes, sorted by name.
  [[nodiscard]] std::string repr(Where where = Where::current()) const;

 private:
  template <class T>
  friend class detail::Attributes;
  template <class T>
  void store(const std::string& name, T value, bool computed, Where where) const {
    detail::check_message<T>();
    put(name, detail::Attribute::of(std::move(value)), computed, where);
  }
};

namespace detail {

/// The attributes of one type.
template <class T>
class Attributes {
 public:
  explicit Attributes(NamespaceProxy all) : all_(std::move(all)) {}
  T load(const std::string& name, Where where) const { return all_.get<T>(name, where); }
  void store(const std::string& name, T value, bool computed, Where where) const {
    all_.store(name, std::move(value), computed, where);
  }

 private:
  NamespaceProxy all_;
};

}  // namespace detail

}  // namespace heddle::multiprocessing
