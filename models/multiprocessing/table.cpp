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

      // ---- pipes
      {"pipe-duplex",
       "pipe_duplex.cpp",
       "a question and its answer through one pipe",
       {},
       pipe_duplex,
       verified(2, 1, {{"42"}})},
      {"pipe-simplex-wrong-end",
       "pipe_simplex_wrong_end.cpp",
       "a child sends at the end that only receives",
       {},
       pipe_simplex_wrong_end,
       bug({Kind::misuse}, 1, 1)},
      {"pipe-forgotten-close",
       "pipe_forgotten_close.cpp",
       "the end of the file never comes: a copy of the sending end is left open",
       {{"messages", 2}, {"forgets", 1}},
       pipe_forgotten_close,
       bug({Kind::deadlock}, 5, 1)},
      {"pipe-shared-endpoint",
       "pipe_shared_endpoint.cpp",
       "two processes send at the same end of a pipe",
       {},
       pipe_shared_endpoint,
       bug({Kind::endpoint_race}, 50, 2, {{"12", "21"}})},
      {"pipe-full",
       "pipe_full.cpp",
       "two processes send what is too large for the pipe before they receive",
       {{"bytes", 70'000}},
       pipe_full,
       bug({Kind::deadlock}, 2, 1)},
      {"simple-queue",
       "simple_queue.cpp",
       "workers take jobs out of a queue and put results into another",
       {{"workers", 2}},
       simple_queue,
       verified({}, 4, {{"5"}})},
  };
}

[[maybe_unused]] const bool kMultiprocessingRegistered =
    register_rows(multiprocessing_table(), "multiprocessing");

}  // namespace
}  // namespace heddle::programs
