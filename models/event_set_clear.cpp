// A pulse: set() wakes those who wait at that moment, clear() follows at once. Who comes later
// waits for ever.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Event;
using threading::Thread;

void event_set_clear(const Parameters&) {
  Event go("go");
  const auto pulse = [=] {
    go.set();
    go.clear();
  };

  Thread runner([=] { go.wait(); }, "runner");
  runner.start();
  pulse();
  runner.join();
}

}  // namespace heddle::programs
