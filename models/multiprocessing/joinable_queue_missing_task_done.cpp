// The worker forgets to call task_done where a task has failed: join never returns.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void joinable_queue_missing_task_done(const Parameters&) {
  const multiprocessing::JoinableQueue<int> tasks(0, "tasks");
  const multiprocessing::Process worker(
      [=] {
        for (int i = 0; i < 2; ++i) {
          const int divisor = tasks.get();
          if (divisor == 0) continue;  // cannot divide by it
          outcome(100 / divisor);
          tasks.task_done();
        }
      },
      "worker");
  worker.start();
  tasks.put(5);
  tasks.put(0);
  tasks.join();
  worker.join();
}

}  // namespace heddle::programs
