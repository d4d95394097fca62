#include "heddle/primitives/multiprocessing/joinable_queue.hpp"

namespace heddle::multiprocessing {

void detail::throw_done_too_often() {
  throw ValueError("task_done() called too many times", Category::misuse);
}

}  // namespace heddle::multiprocessing
