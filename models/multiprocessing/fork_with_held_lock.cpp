// A process is forked while another thread of its parent may hold a lock: the copy of the lock that
// the child has is then taken for ever.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;
using threading::Lock;
using threading::Thread;

void fork_with_held_lock(const Parameters&) {
  const Lock lock{"lock"};
  const Thread writer(
      [=] {
        lock.acquire();
        lock.release();
      },
      "writer");
  const Process child([=] {
    lock.acquire();
    lock.release();
  });
  writer.start();
  child.start();
  child.join();
  writer.join();
}

}  // namespace heddle::programs
