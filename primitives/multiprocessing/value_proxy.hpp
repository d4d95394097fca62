// Manager.Value and Manager.Array.
#pragma once

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/list_proxy.hpp"

namespace heddle::multiprocessing {

/// Numbers that a Manager keeps for all processes: `auto row = manager.Array('i', {1, 2})`. It has
/// no lock: each read or write of an item is one call, `row[0] += 1` is two.
///
/// A proxy, as DictProxy.
template <class T>
class ArrayProxy : public detail::ListCalls<detail::ArraySpec, T> {
  using Base = detail::ListCalls<detail::ArraySpec, T>;

 public:
  using Item = detail::Place<ArrayProxy, std::int64_t, T>;
  using Base::get;
  using Base::operator[];

  /// Made by Manager::Array.
  using Base::Base;

  /// The item as a variable; -1 is the last. Using it throws IndexError where there is none.
  template <std::integral Index>
  Item operator[](Index index) const {
    return Item(*this, static_cast<std::int64_t>(index));
  }
  template <std::integral Index>
  T get(Index index, Where where = Where::current()) const {
    return load(static_cast<std::int64_t>(index), where);
  }
  void set(std::int64_t index, T value, Where where = Where::current()) const {
    store(index, std::move(value), false, where);
  }

 private:
  friend Item;
  T load(std::int64_t index, Where where) const {
    return this->load_or(index, "array index out of range", where);
  }
  void store(std::int64_t index, T value, bool computed, Where where) const {
    this->store_or(index, std::move(value), computed, "array assignment index out of range", where);
  }
};
template <class T>
detail::ItemIterator<ArrayProxy<T>, T> begin(const ArrayProxy<T>& array) {
  return detail::ItemIterator<ArrayProxy<T>, T>(array);
}
template <class T>
std::default_sentinel_t end(const ArrayProxy<T>&) {
  return {};
}
template <class T>
std::int64_t len(const ArrayProxy<T>& array, Where where = Where::current()) {
  return array.size(where);
}

namespace detail {

template <class T>
class ValueCalls : public ListCalls<ValueSpec, T> {
 public:
  ValueCalls(const Server& server, const T& initial, Name name, Where where)
      : ListCalls<ValueSpec, T>(server, {initial}, name, where) {}
  T load(std::int64_t index, Where where) const { return this->load_or(index, "", where); }
  void store(std::int64_t index, T value, bool computed, Where where) const {
    this->store_or(index, std::move(value), computed, "", where);
  }
};

}  // namespace detail

/// A value that a Manager keeps for all processes: `auto v = manager.Value('i', 0)`. The type code
/// is ignored, as in Python: it holds any T. It has no lock: reading and writing `v.value` are a
/// call each, `v.value += 1` is two.
///
/// A proxy, as DictProxy.
template <class T>
class ValueProxy {
 public:
  /// Made by Manager::Value.
  ValueProxy(const detail::Server& server, const T& initial, Name name, Where where)
      : value(std::in_place, 0, server, initial, name, where) {}
  ValueProxy(const ValueProxy&) = default;
  ValueProxy& operator=(const ValueProxy& other) {
    value.rebind(other.value);
    return *this;
  }

  /// The value itself.
  detail::Place<detail::ValueCalls<T>, std::int64_t, T> value;

  [[nodiscard]] T get(Where where = Where::current()) const { return value.get(where); }
  void set(const T& now, Where where = Where::current()) const { value.set(now, where); }
  [[nodiscard]] const T& peek() const { return value.keeper().peek()[0]; }
  /// The number of its object, for `invariant`.
  [[nodiscard]] ObjectId object() const { return value.keeper().object(); }
  /// Whether both are proxies of the same value.
  [[nodiscard]] bool is(const ValueProxy& other) const {
    return value.keeper().is(other.value.keeper());
  }
};

}  // namespace heddle::multiprocessing
