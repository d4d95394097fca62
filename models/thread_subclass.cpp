// A thread made by deriving from Thread and overriding run().
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

namespace {

class MyThread : public threading::Thread {
 public:
  explicit MyThread(Shared<int> result) : result_(result) {}
  void run() override {
    print("Thread running");
    result_.set(42);
  }

 private:
  Shared<int> result_;
};

}  // namespace

void thread_subclass(const Parameters&) {
  Shared<int> result{0, "result"};
  MyThread t1(result);
  t1.start();
  t1.join();
  outcome(result.get());
}

}  // namespace heddle::programs
