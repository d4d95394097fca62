#include "heddle/checker/polling.hpp"

#include <algorithm>

namespace heddle {
namespace {

constexpr std::size_t kMostReads = 200;

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

/// The moment at which nothing has changed since.
class Unchanged final : public Moment {
 public:
  [[nodiscard]] bool written_since(std::uint32_t) const override { return false; }
  [[nodiscard]] const void* state(ObjectId) const override { return nullptr; }
};

}  // namespace

bool PollingRule::parks(const Poll& poll, const Moment& moment) const {
  return !reads(poll).empty() &&
         idle_rounds(poll, moment, options_.idle_rounds) >= options_.idle_rounds;
}

bool PollingRule::could_park(const Poll& poll) const { return parks(poll, Unchanged()); }

int PollingRule::idle_rounds(const Poll& poll, const Moment& moment, int most) const {
  int rounds = 0;
  int ends = 0;
  bool has_read = false;
  Balance balance;
  for (const OperationPart& part : poll.parts) {
    const ObjectRecord& object = trace_.objects[part.object];
    // If the wait expires, the thread may be no waiter any more.
    if (part.action.is(kObserve) || object.bookkeeping ||
        object.spec->role(part.action.kind) != Role::resume) {
      continue;
    }
    const void* state = moment.state(part.object);
    Action expiring = part.action;
    expiring.thread = poll.thread;
    expiring.may_expire = true;
    if (state == nullptr || tried(*object.spec, state, expiring).wrote) {
      balance.add(part.object, Role::resume);
    }
  }
  for (EventIndex i = poll.last; i != kNone; i = trace_.events[i].previous) {
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
      if (label.is(kObserve) || trace_.objects[label.object].bookkeeping) continue;
      const Role role = trace_.role(label);
      if (label.wrote && !takes_or_gives_back(role)) return rounds;
      if (label.wrote) balance.add(label.object, role);
      // What a thread has taken is its own doing; what it found when it joined the waiters is not.
      const bool reads = !label.wrote || role == Role::enqueue;
      if (reads && !would_find_the_same(p, moment)) return rounds;
      has_read |= reads;
    }
  }
  return rounds;
}

/// Whether an action that was performed before would have the same result now. Values of variables
/// need not be in the abstract state: for them, whether they have been written since.
bool PollingRule::would_find_the_same(std::uint32_t part, const Moment& moment) const {
  if (!moment.written_since(part)) return true;
  const Label& label = trace_.parts[part].label;
  const SpecTable& spec = trace_.spec(label.object);
  const Role role = spec.role(label.kind);
  if (role == Role::read || role == Role::update) return false;
  if (role == Role::resume) return true;  // asked when it joined the waiters
  const Action again{label.kind, label.thread, trace_.parts[part].may_expire, label.a, label.b};
  const void* state = moment.state(label.object);
  if (spec.alternatives(state, again) == 0) return false;
  const Effect effect = tried(spec, state, again);
  return effect.result == label.result && effect.expired == label.expired;
}

std::vector<ObjectId> PollingRule::reads(const Poll& poll) const {
  std::vector<ObjectId> read;
  if (options_.time == TimeMode::virtual_time && poll.timed) return read;
  int ends = 0;
  for (EventIndex i = poll.last; i != kNone; i = trace_.events[i].previous) {
    const TraceEvent& event = trace_.events[i];
    if (ends_round(event, poll.where) && ++ends > options_.idle_rounds) break;
    if (event.scheduling == Scheduling::local) continue;
    for (const Part& part : trace_.parts_of(event)) {
      const ObjectId object = part.label.object;
      if (part.label.is(kObserve) || trace_.objects[object].bookkeeping) continue;
      if (part.label.wrote && trace_.role(part.label) != Role::enqueue) continue;
      if (std::find(read.begin(), read.end(), object) == read.end()) read.push_back(object);
    }
  }
  // A poll that cannot say what it depends on is never parked.
  if (ends < options_.idle_rounds || read.size() > kMostReads) read.clear();
  return read;
}

EventIndex PollingRule::last_round(const Poll& poll) const {
  EventIndex last = poll.last;
  while (last != kNone && !ends_round(trace_.events[last], poll.where)) {
    last = trace_.events[last].previous;
  }
  return last;
}

}  // namespace heddle
