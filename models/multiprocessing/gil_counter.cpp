// The interpreter's lock does not make `counter += 1` one step: a thread can lose it between the
// read and the write, and an update is lost.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using threading::Thread;

void gil_counter(const Parameters&) {
  Shared<int> counter{0, "counter"};
  const auto increase = [=] { counter += 1; };
  const Thread first(increase, "first");
  const Thread second(increase, "second");
  first.start();
  second.start();
  first.join();
  second.join();
  outcome(counter.get());
}

}  // namespace heddle::programs
