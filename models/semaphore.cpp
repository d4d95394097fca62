// n threads and three permits: the fourth to come waits until one of the three has left.
#include <heddle/heddle.hpp>

#include <string>
#include <vector>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Semaphore;
using threading::Thread;

void semaphore(const Parameters& parameters) {
  Semaphore permits(3, "permits");
  const auto visit = [=] {
    permits.acquire();
    print("inside");
    permits.release();
  };

  std::vector<Thread> threads;
  for (std::int64_t i = 1; i <= parameters["n"]; ++i) {
    threads.emplace_back(visit, "visitor" + std::to_string(i));
  }
  for (const Thread& thread : threads) thread.start();
  for (const Thread& thread : threads) thread.join();
}

}  // namespace heddle::programs
