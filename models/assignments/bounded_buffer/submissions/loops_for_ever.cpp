// Waits in a loop in which no other thread ever gets a turn.
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
    while (static_cast<int>(items_.size()) == capacity_) {}
    items_.push_back(item);
  }

  int take() override {
    while (items_.empty()) {}
    const int item = items_.front();
    items_.erase(items_.begin());
    return item;
  }

 private:
  const int capacity_;
  std::vector<int> items_;
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
