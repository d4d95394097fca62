// A thread waits up to four seconds for an event that main sets after three. No timeout is long
// enough in free time; in virtual time three is less than four.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Event;
using threading::Thread;

void event_timeout(const Parameters&) {
  Event e("e");
  const auto task = [=](double timeout) {
    if (e.wait(timeout)) {
      print("Event received, releasing thread...");
      outcome("received");
    } else {
      print("Time out, moving ahead without event...");
      outcome("timed out");
    }
  };

  Thread thread([=] { task(4); }, "Event-Thread");
  thread.start();
  sleep(3);
  e.set();
  thread.join();
}

}  // namespace heddle::programs
