// The programs of the multiprocessing models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void process_function(const Parameters&);
void pipe_duplex(const Parameters&);
void pipe_simplex_wrong_end(const Parameters&);
void pipe_forgotten_close(const Parameters&);
void pipe_shared_endpoint(const Parameters&);
void pipe_full(const Parameters&);
void simple_queue(const Parameters&);

}  // namespace heddle::programs
