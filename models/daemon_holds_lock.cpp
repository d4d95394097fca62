// A daemon that saves a file in two halves can be killed between them, holding its lock.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;
using threading::Thread;

void daemon_holds_lock(const Parameters&) {
  Lock lock("lock");
  Shared<int> halves{0, "halves"};
  const auto autosave = [=] {
    lock.acquire();
    halves += 1;
    halves += 1;
    lock.release();
  };

  Thread saver(autosave, "saver");
  saver.set_daemon(true);
  saver.start();
}

}  // namespace heddle::programs
