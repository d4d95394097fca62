// The door: how one operation is announced, takes effect, and is written down. Its steps are
// `inline`: they have one caller or two, all in this file, and run ten million times a second.
#include <algorithm>
#include <cstring>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {

Result Execution::perform(const Operation& operation) {
  const Running& me = threads_[current_];
  const bool special =
      leaving_ | evaluating_ | me.owes_invariants | me.daemon | operation.is_poll();
  if (special || !invariants_.empty()) [[unlikely]]
    return perform_specially(operation);
  return perform_plain(operation);
}

Result Execution::perform_specially(const Operation& operation) {
  if (leaving_) return leave(operation);
  if (evaluating_) return evaluate(operation);
  if (threads_[current_].owes_invariants) check_invariants();
  return perform_extended(operation);
}

/// A daemon's event reads the life of the program; an event on an object of an invariant touches
/// the invariant's signal; a poll reads once more what its round has read.
Result Execution::perform_extended(const Operation& operation) {
  const ThreadId self = current_;
  std::vector<OperationPart> parts(operation.parts, operation.parts + operation.part_count);
  Operation extended = operation;
  if (trace_.threads[self].daemon && operation.scheduling != Scheduling::silent) {
    parts.push_back({life_, {LifeSpec::kLive, self, false, 0, 0}});
    extended.scheduling = Scheduling::visible;
  }
  for (const Invariant& invariant : invariants_) {
    bool touched = false;
    for (int i = 0; i < operation.part_count; ++i) {
      for (const ObjectId object : invariant.objects)
        touched |= operation.parts[i].object == object;
    }
    if (!touched) continue;
    parts.push_back({invariant.signal, {SignalSpec::kTouch, self, false, 0, 0}});
    threads_[self].owes_invariants = true;
  }
  if (operation.is_poll() && extended.scheduling == Scheduling::visible) {
    const std::vector<ObjectId> read = round_reads(self, operation);
    if (read.size() <= kMaxObserved) {
      for (const ObjectId object : read) parts.push_back({object, {kObserve, self, false, 0, 0}});
    }
  }
  extended.parts = parts.data();
  extended.part_count = static_cast<std::uint8_t>(parts.size());
  const Result result = perform_plain(extended);
  return operation.part_count == 0 ? Result{} : result;
}

inline Result Execution::perform_plain(const Operation& operation) {
  const ThreadId self = current_;
  Running& me = threads_[self];
  if (operation.timed()) {
    me.deadline = announced_at(self) + operation.timeout;
    trace_.time_used = true;
  }
  if (position_ < keep_) return perform_in_prefix(operation);
  switch (operation.scheduling) {
    case Scheduling::visible: return announce(operation, me);
    case Scheduling::silent:
      if (!silent_ready(operation)) return announce(operation, me);
      break;
    default: break;
  }
  if (position_ >= options_.max_steps) [[unlikely]] {
    stop(Ending::truncated);
    return leave(operation);
  }
  return execute(operation, 0);
}

/// Stops if another thread should go, then takes effect.
inline Result Execution::announce(const Operation& operation, Running& me) {
  const ThreadId self = current_;
  const bool silent = operation.scheduling == Scheduling::silent;
  me.pending = &operation;
  me.always_enabled = operation.part_count == 1 && !operation.polls && !me.daemon &&
                      trace_.objects[operation.parts[0].object].spec->never_blocks;
  if (silent) {
    me.silent = true;
    live_.erase(self);
    silent_.insert(self);
    silent_changed_ = true;
  }
  const ThreadId next = decide();
  if (next != self) {
    switch_to(self, next);
    if (leaving_) [[unlikely]]
      return leave(operation);
  }
  me.pending = nullptr;
  if (silent) {
    me.silent = false;
    silent_.erase(self);
    live_.insert(self);
  }
  if (position_ < keep_) [[unlikely]]
    return replay(operation);
  return execute(operation, silent ? 0 : choice_.alternative);
}

Result Execution::perform_in_prefix(const Operation& operation) {
  if (trace_.events[position_].thread == current_) return replay(operation);
  // Another thread is next: only an operation that can wait may be met here.
  if (operation.scheduling >= Scheduling::invisible && !operation.polls) {
    trace_.diverged_at = position_;
    stop(Ending::diverged);
    return leave(operation);
  }
  return announce(operation, threads_[current_]);
}

/// The prefix is replayed without tracking: operation and arguments are compared, the recorded
/// result is returned, states and clocks are those of the last execution.
Result Execution::replay(const Operation& operation) {
  const TraceEvent& event = trace_.events[position_];
  bool same =
      event.thread == current_ && (event.part_count == operation.part_count || operation.is_poll());
  const Part* parts = trace_.parts.data() + event.first_part;
  for (int i = 0; same && i < operation.part_count; ++i) {
    const OperationPart& now = operation.parts[i];
    if (now.action.is(kObserve)) break;  // depends on the trace, not on the program
    const Label& then = parts[i].label;
    same = now.object == then.object && now.action.kind == then.kind && now.action.a == then.a &&
           now.action.b == then.b;
  }
  if (!same) [[unlikely]] {
    trace_.diverged_at = position_;
    stop(Ending::diverged);
    return leave(operation);
  }
  heartbeat_ = heartbeat_ + 1;
  if (!times_.empty()) now_ = times_[position_];
  ++position_;
  Result result;
  result.alternative = event.alternative;
  if (event.part_count > 0) {
    result.value = parts[0].label.result;
    result.tag = parts[0].label.tag;
    result.expired = parts[0].label.expired;
  }
  if (result.expired && operation.timeout > 0) threads_[current_].local_time += operation.timeout;
  return result;
}

