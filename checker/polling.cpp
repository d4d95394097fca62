// The polling rule: loops that wait by looking again and again (semantics, section 0).
#include <algorithm>

#include "heddle/checker/execution.hpp"

namespace heddle {

/// The polling rule: after so many idle rounds a poller waits until something it read changes.
bool Execution::poll_parked(ThreadId thread, const Operation& operation) const {
  if (idle_rounds(thread, operation.where) < options_.idle_rounds) return false;
  trace_.polling_cut = true;
  return true;
}

/// How many rounds of a polling loop in a row, ending now at `where`, read something, changed
/// nothing, and would read the same again.
int Execution::idle_rounds(ThreadId thread, const Where& where) const {
  int rounds = 0;
  int ends = 0;
  bool has_read = false;
  for (EventIndex i = trace_.threads[thread].last; i != kNone; i = trace_.events[i].previous) {
    const TraceEvent& event = trace_.events[i];
    if (event.polls && event.line == where.line && event.file == where.file) {
      // A round that ends with an expired wait may read in that wait alone: the last round, whose
      // wait is still to come, is then empty and does not count.
      if (!has_read && ++ends > 1) return rounds;
      if (has_read && ++rounds >= options_.idle_rounds) return rounds;
      has_read = false;
    }
    if (event.scheduling == Scheduling::local) continue;
    const std::uint32_t first = event.first_part;
    for (std::uint32_t p = first; p < first + event.part_count; ++p) {
      const Label& label = trace_.parts[p].label;
      if (label.object == life_ || label.object == clock_) continue;
      const std::uint32_t write = trace_.objects[label.object].last_write;
      if (label.wrote || (write != kNone && write > p)) return rounds;
      has_read = true;
    }
  }
  return rounds;
}

/// The objects that a thread has read since it last polled at `where`: what the next poll's
/// idleness depends on.
std::vector<ObjectId> Execution::round_reads(ThreadId thread, const Where& where) const {
  std::vector<ObjectId> read;
  for (EventIndex i = trace_.threads[thread].last; i != kNone; i = trace_.events[i].previous) {
    const TraceEvent& event = trace_.events[i];
    if (event.polls && event.line == where.line && event.file == where.file) break;
    if (event.scheduling == Scheduling::local) continue;
    for (const Part& part : trace_.parts_of(event)) {
      const ObjectId object = part.label.object;
      if (object == life_ || object == clock_ || part.label.wrote || read.size() >= kMaxObserved)
        continue;
      if (std::find(read.begin(), read.end(), object) == read.end()) read.push_back(object);
    }
  }
  return read;
}

}  // namespace heddle
