// A closure and a lock as arguments: fork takes anything, spawn must pickle it and cannot.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;
using threading::Lock;

void closure_argument(const Parameters& parameters) {
  multiprocessing::set_start_method(parameters["spawn"] != 0 ? "spawn" : "fork");
  const Lock lock{"lock"};
  const auto twice = [](int value) { return 2 * value; };
  const Process child(
      [twice](const Lock& own, int value) {
        own.acquire();
        outcome(twice(value));
        own.release();
      },
      multiprocessing::args(lock, 21));
  child.start();
  child.join();
}

}  // namespace heddle::programs
