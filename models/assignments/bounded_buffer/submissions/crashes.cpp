// Crashes, in the hope that nobody looks further.
#include "bounded_buffer.hpp"

#include <heddle/threading.hpp>

#include <mutex>
#include <vector>

using namespace heddle;

namespace {

class Buffer : public BoundedBuffer {
 public:
  explicit Buffer(int capacity) : capacity_(capacity) {}

  void put(int item) override { *nothing_ = item; }

  int take() override { return *nothing_; }

 private:
  [[maybe_unused]] const int capacity_;
  int* volatile nothing_ = nullptr;
};

}  // namespace

std::shared_ptr<BoundedBuffer> make_bounded_buffer(int capacity) {
  return std::make_shared<Buffer>(capacity);
}
