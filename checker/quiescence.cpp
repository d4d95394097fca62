// When nobody can go: time moves on, pollers that wait for a change go on, or it is the end.
#include <algorithm>
#include <limits>

#include "heddle/checker/execution.hpp"

namespace heddle {
namespace {

constexpr int kEndlessRounds = 1000;  ///< of idle polling: a livelock

/// Now.
class Present final : public Moment {
 public:
  explicit Present(const Trace& trace) : trace_(trace) {}
  [[nodiscard]] bool written_since(std::uint32_t part) const override {
    const std::uint32_t write = trace_.objects[trace_.parts[part].label.object].last_write;
    return write != kNone && write > part;
  }
  [[nodiscard]] const void* state(ObjectId object) const override {
    return trace_.objects[object].state;
  }

 private:
  const Trace& trace_;
};

}  // namespace

Poll Execution::poll_of(ThreadId thread, const Operation& operation) const {
  return {thread,
          trace_.threads[thread].last,
          {operation.parts, operation.part_count},
          operation.where,
          operation.timed()};
}

/// The polling rule: after so many idle rounds a poller waits until something it read changes.
bool Execution::poll_parked(ThreadId thread, const Operation& operation) const {
  if (!polling_.parks(poll_of(thread, operation), Present(trace_))) return false;
  trace_.polling_cut = true;
  return true;
}

/// Nobody can go. In virtual time the clock moves to the next deadline; pollers that wait for a
/// change go on. False: the execution has ended, `trace_.ending` says how.
bool Execution::advance() {
  const ThreadSet polling = pollers();
  if (livelocked(polling)) {
    trace_.ending = Ending::livelock;
    return false;
  }
  if (options_.time == TimeMode::virtual_time) {
    double next = std::numeric_limits<double>::infinity();
    for (const ThreadId thread : live()) {
      const Running& running = threads_[thread];
      if (running.pending == nullptr) continue;
      if (running.pending->timed() && running.deadline > now_) {
        next = std::min(next, running.deadline);
      }
    }
    if (next < std::numeric_limits<double>::infinity()) {
      now_ = next;
      ++tick_;
      return true;
    }
  }
  if (polling.empty() || !released_.empty()) return false;
  release_pollers(polling);
  ++tick_;
  return true;
}

/// The live threads, daemons aside, that poll.
ThreadSet Execution::pollers() const {
  ThreadSet found;
  for (const ThreadId thread : live()) {
    const Operation* pending = threads_[thread].pending;
    if (pending != nullptr && pending->is_poll() && !trace_.daemonic(thread)) {
      found.insert(thread);
    }
  }
  return found;
}

/// Whether the thread has asked for the time since its last poll here: the loop may end by itself.
bool Execution::watches_time(const Poll& poll) const {
  const EventIndex last = polling_.last_round(poll);
  return last != kNone && threads_[poll.thread].time_asked > last;
}

/// All who could go on have polled for so long that they will for ever.
bool Execution::livelocked(const ThreadSet& polling) const {
  const int many = std::max(kEndlessRounds, options_.idle_rounds);
  for (const ThreadId thread : polling) {
    if (trace_.threads[thread].events < static_cast<std::uint32_t>(many)) return false;
    const Poll poll = poll_of(thread, *threads_[thread].pending);
    if (watches_time(poll) || polling_.idle_rounds(poll, Present(trace_), many) < many) {
      return false;
    }
  }
  return !polling.empty();
}

/// Nobody can go: parked pollers go on. At first all of them, in every order; then, as long as
/// nothing changes, in turns. A function of the trace, so that a replay comes to the same.
void Execution::release_pollers(const ThreadSet& polling) {
  ThreadSet waiting = polling;
  ThreadId longest = kNoThread;  // whose last turn is the longest ago
  for (EventIndex i = position_; i-- > 0 && !waiting.empty();) {
    const TraceEvent& event = trace_.events[i];
    if (event.released && waiting.contains(event.thread)) {
      waiting.erase(event.thread);
      longest = event.thread;
    }
    bool changed = false;
    for (const Part& part : trace_.parts_of(event)) {
      changed |= part.label.wrote && !trace_.objects[part.label.object].bookkeeping &&
                 !takes_or_gives_back(trace_.role(part.label));
    }
    if (changed) break;
  }
  released_ = waiting;
  if (waiting.empty()) released_.insert(longest);
}

}  // namespace heddle
