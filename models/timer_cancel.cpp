// A timer that is cancelled may have fired before.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Timer;

void timer_cancel(const Parameters&) {
  Atomic<bool> rang{false, "rang"};
  Timer alarm(30, [=] { rang.store(true); });
  alarm.start();
  alarm.cancel();
  alarm.join();
  outcome(rang.load() ? "rang" : "cancelled");
}

}  // namespace heddle::programs
