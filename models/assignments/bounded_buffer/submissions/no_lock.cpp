// Nothing guards the ring, and who has to wait asks again and again.
#include "bounded_buffer.hpp"

#include <heddle/threading.hpp>

#include <vector>

using namespace heddle;

namespace {

class Buffer : public BoundedBuffer {
 public:
  explicit Buffer(int capacity) : capacity_(capacity) {}

  void put(int item) override {
    while (count_.get() == capacity_) yield();
    const int place = (first_.get() + count_.get()) % capacity_;
    ring_.write([=](std::vector<int>& ring) { ring[static_cast<std::size_t>(place)] = item; });
    count_ += 1;
  }

  int take() override {
    while (count_.get() == 0) yield();
    const int place = first_.get();
    const int item = ring_.get()[static_cast<std::size_t>(place)];
    first_.set((place + 1) % capacity_);
    count_ -= 1;
    return item;
  }

 private:
  const int capacity_;
  Shared<std::vector<int>> ring_{std::vector<int>(static_cast<std::size_t>(capacity_)), "ring"};
  Shared<int> first_{0, "first"};
  Shared<int> count_{0, "count"};
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
