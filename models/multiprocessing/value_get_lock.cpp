// Two processes add 1 to a Value, each holding its lock from before the read until after the write.
#include <heddle/heddle.hpp>
#include <mutex>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::c_int;
using multiprocessing::Process;
using multiprocessing::Value;

void value_get_lock(const Parameters&) {
  const Value counter(c_int, 0, "counter");
  const auto increase = [=] {
    const auto lock = counter.get_lock();
    const std::lock_guard guard(lock);
    counter.value += 1;
  };

  const Process p1(increase, "p1");
  const Process p2(increase, "p2");
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  outcome(counter.value.get());
}

}  // namespace heddle::programs
