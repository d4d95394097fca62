// A daemonic process is terminated when its parent ends: how far it has come is open.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;

void daemonic_child(const Parameters&) {
  const Process child(
      [] {
        const Shared<int> done{0, "done"};
        done = 1;
        outcome(1);
        done = 2;
        outcome(2);
      },
      multiprocessing::ProcessOptions{.name = "child", .daemon = true});
  child.start();
}

}  // namespace heddle::programs
