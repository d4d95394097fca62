// A child process works on its own copy of what its parent has.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;

void process_function(const Parameters&) {
  Shared<int> balance{10, "balance"};
  const Process child([=] {
    balance += 20;
    outcome(balance.get());
  });
  child.start();
  child.join();
  outcome(balance.get());
}

}  // namespace heddle::programs
