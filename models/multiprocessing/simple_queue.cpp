// Workers take jobs out of one queue and put results into another.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Process;
using multiprocessing::SimpleQueue;

void simple_queue(const Parameters& parameters) {
  const SimpleQueue<int> jobs("jobs");
  const SimpleQueue<int> results("results");
  const auto work = [](SimpleQueue<int> in, SimpleQueue<int> out) {
    const int job = in.get();
    out.put(job * job);
  };
  std::vector<Process> workers;
  for (int i = 0; i < parameters["workers"]; ++i) workers.emplace_back(work, args(jobs, results));
  for (const Process& worker : workers) worker.start();
  int sum = 0;
  for (int i = 1; i <= parameters["workers"]; ++i) jobs.put(i);
  for (int i = 1; i <= parameters["workers"]; ++i) sum += results.get();
  for (const Process& worker : workers) worker.join();
  outcome(sum);
}

}  // namespace heddle::programs
