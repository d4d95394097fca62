// Processes add 1 to an entry of a manager's dict: += is one call that reads and one that writes,
// and in between another process may do the same.
#include <heddle/heddle.hpp>
#include <string>
#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Manager;
using multiprocessing::Process;

void manager_dict_increment(const Parameters& parameters) {
  const Manager manager("manager");
  const auto counts = manager.dict<std::string, int>({{"x", 0}}, "counts");

  std::vector<Process> processes;
  for (std::int64_t i = 0; i < parameters["processes"]; ++i) {
    processes.emplace_back([=] { counts["x"] += 1; });
  }
  for (const Process& process : processes) process.start();
  for (const Process& process : processes) process.join();
  outcome(counts.at("x"));
}

}  // namespace heddle::programs
