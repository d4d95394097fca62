// The programs of the multiprocessing models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void process_function(const Parameters&);

}  // namespace heddle::programs