namespace {

Effect observe(void* /*state*/, const Action& /*action*/, unsigned /*alternative*/) { return {}; }

}  // namespace

Result Execution::execute(const Operation& operation, unsigned alternative) {
  const ThreadId self = current_;
  Running& me = threads_[self];
  ThreadSummary& summary = trace_.threads[self];
  const EventIndex number = position_;
  heartbeat_ = heartbeat_ + 1;

  // Field by field here and below: a record is never cleared first, and whole copies of what was
  // just written would stall the processor.
  TraceEvent& event = trace_.events.add();
  event.file = operation.where.file;
  event.function = operation.where.function;
  event.line = operation.where.line;
  event.previous = summary.last;
  event.index = summary.last == kNone ? 1 : trace_.events[summary.last].index + 1;
  event.first_part = static_cast<std::uint32_t>(trace_.parts.size());
  event.thread = self;
  event.part_count = operation.part_count;
  event.alternative = static_cast<std::uint16_t>(alternative);
  event.alternatives = 1;
  event.scheduling = operation.scheduling;
  event.polls = operation.polls;
  const bool parked = operation.is_poll() && poll_parked(self, operation);
  std::uint32_t* clock = new_clock(number, self);
  clock[self] = event.index;
  Result result = execute_parts(operation, event, alternative, clock);
  if (result.expired && operation.timeout > 0) {
    me.local_time += operation.timeout;
    event.polls = true;
  }
  event.released = parked && event.polls;
  if (options_.time == TimeMode::virtual_time) times_.push_back(now_);
  summary.last = number;
  position_ = number + 1;
  if (watched_) {
    watched_ = false;
    for (Detector* detector : detectors_) detector->observe(trace_, number);
    if (options_.races == Races::fail_fast) cut_if_raced();
  }
  return result;
}

/// --races fail-fast: a data race ends the execution where it happens.
void Execution::cut_if_raced() {
  const bool raced = std::any_of(detectors_.begin(), detectors_.end(),
                                 [](const Detector* detector) { return detector->cuts(); });
  if (!raced) return;
  stop(Ending::cut);
  throw Leave{};
}

/// The effect of an operation on its objects; the first part's is the result.
inline Result Execution::execute_parts(const Operation& operation, TraceEvent& event,
                                       unsigned alternative, std::uint32_t* clock) {
  Result result;
  result.alternative = alternative;
  Action action;
  action.thread = event.thread;
  action.may_expire =
      operation.timeout != kForever && may_expire(threads_[event.thread], operation);
  for (int i = 0; i < operation.part_count; ++i) {
    const OperationPart& wanted = operation.parts[i];
    ObjectRecord& object = trace_.objects[wanted.object];
    const SpecTable& spec = *object.spec;
    action.kind = wanted.action.kind;
    action.a = wanted.action.a;
    action.b = wanted.action.b;
    const bool observing = action.is(kObserve);
    unsigned way = 0;
    if (!spec.never_blocks && !observing && operation.scheduling == Scheduling::visible) {
      const auto ways = static_cast<unsigned>(spec.alternatives(object.state, action));
      HEDDLE_CHECK(ways > 0);
      if (ways > 1) {
        event.alternatives = static_cast<std::uint16_t>(ways);
        way = alternative;
        HEDDLE_CHECK(way < ways);
      }
    }
    if (undoable_) save_state(object);
    const Effect effect = (observing ? observe : spec.apply)(object.state, action, way);
    const auto part_number = static_cast<std::uint32_t>(trace_.parts.size());
    Part& part = trace_.parts.add();
    part.event = position_;
    part.previous = object.last;
    part.previous_write = object.last_write;
    part.alternative = static_cast<std::uint16_t>(way);
    part.may_expire = action.may_expire;
    Label& label = part.label;
    label.object = wanted.object;
    label.kind = action.kind;
    label.thread = action.thread;
    label.wrote = effect.wrote;
    label.expired = effect.expired;
    label.tag = effect.tag;
    label.a = action.a;
    label.b = action.b;
    label.result = effect.result;
    if (operation.scheduling != Scheduling::local) {
      if (spec.sync != Sync::none && !observing) synchronize(label, object, clock);
      object.last = part_number;
      if (effect.wrote) object.last_write = part_number;
      watched_ |= ((spec.watched >> action.kind) & 1U) != 0;
    }
    if (i == 0) {
      result.value = effect.result;
      result.tag = effect.tag;
      result.expired = effect.expired;
    }
  }
  return result;
}

