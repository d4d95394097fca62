// The programs of the multiprocessing models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void process_function(const Parameters&);
void value_array(const Parameters&);
void value_unlocked_increment(const Parameters&);
void value_get_lock(const Parameters&);
void array_sum(const Parameters&);

}  // namespace heddle::programs
