#include "heddle/tools/interrupts.hpp"

#include <atomic>
#include <csignal>

namespace heddle::tools {
namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "written by a signal handler");

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { received.fetch_add(1); };
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interrupts() { return received.load(); }

}  // namespace heddle::tools
