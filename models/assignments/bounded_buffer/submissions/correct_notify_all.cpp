// Correct: one condition, and whoever waits is woken and looks again.
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
    while (static_cast<int>(items_.get().size()) == capacity_) changed_.wait();
    items_.write([item](std::vector<int>& items) { items.push_back(item); });
    changed_.notify_all();
  }

  int take() override {
    const std::unique_lock with_lock(lock_);
    while (items_.get().empty()) changed_.wait();
    const int item = items_.get().front();
    items_.write([](std::vector<int>& items) { items.erase(items.begin()); });
    changed_.notify_all();
    return item;
  }

 private:
  const int capacity_;
  threading::Lock lock_{"lock"};
  threading::Condition changed_{lock_, "changed"};
  Shared<std::vector<int>> items_{std::vector<int>{}, "items"};
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
