// The door: how one operation is announced, takes effect, and is written down. Its steps are
// `inline`: they have one caller or two, all in this file, and run ten million times a second.
#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/switching.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {

/// Of one part and without a limit of time, as most are.
const Result& Execution::perform_simple(const Operation& operation) {
  if (unusual_.any()) [[unlikely]]
    return perform_unusually(operation);
  return perform_usually<true>(operation);
}

const Result& Execution::perform_any(const Operation& operation) {
  return unusual_.any() || operation.is_poll() ? perform_unusually(operation)
                                               : perform_usually<false>(operation);
}

/// Stops in the debugger if so many events are the steps asked for: the caller is the thread that
/// took the last one, and its frames lead to the line of the program.
void Execution::break_after(std::uint32_t count) {
  if (count == 0 || unusual_.evaluating || unusual_.leaving) return;
  const EventIndex last = count - 1;
  if (!trace_.shown(trace_.events[last]) || trace_.step(last) != options_.break_at) return;
  unusual_.breaks = false;
#ifdef __x86_64__
  __asm__ volatile("int3");
#else
  std::raise(SIGTRAP);
#endif
}

const Result& Execution::perform_unusually(const Operation& operation) {
  if (unusual_.leaving) return leave(operation);
  if (unusual_.evaluating) return evaluate(operation);
  if (threads_[current_].owes_invariants) check_invariants();
  const bool extended = threads_[current_].attached || unusual_.invariants || operation.is_poll();
  if (extended) {
    perform_extended(operation);
  } else {
    perform_usually<false>(operation);
  }
  if (unusual_.breaks) [[unlikely]]
    break_after(position_);
  return result_;
}

/// An event of a thread that can be killed reads the life of its process, one of a process that is
/// forked amid its threads reads its memory; an event on an object of an invariant touches the
/// invariant's signal; a poll reads once more what its round has read.
const Result& Execution::perform_extended(const Operation& operation) {
  const ThreadId self = current_;
  std::vector<OperationPart> parts(operation.parts, operation.parts + operation.part_count);
  Operation extended = operation;
  if (threads_[self].attached && operation.scheduling != Scheduling::silent && !operation.atomic) {
    const ProcessSummary& process = trace_.processes[process_];
    const auto reads = [&](ObjectId object, int kind) {
      const bool there = std::any_of(parts.begin(), parts.end(),
                                     [object](const auto& part) { return part.object == object; });
      if (there) return;
      parts.push_back({object, {static_cast<std::uint8_t>(kind), self, false, 0, 0}});
      extended.scheduling = Scheduling::visible;
    };
    if (can_be_killed(self)) reads(process.life, LifeSpec::kLive);
    if (observed(process.memory)) reads(process.memory, MemorySpec::kUse);
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
    const std::vector<ObjectId> read = polling_.reads(poll_of(self, operation));
    for (const ObjectId object : read) parts.push_back({object, {kObserve, self, false, 0, 0}});
  }
  extended.parts = parts.data();
  extended.part_count = static_cast<std::uint8_t>(parts.size());
  perform_usually<false>(extended);
  if (operation.part_count == 0) result_ = {};
  return result_;
}

/// `kSimple` (here and below): `operation.is_simple()`, which most are. Whatever only others need
/// costs nothing then.
template <bool kSimple>
inline const Result& Execution::perform_usually(const Operation& operation) {
  if (!kSimple && operation.timed()) {
    Running& me = threads_[current_];
    me.deadline = me.since + operation.timeout;
    trace_.time_used = true;
    if (operation.computes) share_processor(operation.timeout);
  }
  if (position_ < keep_ && trace_.events[position_].thread == current_) {
    return replay<kSimple>(operation);
  }
  return perform_in_turn<kSimple>(operation);
}

/// Waits for its turn, if it must, and takes effect. In the prefix another thread is next: only an
/// operation that can wait may be met there.
template <bool kSimple>
const Result& Execution::perform_in_turn(const Operation& operation) {
  const bool in_prefix = position_ < keep_;
  unsigned alternative = 0;
  if (operation.scheduling == Scheduling::visible || (in_prefix && operation.polls)) [[likely]] {
    announce<kSimple>(operation);
    alternative = choice_.alternative;
  } else if (operation.scheduling == Scheduling::silent) {
    if (in_prefix || !silent_ready(current_, operation)) announce_silent(operation);
  } else if (in_prefix) {
    trace_.diverged_at = position_;
    stop(Ending::diverged);
  } else if (position_ >= options_.max_steps) [[unlikely]] {
    stop(Ending::truncated);
  }
  if (unusual_.leaving) [[unlikely]]
    return leave(operation);
  if (position_ < keep_) [[unlikely]]
    return replay<kSimple>(operation);
  return execute<kSimple>(operation, alternative);
}

