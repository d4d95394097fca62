// The bounded buffer that students write: given, not to be handed in.
#pragma once

#include <memory>

/// A queue of numbers with room for `capacity` items, which any number of threads use.
class BoundedBuffer {
 public:
  virtual ~BoundedBuffer() = default;
  /// Appends an item; waits while the buffer is full.
  virtual void put(int item) = 0;
  /// Removes the oldest item; waits while the buffer is empty.
  virtual int take() = 0;
};

/// A new, empty buffer: what you write. `capacity` is at least 1.
std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity);
