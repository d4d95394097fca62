// The parent waits until a worker process has dealt with every task.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void process_joinable_queue(const Parameters& parameters) {
  const std::int64_t count = parameters["tasks"];
  const multiprocessing::JoinableQueue<std::int64_t> tasks(0, "tasks");
  const multiprocessing::Process worker(
      [=] {
        for (std::int64_t i = 0; i < count; ++i) {
          tasks.get();
          tasks.task_done();
        }
      },
      "worker");
  worker.start();
  for (std::int64_t i = 0; i < count; ++i) tasks.put(i);
  tasks.join();
  outcome(tasks.qsize());
  worker.join();
}

}  // namespace heddle::programs
