// The parent joins a child before it gets what the child has put: the child cannot end before its
// feeder has sent everything, and the pipe is full.
#include <heddle/heddle.hpp>

#include <string>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void queue_join_before_drain(const Parameters& parameters) {
  const auto bytes = static_cast<std::size_t>(parameters["bytes"]);
  const multiprocessing::Queue<std::string> results(0, "results");
  const multiprocessing::Process worker([=] { results.put(std::string(bytes, 'x')); });
  worker.start();
  worker.join();
  outcome(results.get().size());
}

}  // namespace heddle::programs
