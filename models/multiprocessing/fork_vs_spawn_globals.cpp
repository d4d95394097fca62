// What a child sees of a global that its parent has changed depends on the start method: a forked
// one the new value, a spawned one the first.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Process;

void fork_vs_spawn_globals(const Parameters& parameters) {
  const char* const method = parameters["spawn"] != 0 ? "spawn" : "fork";
  multiprocessing::set_start_method(method);
  Shared<int> limit{1, "limit"};
  limit = 5;
  const Process child([=] {
    outcome(limit.get());
    limit = 7;
  });
  child.start();
  child.join();
  outcome(limit.get());
}

}  // namespace heddle::programs
