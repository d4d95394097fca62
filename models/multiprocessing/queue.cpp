// A child sends a result to its parent through a queue: what it puts is a copy.
#include <heddle/heddle.hpp>

#include <vector>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

void process_queue(const Parameters&) {
  const multiprocessing::Queue<std::vector<int>> results(0, "results");
  const multiprocessing::Process worker([=] {
    std::vector<int> squares{1, 4};
    results.put(squares);
    squares.push_back(9);
    results.put(squares);
  });
  worker.start();
  outcome(results.get().size());
  outcome(results.get().size());
  worker.join();
}

}  // namespace heddle::programs
