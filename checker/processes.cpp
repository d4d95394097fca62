// Processes of the program under test: threads with memory of their own. How they begin and end.
#include <algorithm>

#include "heddle/checker/clock.hpp"
#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {
namespace {

// What a process has beside the copies of other objects, in the place of an original's number.
constexpr ObjectId kLifeOf = ObjectRecord::kLifeOf;
constexpr ObjectId kMemoryOf = ObjectRecord::kMemoryOf;

}  // namespace

// ---- address spaces -----------------------------------------------------------------------------

Record& Execution::record_here(Record& handles) {
  if (handles.home == kEverywhere) return handles;
  Record& origin = *handles.origin;
  if (origin.home == process_) return origin;
  if (Record* here = spaces_.find(origin, process_)) return *here;
  // A spawned process, or one that was forked before the object was made: as its constructor says.
  Record& made = *origin.type->fresh(arena_, origin);
  made.object = copy_object(origin.object, process_, trace_.objects[origin.object].initial);
  spaces_.enter(made, origin, process_);
  return made;
}

void Execution::pass_record(Record& handles, ProcessId process) {
  if (handles.home == kEverywhere) return;
  const Record& here = record_here(handles);
  Record& copy = *here.type->copy(arena_, here, current_, current_);
  const bool replayed = position_ <= keep_;
  copy.object = copy_object(handles.origin->object, process,
                            replayed ? nullptr : trace_.objects[here.object].state);
  spaces_.enter(copy, *handles.origin, process);
}

/// The number of what a process has of its own: the copy of an object, or an object of the engine.
ObjectId Execution::own_number(ProcessId process, ObjectId what) {
  if (copy_numbers_.size() <= process) copy_numbers_.resize(process + std::size_t{1});
  const auto [place, made] =
      copy_numbers_[process].try_emplace(what, static_cast<ObjectId>(trace_.objects.size()));
  if (made) {
    ObjectRecord& record = trace_.objects.emplace_back();
    record.creator = process;
    (what < kMemoryOf ? record.original : record.ordinal) = what;
    record.observed = observed_at_first(place->second);
  }
  return place->second;
}

/// The copy of an object in a process, which gets this state; null: the one that it began with in
/// the last execution, whose beginning is replayed.
ObjectId Execution::copy_object(ObjectId original, ProcessId process, const void* state) {
  const ObjectId number = own_number(process, original);
  const ObjectRecord& from = trace_.objects[original];
  ObjectRecord& object = trace_.objects[number];
  fill_object(object, *from.spec);
  object.name = from.name;
  object.where = from.where;
  if (state != nullptr) copy_state(object.initial, state, from.spec->state_size);
  if (object.last == kNone) copy_state(object.state, object.initial, from.spec->state_size);
  return number;
}

/// An object of the engine that belongs to a process.
ObjectId Execution::process_object(ProcessId process, ObjectId kind, const SpecTable& spec,
                                   const void* state) {
  const ObjectId number = own_number(process, kind);
  ObjectRecord& object = trace_.objects[number];
  fill_object(object, spec);
  object.bookkeeping = true;
  object.name = nullptr;
  copy_state(object.initial, state, spec.state_size);
  if (object.last == kNone) copy_state(object.state, state, spec.state_size);
  return number;
}

/// Everything that is private to the parent, as it is now.
void Execution::fork_memory(ProcessId parent, ProcessId child) {
  bool amid = false;
  for (const ThreadId thread : live() | silent_) {
    const ThreadSummary& other = trace_.threads[thread];
    amid |= thread != current_ && other.process == parent && !other.service;
  }
  trace_.processes[child].amid_threads = amid;
  const bool replayed = position_ <= keep_;
  std::vector<std::byte> state;
  for (Record* record : spaces_.of(parent)) {
    Record& copy = *record->type->copy(arena_, *record, current_, child);
    const ObjectRecord& object = trace_.objects[record->object];
    const auto* begin = static_cast<const std::byte*>(object.state);
    state.assign(begin, begin + object.spec->state_size);
    record->type->fork_state(state.data(), current_, child);
    copy.object = copy_object(record->origin->object, child, replayed ? nullptr : state.data());
    spaces_.enter(copy, *record->origin, child);
  }
}

// ---- shares -------------------------------------------------------------------------------------

void Execution::give_share(ObjectId object, ProcessId process) {
  RunningProcess& other = running_processes_[process];
  if (std::find(other.shares.begin(), other.shares.end(), object) != other.shares.end()) return;
  other.shares.push_back(object);
  other.inherited = other.shares.size();
}

