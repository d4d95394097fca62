// Producer and consumer processes around one queue: which consumer gets what is open.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;

void producers_consumers_queue(const Parameters& parameters) {
  const std::int64_t producers = parameters["producers"];
  const std::int64_t consumers = parameters["consumers"];
  const multiprocessing::Queue<std::int64_t> items(0, "items");
  std::vector<Process> processes;
  for (std::int64_t i = 1; i <= producers; ++i) {
    processes.emplace_back([=] { items.put(i); }, "producer");
  }
  for (std::int64_t i = 0; i < consumers; ++i) {
    processes.emplace_back([=] { outcome(items.get()); }, "consumer");
  }
  for (const Process& process : processes) process.start();
  for (const Process& process : processes) process.join();
}

}  // namespace heddle::programs
