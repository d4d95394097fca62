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

      // ---- shared memory
      {"value-array",
       "value_array.cpp",
       "a child changes a number and an array of its parent",
       {},
       value_array,
       verified(1, 1, {{"3.25 [0, -1, -2, -3]"}})},
      {"value-unlocked-increment",
       "value_unlocked_increment.cpp",
       "two processes add to a Value without holding its lock",
       {},
       value_unlocked_increment,
       bug({Kind::lost_update}, 6, 6, {{"1", "2"}})},
      {"value-get-lock",
       "value_get_lock.cpp",
       "two processes add to a Value, holding its lock",
       {},
       value_get_lock,
       verified(2, 2, {{"2"}})},
      {"array-sum",
       "array_sum.cpp",
       "two processes sum half of an array each",
       {},
       array_sum,
       verified(72, 4, {{"10"}})},
  };
}

[[maybe_unused]] const bool kMultiprocessingRegistered =
    register_rows(multiprocessing_table(), "multiprocessing");

}  // namespace
}  // namespace heddle::programs