void Execution::take_share(ObjectId object) {
  std::vector<ObjectId>& shares = running_processes_[process_].shares;
  if (std::find(shares.begin(), shares.end(), object) == shares.end()) shares.push_back(object);
}

/// A part of the fork. It depends on nothing that others do: what a process has not given up cannot
/// be given up for good by them, and for the threads of the parent the fork comes before or after.
void Execution::inherit_shares(ProcessId child, Where where) {
  std::vector<OperationPart> parts;
  for (const ObjectId object : running_processes_[process_].shares) {
    give_share(object, child);
    parts.push_back(
        {object, {trace_.spec(object).inherit, current_, false, process_, std::int64_t{child}}});
  }
  if (parts.empty()) return;
  Operation operation{
      parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::invisible, false, kForever,
      where};
  operation.atomic = true;
  perform(operation);
}

/// What the end of a process does to the objects in which it has a share. Not those that one of its
/// daemon threads has made: whether it has done so by now is a matter of chance.
std::vector<OperationPart> Execution::abandoned(ProcessId process, std::size_t first,
                                                std::size_t last) const {
  std::vector<OperationPart> parts;
  const std::vector<ObjectId>& shares = running_processes_[process].shares;
  for (std::size_t i = first; i < last; ++i) {
    const ObjectRecord& object = trace_.objects[shares[i]];
    const bool by_daemon = process == process_ && object.creator < kMaxThreads &&
                           trace_.threads[object.creator].process == process &&
                           trace_.threads[object.creator].daemon;
    if (by_daemon) continue;
    parts.push_back({shares[i], {object.spec->abandon, current_, false, process, 0}});
  }
  return parts;
}

/// The program's own process ends: only the children of those that were killed are left to notice.
void Execution::abandon_at_end() {
  bool orphans = false;
  for (std::size_t i = 1; i < trace_.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    if (!trace_.is_process(thread)) continue;
    const ProcessId parent = trace_.processes[i].parent;
    orphans |= parent != 0 && running_processes_[parent].killed;
  }
  const std::vector<OperationPart> parts = abandoned(0, 0, running_processes_[0].shares.size());
  if (!orphans || parts.empty()) return;
  perform({parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::visible, false,
           kForever, Where{}});
}

const Label& Execution::last_label(int part) const {
  return trace_.parts[trace_.events[position_ - 1].first_part + static_cast<std::uint32_t>(part)]
      .label;
}

// ---- processes ----------------------------------------------------------------------------------

/// What a new process has before its main thread is started.
void Execution::prepare_process(const Spawn& spawn, ThreadId child) {
  if (trace_.processes.size() <= child) {
    trace_.processes.resize(child + std::size_t{1});
    running_processes_.resize(child + std::size_t{1});
  }
  const LifeSpec::State alive;
  const NoState none;
  ProcessSummary& process = trace_.processes[child];
  process.parent = process_;
  process.number = spawn.process->number;
  process.name = spawn.process->name;
  process.daemon = spawn.process->daemon;
  process.forked = spawn.process->fork;
  process.amid_threads = false;
  process.life = process_object(child, kLifeOf, kSpecTable<LifeSpec>, &alive);
  process.memory = process_object(child, kMemoryOf, kSpecTable<MemorySpec>, &none);
  running_processes_[child].reset();
  running_processes_[child].threads = 1;
  if (process.daemon) {  // it can be killed, when its parent ends
    trace_.objects[process.life].observed = trace_.objects[spawn.object].observed = true;
  }
  if (process.forked && running_processes_[process_].threads > 1) {
    observe_object(trace_.processes[process_].memory);
  }
}

bool Execution::can_be_killed(ThreadId thread) const {
  const ThreadSummary& summary = trace_.threads[thread];
  return summary.daemon ||
         (summary.process != 0 && observed(trace_.processes[summary.process].life));
}

/// Whether the process of a thread has ended.
bool Execution::killed(ThreadId thread) const {
  const ProcessId process = trace_.threads[thread].process;
  return process != 0 && state<LifeSpec::State>(trace_.processes[process].life).ended;
}

/// From now on the events of a thread read what may end it, or copy its memory.
void Execution::attach(ThreadId thread) {
  const ProcessSummary& process = trace_.processes[trace_.threads[thread].process];
  threads_[thread].attached = can_be_killed(thread) || observed(process.memory);
  unusual_.attached |= threads_[thread].attached;
}

