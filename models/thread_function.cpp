// A thread made from a function. join() waits for its end, so main reads what it wrote.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void thread_function(const Parameters&) {
  Shared<int> result{0, "result"};
  const auto func = [=] {
    print("Thread running");
    result.set(42);
  };

  Thread t1(func, "t1");
  t1.start();
  t1.join();
  outcome(result.get());
}

}  // namespace heddle::programs
