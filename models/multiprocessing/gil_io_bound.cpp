// Two waits of a second each overlap, among threads as among processes: who waits for a device
// gives the interpreter's lock away.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;
using threading::Thread;

void gil_io_bound(const Parameters&) {
  const auto work = [] { io(1); };
  const double begin = time();
  const std::vector<Thread> threads{Thread(work), Thread(work)};
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
  const double middle = time();
  const std::vector<Process> processes{Process(work), Process(work)};
  for (const Process& process : processes) process.start();
  for (const Process& process : processes) process.join();
  outcome(middle - begin);
  outcome(time() - middle);
}

}  // namespace heddle::programs
