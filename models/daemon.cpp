// A daemon thread is killed where it stands when only daemons are left.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Thread;

void daemon(const Parameters&) {
  const auto thread_1 = [] {
    for (int i = 0; i < 5; ++i) {
      print("this is thread T");
      outcome(i);
      sleep(3);
    }
  };

  Thread t(thread_1, "T");
  t.set_daemon(true);
  t.start();
  sleep(5);
  print("this is Main Thread");
}

}  // namespace heddle::programs