/// Stops if another thread should go.
template <bool kSimple>
[[gnu::always_inline]] inline void Execution::announce(const Operation& operation) {
  const ThreadId self = current_;
  Running& me = threads_[self];
  me.pending = &operation;
  never_blocks_[self] = kSimple && never_blocks(operation.parts[0]);
  switch_to(self, decide());
  me.pending = nullptr;
}

/// Stops until a silent operation can take effect: it does so before anybody decides anything.
[[gnu::always_inline]] inline void Execution::announce_silent(const Operation& operation) {
  const ThreadId self = current_;
  Running& me = threads_[self];
  me.pending = &operation;
  never_blocks_[self] = false;
  settled_until_ = 0;
  live_.erase(self);
  silent_.insert(self);
  switch_to(self, decide());
  if (unusual_.leaving) return;
  me.pending = nullptr;
  silent_.erase(self);
  live_.insert(self);
  settled_until_ = 0;
}

/// The prefix is replayed without tracking: operation and arguments are compared, the recorded
/// result is returned, states and clocks are those of the last execution.
template <bool kSimple>
[[gnu::noinline]] const Result& Execution::replay(const Operation& operation) {
  const TraceEvent& event = trace_.events[position_];
  const Part* parts = trace_.parts.data() + event.first_part;
  const auto repeats = [](const OperationPart& now, const Label& then) {
    return now.object == then.object && now.action.kind == then.kind && now.action.a == then.a &&
           now.action.b == then.b;
  };
  bool same = event.thread == current_;
  if constexpr (kSimple) {
    same = same && event.part_count == 1 && repeats(operation.parts[0], parts[0].label);
  } else {
    same = same && (event.part_count == operation.part_count || operation.is_poll());
    for (int i = 0; same && i < operation.part_count; ++i) {
      if (operation.parts[i].action.is(kObserve)) break;  // depends on the trace alone
      same = repeats(operation.parts[i], parts[i].label);
    }
  }
  if (!same) [[unlikely]] {
    trace_.diverged_at = position_;
    stop(Ending::diverged);
    return leave(operation);
  }
  if (!times_.empty()) now_ = threads_[current_].since = times_[position_];
  ++position_;
  if (!kSimple) result_ = {};
  result_.alternative = event.alternative;
  if (kSimple || event.part_count > 0) {
    result_.value = parts[0].label.result;
    result_.tag = parts[0].label.tag;
    result_.expired = parts[0].label.expired;
  }
  if (!kSimple && result_.expired && operation.timeout > 0) {
    threads_[current_].local_time += operation.timeout;
  }
  return result_;
}

namespace {

Effect observe(void* /*state*/, const Action& /*action*/, unsigned /*alternative*/) { return {}; }

}  // namespace

template <bool kSimple>
[[gnu::always_inline]] inline const Result& Execution::execute(const Operation& operation,
                                                               unsigned alternative) {
  const ThreadId self = current_;
  const EventIndex number = position_;
  ThreadSummary& summary = trace_.threads[self];
  // Field by field here and below: a record is never cleared first, and whole copies of what was
  // just written would stall the processor.
  TraceEvent& event = trace_.events.add();
  event.file = operation.where.file;
  event.function = operation.where.function;
  event.line = operation.where.line;
  event.previous = summary.last;
  event.index = ++summary.events;
  event.first_part = static_cast<std::uint32_t>(trace_.parts.size());
  event.thread = self;
  event.part_count = kSimple ? 1 : operation.part_count;
  event.alternative = static_cast<std::uint16_t>(alternative);
  event.alternatives = 1;
  event.scheduling = operation.scheduling;
  event.polls = !kSimple && operation.polls;
  event.timed = !kSimple && operation.timed();
  event.released = false;
  event.any = kSimple ? 0 : operation.any;
  event.tick = tick_;
  const bool parked = !kSimple && operation.is_poll() && poll_parked(self, operation);
  if (!kSimple) result_ = {};
  result_.alternative = alternative;
  if constexpr (kSimple) {
    execute_part<true>(operation, operation.parts[0], false, event, result_);
  } else {
    const bool may_expire = this->may_expire(threads_[self], operation);
    Result later;
    later.alternative = alternative;
    for (int i = 0; i < operation.part_count; ++i) {
      const bool expires = may_expire || (i < operation.any && !ready(self, operation.parts[i]));
      execute_part<false>(operation, operation.parts[i], expires, event, i == 0 ? result_ : later);
    }
    if (result_.expired && operation.timeout > 0) {
      threads_[self].local_time += operation.timeout;
      event.polls = true;
    }
    event.released = parked && event.polls;
  }
  if (options_.time == TimeMode::virtual_time) {
    times_.push_back(now_);
    threads_[self].since = now_;
  }
  summary.last = number;
  position_ = number + 1;
  if (watched_ != 0) show_to_detectors(number);
  return result_;
}

