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
      {"process-subclass",
       "process_subclass.cpp",
       "processes by overriding run()",
       {},
       process_subclass,
       verified(20, 1, {{"10 | 20 | 30"}})},
      {"daemonic-child",
       "daemonic_child.cpp",
       "a daemonic process is terminated with its parent",
       {},
       daemonic_child,
       verified(5, 5, {{"", "1", "1 2"}})},
      {"start-method-twice",
       "start_method_twice.cpp",
       "the start method is set a second time",
       {},
       start_method_twice,
       bug({Kind::misuse}, 1, 1, {{"spawn"}})},
      {"fork-vs-spawn-globals",
       "fork_vs_spawn_globals.cpp",
       "a changed global as a forked child sees it",
       {{"spawn", 0}},
       fork_vs_spawn_globals,
       verified(1, 1, {{"5 | 5"}})},
      {"spawn-globals",
       "fork_vs_spawn_globals.cpp",
       "a changed global as a spawned child sees it",
       {{"spawn", 1}},
       fork_vs_spawn_globals,
       verified(1, 1, {{"5 | 1"}})},
      {"closure-argument",
       "closure_argument.cpp",
       "a forked child is given a closure and a lock",
       {{"spawn", 0}},
       closure_argument,
       verified(1, 1, {{"42"}})},
      {"closure-argument-spawned",
       "closure_argument.cpp",
       "a spawned child cannot be given a lock of threading",
       {{"spawn", 1}},
       closure_argument,
       sequential(bug({Kind::unpicklable_argument}, 1, 1))},
      {"fork-with-held-lock",
       "fork_with_held_lock.cpp",
       "a process is forked while a thread holds a lock",
       {},
       fork_with_held_lock,
       bug({Kind::fork_with_held_lock, Kind::fork_with_threads}, 8, 3)},

      // ---- the interpreter's lock
      {"gil-cpu-bound",
       "gil_cpu_bound.cpp",
       "computing: two threads need the sum, two processes the maximum",
       {},
       gil_cpu_bound,
       with("time", "virtual", verified(4, 1, {{"2 1"}}))},
      {"gil-io-bound",
       "gil_io_bound.cpp",
       "waiting for a device: threads overlap as processes do",
       {},
       gil_io_bound,
       with("time", "virtual", verified(4, 1, {{"1 1"}}))},
      {"gil-counter",
       "gil_counter.cpp",
       "a counter loses updates under the interpreter's lock",
       {},
       gil_counter,
       bug({Kind::data_race, Kind::lost_update}, 6, 4, {{"1", "2"}})},

      // ---- locks, semaphores, conditions, events, barriers
      {"process-lock",
       "process_lock.cpp",
       "processes that print under a lock",
       {{"n", 3}},
       process_lock,
       verified(6, 6)},
      {"terminate-holding-lock",
       "terminate_holding_lock.cpp",
       "a process is terminated while it holds a lock",
       {},
       terminate_holding_lock,
       bug({Kind::terminated_holding}, 5, 5)},

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
