// The start method is set a second time.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void start_method_twice(const Parameters&) {
  multiprocessing::set_start_method("spawn");
  const multiprocessing::Process child([] { outcome(multiprocessing::get_start_method()); });
  child.start();
  child.join();
  multiprocessing::set_start_method("fork");
}

}  // namespace heddle::programs
