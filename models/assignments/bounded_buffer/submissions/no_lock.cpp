// Nothing guards the items, and who has to wait asks again and again.
#include "bounded_buffer.hpp"

#include <heddle/heddle.hpp>

#include <mutex>
#include <vector>

using namespace heddle;

namespace {

class Buffer : public BoundedBuffer {
 public:
  explicit Buffer(int capacity) : capacity_(capacity) {}

  void put(int item) override {
    while (static_cast<int>(items_.get().size()) == capacity_) yield();
    items_.write([item](std::vector<int>& items) { items.push_back(item); });
  }

  int take() override {
    while (items_.get().empty()) yield();
    const int item = items_.get().front();
    items_.write([](std::vector<int>& items) { items.erase(items.begin()); });
    return item;
  }

 private:
  const int capacity_;
  Shared<std::vector<int>> items_{std::vector<int>{}, "items"};
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
