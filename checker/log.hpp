// A growing array of plain records whose new elements are not initialised: what the engine writes
// at every event. A std::vector would clear every record before it is filled.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

namespace heddle {

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
  ~Log() { std::free(records_); }

  /// A new last element; its fields are not initialised. Amortised constant time.
  T& add() {
    if (size_ == capacity_) [[unlikely]]
      reserve(2 * capacity_ + 64);
    return records_[size_++];
  }
  /// `count` new elements at the end, not initialised: the first of them. Amortised linear.
  T* extend(std::size_t count) {
    if (capacity_ - size_ < count) [[unlikely]]
      reserve(2 * capacity_ + 64 + count);
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
    if (other.size_ > capacity_) reserve(other.size_);
    size_ = other.size_;
    if (size_ > 0) std::memcpy(static_cast<void*>(records_), other.records_, size_ * sizeof(T));
  }
  void reserve(std::size_t capacity) {
    void* moved = std::realloc(static_cast<void*>(records_), capacity * sizeof(T));
    if (moved == nullptr) throw std::bad_alloc();
    records_ = static_cast<T*>(moved);
    capacity_ = capacity;
  }

  T* records_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace heddle