/// What `action` would do now: it is applied to a copy of the object's state.
Effect Execution::tried(ObjectId object, const Action& action) const {
  const ObjectRecord& record = trace_.objects[object];
  std::vector<std::byte> state(record.spec->state_size + 1);
  std::memcpy(state.data(), record.state, record.spec->state_size);
  return record.spec->apply(state.data(), action, 0);
}

inline void Execution::save_state(const ObjectRecord& object) {
  const std::size_t at = saved_states_.size();
  saved_at_.push_back(static_cast<std::uint32_t>(at));
  const std::size_t size = object.spec->state_size;
  saved_states_.resize(at + size);
  std::memcpy(saved_states_.data() + at, object.state, size);
}

/// The row of a new event: what its thread knew after its last event, or what its parent knew when
/// it started the thread.
inline std::uint32_t* Execution::new_clock(EventIndex event, ThreadId thread) {
  const std::size_t stride = trace_.stride;
  const std::size_t needed = (std::size_t{event} + 1) * stride;
  if (trace_.clocks.size() < needed) trace_.clocks.resize(needed * 2);
  std::uint32_t* row = trace_.clocks.data() + std::size_t{event} * stride;
  const ThreadSummary& summary = trace_.threads[thread];
  const EventIndex before = summary.last != kNone ? summary.last : summary.start;
  static constexpr std::uint32_t kZeros[kMaxThreads] = {};
  const std::uint32_t* from = before != kNone ? trace_.clock(before) : kZeros;
  for (std::size_t i = 0; i < stride; i += kClockStep) {
    std::memcpy(row + i, from + i, kClockStep * sizeof(std::uint32_t));
  }
  return row;
}

/// The componentwise maximum, four at a time (indices are far below 2^31).
inline void Execution::join_clock(std::uint32_t* clock, EventIndex earlier) const {
  using Four [[gnu::vector_size(16)]] = std::int32_t;
  static_assert(sizeof(Four) == kClockStep * sizeof(std::uint32_t));
  const std::uint32_t* other = trace_.clock(earlier);
  for (std::uint32_t i = 0; i < trace_.stride; i += kClockStep) {
    Four mine;
    Four theirs;
    std::memcpy(&mine, clock + i, sizeof mine);
    std::memcpy(&theirs, other + i, sizeof theirs);
    const Four greater = mine > theirs;
    mine = (mine & greater) | (theirs & ~greater);
    std::memcpy(clock + i, &mine, sizeof mine);
  }
}

inline void Execution::synchronize(const Label& label, const ObjectRecord& object,
                                   std::uint32_t* clock) const {
  if (object.spec->sync == Sync::last_write) {
    if (object.last_write == kNone) return;
    const Part& write = trace_.parts[object.last_write];
    if (object.spec->synchronizes(write.label, label)) join_clock(clock, write.event);
    return;
  }
  for (std::uint32_t i = object.last; i != kNone; i = trace_.parts[i].previous) {
    const Part& earlier = trace_.parts[i];
    if (object.spec->synchronizes(earlier.label, label)) join_clock(clock, earlier.event);
  }
}

/// When a thread announces what follows its last event: it does so at once, but where a prefix is
/// replayed it may be resumed later.
double Execution::announced_at(ThreadId thread) const {
  const ThreadSummary& summary = trace_.threads[thread];
  const EventIndex last = summary.last != kNone ? summary.last : summary.start;
  return last < times_.size() ? times_[last] : 0;
}

bool Execution::may_expire(const Running& thread, const Operation& operation) const {
  if (operation.timeout == kForever) return false;
  if (operation.timeout <= 0 || options_.time == TimeMode::free) return true;
  return now_ >= thread.deadline;
}

unsigned Execution::alternatives(ThreadId thread) const {
  const Running& running = threads_[thread];
  if (running.always_enabled) return 1;
  return running.pending == nullptr ? 0 : ways_to_go(thread, *running.pending);
}

unsigned Execution::ways_to_go(ThreadId thread, const Operation& operation) const {
  const Running& running = threads_[thread];
  const ThreadSummary& summary = trace_.threads[thread];
  if (summary.daemon && summary.last != kNone &&
      trace_.events[summary.last].index >= static_cast<std::uint32_t>(options_.daemon_steps)) {
    trace_.daemon_cut = true;
    return 0;
  }
  const bool parked =
      operation.is_poll() && !released_.contains(thread) && poll_parked(thread, operation);
  if (parked && operation.polls) return 0;
  const bool expiring = !parked && may_expire(running, operation);
  unsigned ways = 1;
  for (int i = 0; i < operation.part_count; ++i) {
    const OperationPart& part = operation.parts[i];
    const ObjectRecord& object = trace_.objects[part.object];
    if (object.spec->never_blocks || part.action.is(kObserve)) continue;
    Action action = part.action;
    action.thread = thread;
    action.may_expire = expiring;
    const int here = object.spec->alternatives(object.state, action);
    if (here == 0) return 0;
    if (here > 1) ways = static_cast<unsigned>(here);
  }
  return ways;
}

}  // namespace heddle
