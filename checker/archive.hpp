// Saving what a search knows and loading it again: one description of a class's members serves both
// ways.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "heddle/checker/log.hpp"

namespace heddle {

/// Bytes that members are appended to, or taken from in the same order: `archive(a, b, c)`. Numbers
/// and plain records as they lie in memory: only the program that saved them can load them.
///
/// A class takes part by `void transfer(Archive&)`.
class Archive {
 public:
  /// Saves.
  Archive() = default;
  /// Loads what was saved.
  explicit Archive(std::string bytes) : bytes_(std::move(bytes)), loads_(true) {}

  [[nodiscard]] bool loads() const { return loads_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  /// Throws UsageError when the bytes end too early.
  template <class... Members>
  void operator()(Members&... members) {
    (transfer(members), ...);
  }

 private:
  template <class T>
  void transfer(T& value) {
    if constexpr (requires { value.transfer(*this); }) {
      value.transfer(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
      raw(&value, sizeof value);
    }
  }
  void transfer(std::string& text) {
    resize(text);
    raw(text.data(), text.size());
  }
  template <class T>
  void transfer(std::vector<T>& list) {
    resize(list);
    for (T& element : list) transfer(element);
  }
  template <class T>
  void transfer(Log<T>& list) {
    std::size_t size = list.size();
    raw(&size, sizeof size);
    if (loads_) {
      expect(size);
      list.clear();
      list.extend(size);
    }
    raw(list.data(), size * sizeof(T));
  }
  template <class A, class B>
  void transfer(std::pair<A, B>& pair) {
    transfer(pair.first);
    transfer(pair.second);
  }
  template <class Key, class Value, class Hash>
  void transfer(std::unordered_map<Key, Value, Hash>& map) {
    std::size_t size = map.size();
    raw(&size, sizeof size);
    if (!loads_) {
      for (auto& [key, value] : map) {
        Key copy = key;
        transfer(copy);
        transfer(value);
      }
      return;
    }
    map.clear();
    for (; size > 0; --size) {
      Key key{};
      transfer(key);
      transfer(map[std::move(key)]);
    }
  }
  template <class List>
  void resize(List& list) {
    std::size_t size = list.size();
    raw(&size, sizeof size);
    if (loads_) {
      expect(size);
      list.resize(size);
    }
  }
  void raw(void* bytes, std::size_t size);
  void expect(std::size_t size) const;

  std::string bytes_;
  std::size_t place_ = 0;
  bool loads_ = false;
};

/// What primitives remember from one execution to the next: part of what a search knows. Made by
/// `remembered`.
class Memory {
 public:
  /// `name` is the same in every run of the program, and no other memory has it.
  explicit Memory(std::string name) : name_(std::move(name)) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  virtual ~Memory() = default;
  virtual void transfer(Archive& archive) = 0;

  /// Saves all, or loads them: those that are made later as well, once they are.
  static void transfer_all(Archive& archive);

 private:
  template <class T>
  friend T* remembered();
  void enter();

  std::string name_;
};

/// A new memory, which lives for ever.
template <class T>
T* remembered() {
  T* memory = new T;
  memory->enter();
  return memory;
}

}  // namespace heddle
