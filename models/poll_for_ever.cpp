// A thread polls until the other one is ready, but that one returns early and never says so.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void poll_for_ever(const Parameters&) {
  Atomic<bool> found{false, "found"};
  Atomic<bool> ready{false, "ready"};
  const auto prepare = [=] {
    if (!found.load()) return;
    ready.store(true);
  };

  Thread helper(prepare, "helper");
  helper.start();
  found.store(true);
  while (!ready.load()) yield();
  helper.join();
}

}  // namespace heddle::programs
