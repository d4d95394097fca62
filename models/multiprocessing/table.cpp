// The table of multiprocessing models: what each is, and what is expected of it.
#include "heddle/models/multiprocessing/table.hpp"

#include <string>
#include <utility>
#include <vector>

#include "heddle/models/row.hpp"

namespace heddle::programs {
namespace {

std::vector<Row> multiprocessing_table() {
  return {
      // ---- processes
      {"process-function",
       "process_function.cpp",
       "a child process works on its own copy",
       {},
       process_function,
       verified(1, 1, {{"10 | 30"}})},
      // ---- queues
      {"queue",
       "queue.cpp",
       "a child sends copies to its parent",
       {},
       process_queue,
       verified(1975, 1, {{"2 3"}})},
      {"queue-empty-after-put",
       "queue_empty_after_put.cpp",
       "empty() right after put(): the feeder thread has not sent the item yet",
       {},
       queue_empty_after_put,
       verified(4, 2, {{"empty 1 1", "not empty 1 1"}})},
      {"queue-join-before-drain",
       "queue_join_before_drain.cpp",
       "a process is joined before what it has put is got",
       {{"bytes", 200'000}},
       queue_join_before_drain,
       bug({Kind::join_before_drain}, 3, 1)},
      {"joinable-queue",
       "joinable_queue.cpp",
       "join() waits for the worker's task_done()",
       {{"tasks", 2}},
       process_joinable_queue,
       verified(365, 4, {{"0"}})},
      {"joinable-queue-missing-task-done",
       "joinable_queue_missing_task_done.cpp",
       "one task_done() is forgotten: join() never returns",
       {},
       joinable_queue_missing_task_done,
       bug({Kind::task_done_missing}, 313, 2)},
      {"producers-consumers-queue",
       "producers_consumers_queue.cpp",
       "producer and consumer processes",
       {{"producers", 2}, {"consumers", 2}},
       producers_consumers_queue,
       verified({}, 4, {{"1 | 2", "2 | 1"}})},
  };
}

[[maybe_unused]] const bool kMultiprocessingRegistered =
    register_rows(multiprocessing_table(), "multiprocessing");

}  // namespace
}  // namespace heddle::programs
