// Main ends early, the program does not: it waits for its non-daemon threads.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void non_daemon(const Parameters&) {
  const auto thread_1 = [] {
    for (int i = 0; i < 5; ++i) {
      print("this is non-daemon thread");
      outcome(i);
      sleep(2);
    }
  };

  Thread t(thread_1, "T");
  t.start();
  sleep(5);
  print("main Thread execution");
}

}  // namespace heddle::programs
