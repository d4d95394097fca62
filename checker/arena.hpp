// Memory of one execution: what its objects, closures and threads are made in. Freed as a whole,
// after every thread has been unwound.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/log.hpp"

namespace heddle {

/// A bump allocator that destroys what it made, latest first, and keeps its chunks for the next
/// execution.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() { clear(); }

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    void* memory = allocate(sizeof(T), alignof(T));
    T* object = ::new (memory) T(std::forward<Args>(args)...);
    if constexpr (!std::is_trivially_destructible_v<T>) {
      destroyers_.add() = {object, [](void* dead) { static_cast<T*>(dead)->~T(); }};
    }
    return object;
  }
  /// The same for what has nothing to release: its destructor is never called.
  template <class T, class... Args>
  T* make_plain(Args&&... args) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    return ::new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  void clear() {
    while (!destroyers_.empty()) {
      const Destroyer last = destroyers_.back();
      destroyers_.pop_back();
      last.destroy(last.object);
    }
    if (!chunks_.empty()) use_chunk(0);
  }

 private:
  static constexpr std::size_t kChunk = 64 * 1024;
  struct Destroyer {
    void* object;
    void (*destroy)(void*);
  };
  struct Chunk {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size;
  };

  /// Chunks are aligned for every ordinary type.
  [[gnu::always_inline]] void* allocate(std::size_t size, std::size_t alignment) {
    const std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (start + size > size_) [[unlikely]]
      return allocate_in_next_chunk(size);
    used_ = start + size;
    return memory_ + start;
  }
  void* allocate_in_next_chunk(std::size_t size) {
    std::size_t next = chunks_.empty() ? 0 : chunk_ + 1;
    while (next < chunks_.size() && chunks_[next].size < size) ++next;
    if (next == chunks_.size()) {
      const std::size_t bytes = std::max(size, kChunk);
      chunks_.push_back({std::make_unique_for_overwrite<std::byte[]>(bytes), bytes});
    }
    use_chunk(next);
    used_ = size;
    return memory_;
  }
  void use_chunk(std::size_t number) {
    chunk_ = number;
    memory_ = chunks_[number].memory.get();
    size_ = chunks_[number].size;
    used_ = 0;
  }

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  ///< in use, if there are any: its memory, size, and how much is taken
  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  Log<Destroyer> destroyers_;
};

/// A piece of code to run: the body of a thread.
struct Task {
  virtual ~Task() = default;
  virtual void run() = 0;
};

}  // namespace heddle