inline void Execution::show_to_detectors(EventIndex event) {
  const std::uint8_t watched = std::exchange(watched_, 0);
  for (const auto& [detector, what] : observers_) {
    if ((watched & what) != 0) detector->observe(trace_, event);
  }
  if (options_.races == Races::fail_fast) cut_if_raced();
}

/// --races fail-fast: a data race ends the execution where it happens.
void Execution::cut_if_raced() {
  const bool raced = std::any_of(observers_.begin(), observers_.end(),
                                 [](const auto& observer) { return observer.first->cuts(); });
  if (!raced) return;
  stop(Ending::cut);
  throw Leave{};
}

/// The effect of an operation on one of its objects. `result` holds the alternative.
template <bool kSimple>
[[gnu::always_inline]] inline void Execution::execute_part(const Operation& operation,
                                                           const OperationPart& wanted,
                                                           bool may_expire, TraceEvent& event,
                                                           Result& result) {
  ObjectRecord& object = trace_.objects[wanted.object];
  const SpecTable& spec = *object.spec;
  Action action;
  action.kind = wanted.action.kind;
  action.thread = event.thread;
  action.may_expire = may_expire;
  action.a = wanted.action.a;
  action.b = wanted.action.b;
  const bool observing = !kSimple && action.is(kObserve);
  unsigned way = 0;
  if (spec.may_block(action.kind) && operation.scheduling == Scheduling::visible) {
    const auto ways = static_cast<unsigned>(spec.alternatives(object.state, action));
    HEDDLE_CHECK(ways > 0);
    if (ways > 1) {
      event.alternatives = static_cast<std::uint16_t>(ways);
      way = result.alternative;
      HEDDLE_CHECK(way < ways);
    }
  }
  const auto part_number = static_cast<std::uint32_t>(trace_.parts.size());
  Part& part = trace_.parts.add();
  if (undoable_) save_state(object, part.saved);
  const Effect effect = (observing ? observe : spec.apply)(object.state, action, way);
  part.event = position_;
  part.previous = object.last;
  part.previous_write = object.last_write;
  part.alternative = static_cast<std::uint16_t>(way);
  part.may_expire = may_expire;
  Label& label = part.label;
  label.object = wanted.object;
  label.kind = action.kind;
  label.thread = action.thread;
  label.wrote = effect.wrote;
  label.stored = effect.wrote || (plain_ && !observing && spec.stores(action, effect));
  label.expired = effect.expired;
  label.tag = effect.tag;
  label.a = action.a;
  label.b = action.b;
  label.result = effect.result;
  result.value = effect.result;
  result.tag = effect.tag;
  result.expired = effect.expired;
  if (operation.scheduling == Scheduling::local) return;
  object.last = part_number;
  if (effect.wrote) object.last_write = part_number;
  watched_ |= spec.watched[action.kind];
}

inline void Execution::save_state(const ObjectRecord& object, std::uint64_t& saved) {
  if (fits_word(*object.spec)) {
    copy_word(&saved, object.state);
    return;
  }
  const std::size_t size = object.spec->state_size;
  saved = trace_.saved_states.size();
  constexpr std::size_t kAlign = alignof(std::max_align_t) - 1;  // specifications read it there
  copy_state(trace_.saved_states.extend((size + kAlign) & ~kAlign), object.state, size);
}

bool Execution::may_expire(const Running& thread, const Operation& operation) const {
  if (operation.timeout == kForever) return false;
  if (operation.timeout <= 0 || options_.time == TimeMode::free) return true;
  return now_ >= thread.deadline;
}

}  // namespace heddle
