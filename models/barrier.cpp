// n threads work in two phases: none begins the second before all have ended the first, so that
// each may read what its neighbour wrote.
#include <heddle/heddle.hpp>

#include <iterator>
#include <string>
#include <vector>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Barrier;
using threading::Thread;

namespace {

constexpr Name kCells[] = {"cell0", "cell1", "cell2", "cell3"};

}  // namespace

void barrier(const Parameters& parameters) {
  const auto n = static_cast<std::size_t>(parameters["n"]);
  Barrier phase(static_cast<int>(n), "phase");
  std::vector<Shared<int>> cells;
  for (std::size_t i = 0; i < n; ++i) {
    cells.emplace_back(0, i < std::size(kCells) ? kCells[i] : nullptr);
  }
  const auto work = [=](std::size_t me) {
    cells[me].set(1);
    phase.wait();
    check(cells[(me + 1) % n].get() == 1, "the neighbour has ended its first phase");
  };

  std::vector<Thread> threads;
  for (std::size_t i = 0; i < n; ++i) {
    threads.emplace_back([=] { work(i); }, "worker" + std::to_string(i));
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs
