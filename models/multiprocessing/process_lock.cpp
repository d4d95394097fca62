// Processes that print under a lock: no line is torn, and the order is open.
#include <heddle/heddle.hpp>

#include <string>
#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Process;

namespace {

void say_hello(const multiprocessing::Lock& lock, int i) {
  lock.acquire();
  print("hello world", i);
  lock.release();
}

}  // namespace

void process_lock(const Parameters& parameters) {
  const auto n = static_cast<int>(parameters["n"]);
  const multiprocessing::Lock lock("lock");
  std::vector<Process> processes;
  for (int i = 0; i < n; ++i) processes.emplace_back(say_hello, args(lock, i));
  for (const Process& process : processes) process.start();
  for (const Process& process : processes) process.join();
}

}  // namespace heddle::programs
