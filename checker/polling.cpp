// The polling rule: loops that wait by looking again and again (semantics, section 0).
#include <algorithm>

#include "heddle/checker/execution.hpp"

namespace heddle {
namespace {

/// What a round has taken and not given back: locks, and places among waiters.
class Balance {
 public:
  void add(ObjectId object, Role role) {
    const bool takes = role == Role::acquire || role == Role::enqueue;
    for (auto& [known, taken] : taken_) {
      if (known == object) {
        taken += takes ? 1 : -1;
        return;
      }
    }
    taken_.emplace_back(object, takes ? 1 : -1);
  }
  [[nodiscard]] bool even() const {
    return std::all_of(taken_.begin(), taken_.end(),
                       [](const auto& entry) { return entry.second == 0; });
  }

 private:
  std::vector<std::pair<ObjectId, int>> taken_;
};

bool ends_round(const TraceEvent& event, const Where& where) {
  return event.polls && event.line == where.line && event.file == where.file;
}

}  // namespace

/// The polling rule: after so many idle rounds a poller waits until something it read changes.
bool Execution::poll_parked(ThreadId thread, const Operation& operation) const {
  // A poll that cannot say what it depends on is never parked.
  const std::size_t reads = round_reads(thread, operation).size();
  if (reads == 0 || reads > kMaxObserved) return false;
  if (idle_rounds(thread, operation, options_.idle_rounds) < options_.idle_rounds) return false;
  trace_.polling_cut = true;
  return true;
}

/// How many rounds of a polling loop in a row, ending now with `poll`, read something, changed
/// nothing, and would read the same again; not counted beyond `most`.
int Execution::idle_rounds(ThreadId thread, const Operation& poll, int most) const {
  int rounds = 0;
  int ends = 0;
  bool has_read = false;
  Balance balance;
  for (int i = 0; i < poll.part_count; ++i) {
    const OperationPart& part = poll.parts[i];
    if (part.action.is(kObserve) || is_bookkeeping(part.object)) continue;
    const Role role = trace_.spec(part.object).role(part.action.kind);
    Action expiring = part.action;
    expiring.thread = thread;
    expiring.may_expire = true;
    // If the wait expires, the thread may be no waiter any more.
    if (role == Role::resume && tried(part.object, expiring).wrote) balance.add(part.object, role);
  }
  for (EventIndex i = trace_.threads[thread].last; i != kNone; i = trace_.events[i].previous) {
    const TraceEvent& event = trace_.events[i];
    if (ends_round(event, poll.where)) {
      // A round that ends with an expired wait may read in that wait alone: the last round, whose
      // wait is still to come, is then empty and does not count.
      if ((!has_read && ++ends > 1) || !balance.even()) return rounds;
      if (has_read && ++rounds >= most) return rounds;
      has_read = false;
    }
    if (event.scheduling == Scheduling::local) continue;
    const std::uint32_t first = event.first_part;
    for (std::uint32_t p = first; p < first + event.part_count; ++p) {
      const Label& label = trace_.parts[p].label;
      if (label.is(kObserve) || is_bookkeeping(label.object)) continue;
      const Role role = trace_.role(label);
      if (label.wrote && !takes_or_gives_back(role)) return rounds;
      if (label.wrote) balance.add(label.object, role);
      // What a thread has taken is its own doing; what it found when it joined the waiters is not.
      const bool reads = !label.wrote || role == Role::enqueue;
      if (reads && !would_find_the_same(p)) return rounds;
      has_read |= reads;
    }
  }
  return rounds;
}

/// Objects that the engine touches by itself: no part of what a round does.
bool Execution::is_bookkeeping(ObjectId object) const {
  return object == life_ || object == clock_ ||
         std::any_of(invariants_.begin(), invariants_.end(),
                     [object](const Invariant& invariant) { return invariant.signal == object; });
}

/// Whether an action that was performed before would have the same result now. Values of variables
/// need not be in the abstract state: for them, whether they have been written since.
bool Execution::would_find_the_same(std::uint32_t part) const {
  const Label& label = trace_.parts[part].label;
  const ObjectRecord& object = trace_.objects[label.object];
  if (object.last_write == kNone || object.last_write <= part) return true;
  const SpecTable& spec = *object.spec;
  const Role role = spec.role(label.kind);
  if (role == Role::read || role == Role::update) return false;
  if (role == Role::resume) return true;  // asked when it joined the waiters
  const Action again{label.kind, label.thread, trace_.parts[part].may_expire, label.a, label.b};
  if (spec.alternatives(object.state, again) == 0) return false;
  const Effect effect = tried(label.object, again);
  return effect.result == label.result && effect.expired == label.expired;
}

/// The objects that a thread has read in the rounds whose idleness can park it now: what its next
/// poll's being enabled depends on. None while there are too few rounds, and in virtual time for
/// one that sleeps: it goes on when its time has come.
std::vector<ObjectId> Execution::round_reads(ThreadId thread, const Operation& poll) const {
  std::vector<ObjectId> read;
  if (options_.time == TimeMode::virtual_time && poll.timed()) return read;
  int ends = 0;
  for (EventIndex i = trace_.threads[thread].last; i != kNone; i = trace_.events[i].previous) {
    const TraceEvent& event = trace_.events[i];
    if (ends_round(event, poll.where) && ++ends > options_.idle_rounds) break;
    if (event.scheduling == Scheduling::local) continue;
    for (const Part& part : trace_.parts_of(event)) {
      const ObjectId object = part.label.object;
      if (part.label.is(kObserve) || is_bookkeeping(object)) continue;
      if (part.label.wrote && trace_.role(part.label) != Role::enqueue) continue;
      if (std::find(read.begin(), read.end(), object) == read.end()) read.push_back(object);
    }
  }
  if (ends < options_.idle_rounds) read.clear();
  return read;
}

/// The live threads, daemons aside, that poll.
ThreadSet Execution::pollers() const {
  ThreadSet found;
  for (const ThreadId thread : live()) {
    const Operation* pending = threads_[thread].pending;
    if (pending != nullptr && pending->is_poll() && !trace_.threads[thread].daemon) {
      found.insert(thread);
    }
  }
  return found;
}

/// Whether the thread has asked for the time since its last poll here: the loop may end by itself.
bool Execution::watches_time(ThreadId thread, const Where& where) const {
  EventIndex last = trace_.threads[thread].last;
  while (last != kNone && !ends_round(trace_.events[last], where)) {
    last = trace_.events[last].previous;
  }
  return last != kNone && threads_[thread].time_asked > last;
}

/// All who could go on have polled for so long that they will for ever.
bool Execution::livelocked(const ThreadSet& polling) const {
  const int many = std::max(kEndlessRounds, options_.idle_rounds);
  for (const ThreadId thread : polling) {
    const EventIndex last = trace_.threads[thread].last;
    if (last == kNone || trace_.events[last].index < static_cast<std::uint32_t>(many)) return false;
    const Operation& poll = *threads_[thread].pending;
    if (watches_time(thread, poll.where) || idle_rounds(thread, poll, many) < many) return false;
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
      changed |= part.label.wrote && !is_bookkeeping(part.label.object) &&
                 !takes_or_gives_back(trace_.role(part.label));
    }
    if (changed) break;
  }
  released_ = waiting;
  if (waiting.empty()) released_.insert(longest);
}

}  // namespace heddle
