// Correct: a ring of cells, and two conditions.
#include "bounded_buffer.hpp"

#include <heddle/threading.hpp>

#include <mutex>
#include <vector>

using namespace heddle;

namespace {

class Buffer : public BoundedBuffer {
 public:
  explicit Buffer(int capacity) : capacity_(capacity) {}

  void put(int item) override {
    const std::unique_lock with_lock(lock_);
    not_full_.wait_for([this] { return count_.get() < capacity_; });
    ring_.write([&](std::vector<int>& ring) {
      ring[static_cast<std::size_t>((first_ + count_.get()) % capacity_)] = item;
    });
    count_ += 1;
    not_empty_.notify();
  }

  int take() override {
    const std::unique_lock with_lock(lock_);
    not_empty_.wait_for([this] { return count_.get() > 0; });
    const int item = ring_.get()[static_cast<std::size_t>(first_)];
    first_ = (first_ + 1) % capacity_;
    count_ -= 1;
    not_full_.notify();
    return item;
  }

 private:
  const int capacity_;
  threading::Lock lock_{"lock"};
  threading::Condition not_full_{lock_, "not_full"};
  threading::Condition not_empty_{lock_, "not_empty"};
  Shared<std::vector<int>> ring_{std::vector<int>(static_cast<std::size_t>(capacity_)), "ring"};
  Shared<int> count_{0, "count"};
  int first_ = 0;  // only touched while the lock is held
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
