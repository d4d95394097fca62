// The programs of the multiprocessing models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void process_function(const Parameters&);
void process_queue(const Parameters&);
void queue_empty_after_put(const Parameters&);
void queue_join_before_drain(const Parameters&);
void producers_consumers_queue(const Parameters&);
void process_joinable_queue(const Parameters&);
void joinable_queue_missing_task_done(const Parameters&);

}  // namespace heddle::programs
