// The programs of the multiprocessing models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void closure_argument(const Parameters&);
void daemonic_child(const Parameters&);
void fork_vs_spawn_globals(const Parameters&);
void fork_with_held_lock(const Parameters&);
void gil_counter(const Parameters&);
void gil_cpu_bound(const Parameters&);
void gil_io_bound(const Parameters&);
void process_function(const Parameters&);
void process_lock(const Parameters&);
void process_subclass(const Parameters&);
void start_method_twice(const Parameters&);
void terminate_holding_lock(const Parameters&);
void value_array(const Parameters&);
void value_unlocked_increment(const Parameters&);
void value_get_lock(const Parameters&);
void array_sum(const Parameters&);
void process_queue(const Parameters&);
void queue_empty_after_put(const Parameters&);
void queue_join_before_drain(const Parameters&);
void producers_consumers_queue(const Parameters&);
void process_joinable_queue(const Parameters&);
void joinable_queue_missing_task_done(const Parameters&);
void pipe_duplex(const Parameters&);
void pipe_simplex_wrong_end(const Parameters&);
void pipe_forgotten_close(const Parameters&);
void pipe_shared_endpoint(const Parameters&);
void pipe_full(const Parameters&);
void simple_queue(const Parameters&);
void manager_dict_increment(const Parameters&);
void pool_map(const Parameters&);

}  // namespace heddle::programs
