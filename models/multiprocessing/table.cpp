// The table of multiprocessing models: what each is, and what is expected of it.
#include "heddle/models/multiprocessing/table.hpp"

#include <string>
#include <utility>
#include <vector>

#include "heddle/models/row.hpp"

namespace heddle::programs {
namespace {

std::vector<Row> multiprocessing_table() {
  return {
      // ---- processes
      {"process-function",
       "process_function.cpp",
       "a child process works on its own copy",
       {},
       process_function,
       verified(1, 1, {{"10 | 30"}})},
  };
}

[[maybe_unused]] const bool kMultiprocessingRegistered =
    register_rows(multiprocessing_table(), "multiprocessing");

}  // namespace
}  // namespace heddle::programs
