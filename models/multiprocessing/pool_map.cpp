// Two worker processes square numbers: who takes which is open, the results are in order.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void pool_map(const Parameters& parameters) {
  const multiprocessing::Pool pool(parameters["workers"], {.name = "pool"});
  const multiprocessing::Pool::With with(pool);
  outcome(pool.map([](int number) { return number * number; }, {1, 2, 3}));
}

}  // namespace heddle::programs
