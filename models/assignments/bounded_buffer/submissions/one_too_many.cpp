// Waits one item too late.
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
    while (static_cast<int>(items_.get().size()) > capacity_) not_full_.wait();
    items_.write([item](std::vector<int>& items) { items.push_back(item); });
    not_empty_.notify();
  }

  int take() override {
    const std::unique_lock with_lock(lock_);
    while (items_.get().empty()) not_empty_.wait();
    const int item = items_.get().front();
    items_.write([](std::vector<int>& items) { items.erase(items.begin()); });
    not_full_.notify();
    return item;
  }

 private:
  const int capacity_;
  threading::Lock lock_{"lock"};
  threading::Condition not_full_{lock_, "not_full"};
  threading::Condition not_empty_{lock_, "not_empty"};
  Shared<std::vector<int>> items_{std::vector<int>{}, "items"};
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
