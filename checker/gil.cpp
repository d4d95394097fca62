#include "heddle/checker/gil.hpp"

#include <algorithm>
#include <limits>

namespace heddle {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kNothing = 1e-9;  ///< seconds: what rounding leaves of a computation

}  // namespace

void Computations::add(ThreadId thread, ProcessId process, double begin, double seconds) {
  const auto place =
      std::upper_bound(all_.begin(), all_.end(), begin,
                       [](double time, const Computation& one) { return time < one.begin; });
  all_.insert(place, {thread, process, begin, seconds});
}

std::vector<ThreadId> Computations::threads(ProcessId process) const {
  std::vector<ThreadId> found;
  for (const Computation& one : all_) {
    if (one.process == process && std::find(found.begin(), found.end(), one.thread) == found.end())
      found.push_back(one.thread);
  }
  return found;
}

/// Goes from one beginning or end to the next; in between, all that run get equal shares.
double Computations::end(ThreadId thread) const {
  const auto latest = std::find_if(all_.rbegin(), all_.rend(), [thread](const Computation& one) {
    return one.thread == thread;
  });
  if (latest == all_.rend()) return 0;
  struct Running {
    const Computation* what;
    double left;
  };
  std::vector<Running> running;
  auto next = all_.begin();
  const auto skip = [&] {
    while (next != all_.end() && next->process != latest->process) ++next;
  };
  double now = 0;
  for (;;) {
    skip();
    const double begins = next != all_.end() ? next->begin : kNever;
    double ends = kNever;
    const auto share = static_cast<double>(running.size());
    for (const Running& one : running) ends = std::min(ends, now + one.left * share);
    const double then = std::min(begins, ends);
    if (then == kNever) return now;
    for (Running& one : running) one.left -= (then - now) / share;
    now = then;
    for (const Running& one : running) {
      if (one.left <= kNothing && one.what == &*latest) return now;
    }
    std::erase_if(running, [](const Running& one) { return one.left <= kNothing; });
    if (begins <= now) {
      running.push_back({&*next, next->seconds});
      ++next;
    }
  }
}

}  // namespace heddle
