// A child works in memory that it shares with its parent: a number and an array.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Array;
using multiprocessing::c_double;
using multiprocessing::c_int;
using multiprocessing::len;
using multiprocessing::Process;
using multiprocessing::Value;

void value_array(const Parameters&) {
  const Value number(c_double, 0.0, "number");
  const Array row(c_int, {0, 1, 2, 3}, "row");

  const Process child([=] {
    number.value = 3.25;
    for (int i = 0; i < len(row); ++i) row[i] = -row[i];
  });
  child.start();
  child.join();

  outcome(number.value.get());
  outcome(row.get({}));
}

}  // namespace heddle::programs
