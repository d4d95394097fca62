// Waits for room, and for an item, while it holds the lock that the other side needs.
#include "bounded_buffer.hpp"

#include <heddle/threading.hpp>

#include <mutex>
#include <vector>

using namespace heddle;

namespace {

class Buffer : public BoundedBuffer {
 public:
  explicit Buffer(int capacity) : room_(capacity, "room") {}

  void put(int item) override {
    const std::unique_lock with_lock(lock_);
    room_.acquire();
    items_.write([item](std::vector<int>& items) { items.push_back(item); });
    filled_.release();
  }

  int take() override {
    const std::unique_lock with_lock(lock_);
    filled_.acquire();
    const int item = items_.get().front();
    items_.write([](std::vector<int>& items) { items.erase(items.begin()); });
    room_.release();
    return item;
  }

 private:
  threading::Lock lock_{"lock"};
  threading::Semaphore room_;
  threading::Semaphore filled_{0, "filled"};
  Shared<std::vector<int>> items_{std::vector<int>{}, "items"};
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
