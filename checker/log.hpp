// A growing array of plain records whose new elements are not initialised: what the engine writes
// at every event. A std::vector would clear every record before it is filled.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace heddle {

/// Memory in sizes that are powers of two. What one search gives back the next one takes: fresh
/// pages would cost it more than what it writes on them.
class Blocks {
 public:
  /// Throws std::bad_alloc.
  static void* take(std::size_t bytes);
  static void give(void* block, std::size_t bytes);
};

template <class T>
class Log {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Log() = default;
  Log(const Log& other) { assign(other); }
  Log& operator=(const Log& other) {
    if (this != &other) assign(other);
    return *this;
  }
  ~Log() { Blocks::give(records_, bytes_); }

  /// A new last element; its fields are not initialised. Amortised constant time.
  T& add() {
    if (size_ == capacity_) [[unlikely]]
      reserve(size_ + 1);
    return records_[size_++];
  }
  /// `count` new elements at the end, not initialised: the first of them. Amortised linear.
  T* extend(std::size_t count) {
    if (capacity_ - size_ < count) [[unlikely]]
      reserve(size_ + count);
    T* first = records_ + size_;
    size_ += count;
    return first;
  }
  /// Drops the elements from `size` on.
  void truncate(std::size_t size) { size_ = size; }
  void clear() { size_ = 0; }
  void pop_back() { --size_; }
  /// Drops one element; linear in those after it.
  void erase(std::size_t place) {
    --size_;
    std::memmove(static_cast<void*>(records_ + place), records_ + place + 1,
                 (size_ - place) * sizeof(T));
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return records_[i]; }
  const T& operator[](std::size_t i) const { return records_[i]; }
  [[nodiscard]] T& back() { return records_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return records_[size_ - 1]; }
  [[nodiscard]] T* data() { return records_; }
  [[nodiscard]] const T* data() const { return records_; }
  [[nodiscard]] const T* begin() const { return records_; }
  [[nodiscard]] const T* end() const { return records_ + size_; }

 private:
  void assign(const Log& other) {
    size_ = 0;  // what was here need not move
    if (other.size_ > capacity_) reserve(other.size_);
    size_ = other.size_;
    if (size_ > 0) std::memcpy(static_cast<void*>(records_), other.records_, size_ * sizeof(T));
  }
  /// Doubles, at least: blocks are powers of two.
  void reserve(std::size_t capacity) {
    const std::size_t bytes = std::bit_ceil(std::max(kLeast, capacity * sizeof(T)));
    void* const moved = Blocks::take(bytes);
    if (size_ > 0) std::memcpy(moved, static_cast<void*>(records_), size_ * sizeof(T));
    Blocks::give(records_, bytes_);
    records_ = static_cast<T*>(moved);
    bytes_ = bytes;
    capacity_ = bytes / sizeof(T);
  }

  static constexpr std::size_t kLeast = 1024;  ///< bytes

  T* records_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t bytes_ = 0;  ///< of its block
};

}  // namespace heddle
