// Dense thread ids and sets of them, as plain values of 16 bytes.
#pragma once

#include <bit>
#include <cstdint>

namespace heddle {

/// Dense number of a thread in an exploration; main is 0. Stable over all executions: the same
/// creation path always has the same number.
using ThreadId = std::uint8_t;

inline constexpr int kMaxThreads = 128;
inline constexpr ThreadId kNoThread = 255;

/// A set of threads. Iterates in ascending order.
class ThreadSet {
 public:
  constexpr ThreadSet() = default;

  constexpr void insert(ThreadId thread) { words_[thread >> 6] |= bit(thread); }
  constexpr void erase(ThreadId thread) { words_[thread >> 6] &= ~bit(thread); }
  [[nodiscard]] constexpr bool contains(ThreadId thread) const {
    return (words_[thread >> 6] & bit(thread)) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return (words_[0] | words_[1]) == 0; }
  [[nodiscard]] constexpr int size() const {
    return std::popcount(words_[0]) + std::popcount(words_[1]);
  }
  constexpr void clear() { words_[0] = words_[1] = 0; }

  /// The smallest member; the set must not be empty.
  [[nodiscard]] constexpr ThreadId first() const {
    return static_cast<ThreadId>(words_[0] != 0 ? std::countr_zero(words_[0])
                                                : 64 + std::countr_zero(words_[1]));
  }
  /// The n-th member in ascending order, n in 0..size()-1. Linear in n.
  [[nodiscard]] constexpr ThreadId nth(int n) const {
    ThreadSet rest = *this;
    while (n-- > 0) rest.drop_first();
    return rest.first();
  }
  constexpr void drop_first() {
    std::uint64_t& word = words_[0] != 0 ? words_[0] : words_[1];
    word &= word - 1;
  }

  friend constexpr bool operator==(const ThreadSet&, const ThreadSet&) = default;
  friend constexpr ThreadSet operator|(ThreadSet a, const ThreadSet& b) {
    a.words_[0] |= b.words_[0];
    a.words_[1] |= b.words_[1];
    return a;
  }
  friend constexpr ThreadSet operator&(ThreadSet a, const ThreadSet& b) {
    a.words_[0] &= b.words_[0];
    a.words_[1] &= b.words_[1];
    return a;
  }

  class Iterator;
  [[nodiscard]] constexpr Iterator begin() const;
  [[nodiscard]] constexpr Iterator end() const;

 private:
  static constexpr std::uint64_t bit(ThreadId thread) { return std::uint64_t{1} << (thread & 63); }
  std::uint64_t words_[2] = {0, 0};
};

class ThreadSet::Iterator {
 public:
  constexpr explicit Iterator(const ThreadSet& rest) : rest_(rest) {}
  constexpr ThreadId operator*() const { return rest_.first(); }
  constexpr Iterator& operator++() {
    rest_.drop_first();
    return *this;
  }
  constexpr bool operator==(const Iterator& other) const = default;

 private:
  ThreadSet rest_;
};

constexpr ThreadSet::Iterator ThreadSet::begin() const { return Iterator(*this); }
constexpr ThreadSet::Iterator ThreadSet::end() const { return Iterator(ThreadSet{}); }

}  // namespace heddle
