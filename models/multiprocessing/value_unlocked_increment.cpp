// Two processes add 1 to a Value. Reading it takes its lock and writing it takes it again: in
// between the other process may do the same, and one of the additions is lost.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::c_int;
using multiprocessing::Process;
using multiprocessing::Value;

void value_unlocked_increment(const Parameters&) {
  const Value counter(c_int, 0, "counter");
  const auto increase = [=] { counter.value += 1; };

  const Process p1(increase, "p1");
  const Process p2(increase, "p2");
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  outcome(counter.value.get());
}

}  // namespace heddle::programs
