// n philosophers, each takes the fork with the lower number first: no cycle can close.
#include <heddle/heddle.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;
using threading::Thread;

void philosophers_ordered(const Parameters& parameters) {
  constexpr Name kForks[] = {"fork0", "fork1", "fork2", "fork3",
                             "fork4", "fork5", "fork6", "fork7"};
  const auto n = static_cast<std::size_t>(parameters["n"]);
  std::vector<Lock> forks;
  for (std::size_t i = 0; i < n; ++i)
    forks.emplace_back(i < std::size(kForks) ? kForks[i] : nullptr);
  const auto dine = [=](std::size_t first, std::size_t second) {
    forks[first].acquire();
    forks[second].acquire();
    forks[second].release();
    forks[first].release();
  };

  std::vector<Thread> philosophers;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t left = i;
    const std::size_t right = (i + 1) % n;
    philosophers.emplace_back([=] { dine(std::min(left, right), std::max(left, right)); },
                              "philosopher" + std::to_string(i));
  }
  for (const Thread& philosopher : philosophers) philosopher.start();
  for (const Thread& philosopher : philosophers) philosopher.join();
}

}  // namespace heddle::programs