void Execution::kill(ProcessId process, int signal, Where where) {
  const ObjectId life = trace_.processes[process].life;
  const ObjectId object = trace_.threads[process].object;
  observe_object(life);
  observe_object(object);
  const std::size_t inherited = running_processes_[process].inherited;
  std::vector<OperationPart> parts = abandoned(process, 0, inherited);
  parts.insert(parts.begin(), {{life, {LifeSpec::kKill, current_, false, signal, 0}},
                               {object, {ProcessSpec::kFinish, current_, false, -signal, 0}}});
  perform({parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::visible, false,
           kForever, where});
  settled_until_ = 0;
  running_processes_[process].killed = true;
  // What it has made itself was perhaps not there when this was announced.
  for (std::size_t i = inherited; i < running_processes_[process].shares.size(); ++i) {
    const std::vector<OperationPart> one = abandoned(process, i, i + 1);
    perform({one.data(), 1, Scheduling::visible, false, kForever, where});
  }
}

/// Whether the end of the running process finds what `spawn` starts only if that has come before: a
/// main thread waits for its other threads, but for daemons; in a child it looks for the processes
/// to join before that.
bool Execution::starts_late(const Spawn& spawn) const {
  if (spawn.service || current_ == process_) return false;
  const bool begins_process = spawn.process != nullptr;
  if (trace_.threads[current_].daemon) return begins_process || !spawn.daemon;
  return begins_process && process_ != 0;
}

void Execution::look_at_return() {
  const ObjectId life = trace_.processes[process_].life;
  if (!observed(life) || running_processes_[process_].threads == 1) return;
  const OperationPart look{life, {LifeSpec::kReturn, current_, false, 0, 0}};
  perform({&look, 1, Scheduling::visible, false, kForever, Where{}});
}

void Execution::end_process(int exit_code) {
  const ProcessId process = process_;
  running_processes_[process].exit_code = exit_code;
  if (running_processes_[process].threads > 1) await_others();
}

/// The main thread of a process waits for its other threads.
void Execution::await_others() {
  const ObjectId life = trace_.processes[process_].life;
  if (observed(life)) {
    join_others();
    return;
  }
  const OperationPart others{life, {LifeSpec::kOthersEnd, current_, false, 0, 0}};
  perform({&others, 1, Scheduling::silent, false, kForever, Where{}});
  for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
    const ThreadSummary& other = trace_.threads[i];
    const auto thread = static_cast<ThreadId>(i);
    if (is_awaited(thread) && other.finished) know_end_of(thread);
  }
}

/// Whether the main thread of the running process waits for a thread.
bool Execution::is_awaited(ThreadId thread) const {
  const ThreadSummary& other = trace_.threads[thread];
  return other.exists && other.process == process_ && thread != process_ && !other.daemon &&
         !other.service;
}

/// Waits for them one by one, also for those that these start, until there are no more. What
/// daemons have started counts if it was there at the last look: everything else is the same in all
/// equivalent executions.
void Execution::join_others() {
  ThreadSet joined;
  for (bool found = true; found;) {
    look_at_return();
    const EventIndex looked = position_;
    found = false;
    for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
      const ThreadSummary& other = trace_.threads[i];
      const auto thread = static_cast<ThreadId>(i);
      if (!is_awaited(thread) || joined.contains(thread)) continue;
      if (trace_.threads[other.parent].daemon && other.start >= looked) continue;
      join(other.object, thread, Where{});
      joined.insert(thread);
      found = true;
      i = 0;  // it may have started others, whatever their numbers
    }
  }
}

/// The last event of a process: it ends, and so do its daemon threads.
void Execution::finish_process(ProcessId process) {
  const ObjectId object = trace_.threads[process].object;
  const std::int64_t exit_code = running_processes_[process].exit_code;
  std::vector<OperationPart> parts;
  if (life_is_observed(object)) {
    parts.push_back({object, {ProcessSpec::kFinish, process, false, exit_code, 0}});
  }
  if (observed(alive_threads_)) {
    parts.push_back({alive_threads_, {ThreadsSpec::kEnd, process, false, process, 0}});
  }
  // Also where all daemons have ended: it could have come before their last steps.
  if (running_processes_[process].daemons > 0 || can_be_killed(process)) {
    parts.push_back({trace_.processes[process].life, {LifeSpec::kEnd, process, false, 0, 0}});
  }
  const std::vector<OperationPart> given_up =
      abandoned(process, 0, running_processes_[process].shares.size());
  parts.insert(parts.end(), given_up.begin(), given_up.end());
  if (!parts.empty()) {
    perform({parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::visible, false,
             kForever, Where{}});
    if (unusual_.leaving) return;
  }
  if (!life_is_observed(object)) {
    auto& state = *static_cast<ProcessSpec::State*>(trace_.objects[object].state);
    state.phase = ProcessSpec::kFinished;
    state.exit_code = static_cast<std::int32_t>(exit_code);
  }
}

}  // namespace heddle
