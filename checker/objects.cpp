// Numbers of threads and objects: dense, and the same for the same creation path in every
// execution.
#include <algorithm>
#include <cstring>

#include "heddle/checker/clock.hpp"
#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/handle.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {
namespace {

/// Globals in the order in which they were made; filled before and during executions.
std::vector<std::function<void(Execution&)>>& globals() {
  static auto* const all = new std::vector<std::function<void(Execution&)>>;  // never freed
  return *all;
}

}  // namespace

void Execution::register_global(std::function<void(Execution&)> remake) {
  globals().push_back(std::move(remake));
}

void Execution::make_global(const std::function<void(Execution&)>& remake) {
  making_globals_ = true;
  remake(*this);
  making_globals_ = false;
  register_global(remake);
}

/// The engine's own objects come first among the globals; they are made once. The user's globals
/// follow, made anew before every execution.
void Execution::make_globals() {
  making_globals_ = true;
  if (trace_.threads[0].object == kNoObject) {
    const NoState none;
    const LifeSpec::State alive;
    const ThreadSpec::State main{ThreadSpec::kRunning, 0, 0};
    choices_ = create_object(kSpecTable<ChoiceSpec>, &none, nullptr, Where{});
    assumptions_ = create_object(kSpecTable<AssumptionSpec>, &none, nullptr, Where{});
    clock_ = create_object(kSpecTable<ClockSpec>, &none, nullptr, Where{});
    ThreadsSpec::State main_alone;
    main_alone.alive.insert(0);
    alive_threads_ = create_object(kSpecTable<ThreadsSpec>, &main_alone, nullptr, Where{});
    output_ = create_object(kSpecTable<SignalSpec>, &none, "standard output", Where{});
    life_ = create_object(kSpecTable<LifeSpec>, &alive, nullptr, Where{});
    trace_.threads[0].object = create_object(kSpecTable<ThreadSpec>, &main, nullptr, Where{});
    memory_ = create_object(kSpecTable<MemorySpec>, &none, nullptr, Where{});
    for (const ObjectId object : {life_, clock_, memory_}) {
      trace_.objects[object].bookkeeping = true;
    }
    trace_.processes.resize(1);
    trace_.processes[0].life = life_;
    trace_.processes[0].memory = memory_;
    engine_objects_ = global_objects_;
  }
  global_objects_ = engine_objects_;
  // By index: a global may be registered while one is made.
  for (std::size_t i = 0; i < globals().size(); ++i) globals()[i](*this);
  making_globals_ = false;
}

/// Of the objects that a thread has created; kNoThread: of the globals.
std::vector<ObjectId>& Execution::numbers_of(ThreadId creator) {
  return object_numbers_[creator == kNoThread ? kMaxThreads : creator];
}

/// Room for the states of an object.
void Execution::specify(ObjectRecord& object, const SpecTable& spec) {
  HEDDLE_CHECK(object.last == kNone || position_ < keep_);
  object.spec = &spec;
  const std::size_t size = (spec.state_size + 15U) & ~std::size_t{15};
  state_memory_.push_back(std::make_unique<std::byte[]>(2 * size));
  object.state = state_memory_.back().get();
  object.initial = state_memory_.back().get() + size;
}

/// Makes a numbered object one of this execution.
void Execution::fill_object(ObjectRecord& object, const SpecTable& spec) {
  if (object.spec != &spec) [[unlikely]]
    specify(object, spec);
  trace_.roles |= spec.roles;
  object.alive = true;
  object.bookkeeping = false;
}

ObjectId Execution::create_object(const SpecTable& spec, const void* state, Name name,
                                  const Where& where) {
  const ThreadId creator = making_globals_ ? kNoThread : current_;
  std::vector<ObjectId>& numbers = numbers_of(creator);
  const std::uint32_t ordinal = making_globals_ ? global_objects_++ : threads_[current_].objects++;
  if (ordinal == numbers.size()) {
    numbers.push_back(static_cast<ObjectId>(trace_.objects.size()));
    ObjectRecord& made = trace_.objects.emplace_back();
    made.creator = creator;
    made.ordinal = ordinal + 1;
    made.observed = observed_at_first(numbers.back());
  }
  const ObjectId number = numbers[ordinal];
  ObjectRecord& object = trace_.objects[number];
  fill_object(object, spec);
  object.name = name;
  object.where = where;
  copy_state(object.initial, state, spec.state_size);
  // With events in the kept prefix it keeps the state that these have led to.
  if (object.last == kNone) copy_state(object.state, state, spec.state_size);
  if (spec.inherit != kObserve) take_share(number);
  return number;
}

/// Whether the schedule that is replayed says so of a new object.
bool Execution::observed_at_first(ObjectId number) const {
  if (observed_.empty()) return false;
  return std::find(observed_.begin(), observed_.end(), trace_.object_path(number)) !=
         observed_.end();
}

inline ThreadId Execution::thread_number(ThreadId parent, std::uint16_t ordinal) {
  std::vector<ThreadId>& numbers = child_numbers_[parent];
  if (ordinal >= numbers.size()) {
    if (trace_.threads.size() >= kMaxThreads) return kNoThread;
    numbers.push_back(static_cast<ThreadId>(trace_.threads.size()));
    ThreadSummary& summary = trace_.threads.emplace_back();
    summary.parent = parent;
    summary.ordinal = static_cast<std::uint16_t>(ordinal + 1);
    trace_.widen_clocks(trace_.threads.size());
  }
  return numbers[ordinal];
}

std::size_t Execution::globals_made() { return globals().size(); }

void Execution::transfer(Archive& archive) {
  struct ThreadPlace {
    ThreadId parent;
    std::uint16_t ordinal;
  };
  struct ObjectPlace {
    ThreadId creator;
    bool observed;
    std::uint32_t ordinal;
    ObjectId original;
  };
  if (addresses_) {
    throw UsageError(
        "the program keeps addresses in its variables, and they are "
        "others in every process; use indices");
  }
  std::vector<ThreadPlace> threads;
  std::vector<ObjectPlace> objects;
  for (const ThreadSummary& thread : trace_.threads) {
    threads.push_back({thread.parent, thread.ordinal});
  }
  for (const ObjectRecord& object : trace_.objects) {
    objects.push_back({object.creator, object.observed, object.ordinal, object.original});
  }
  archive(threads, objects, trace_.polling_cut, trace_.daemon_cut, trace_.time_used);
  if (!archive.loads()) return;
  for (std::size_t i = 1; i < threads.size(); ++i) {
    thread_number(threads[i].parent, static_cast<std::uint16_t>(threads[i].ordinal - 1));
  }
  for (const ObjectPlace& place : objects) {
    ObjectRecord object;
    object.creator = place.creator;
    object.observed = place.observed;
    object.ordinal = place.ordinal;
    object.original = place.original;
    number_object(object);
  }
}

/// The next number for an object that is not made yet.
void Execution::number_object(const ObjectRecord& place) {
  const auto number = static_cast<ObjectId>(trace_.objects.size());
  trace_.objects.push_back(place);
  const bool copy = place.original != kNoObject;
  if (!copy && place.ordinal < ObjectRecord::kMemoryOf) {
    numbers_of(place.creator).push_back(number);
    return;
  }
  if (copy_numbers_.size() <= place.creator) copy_numbers_.resize(place.creator + std::size_t{1});
  copy_numbers_[place.creator][copy ? place.original : place.ordinal] = number;
}

/// A coroutine for a new thread, or a usage error.
inline void Execution::make_room(ThreadId thread) {
  if (thread == kNoThread) {
    usage_error_ = "the program starts more than " + std::to_string(kMaxThreads - 1) +
                   " threads; run it with fewer (see its parameters)";
    return;
  }
  try {
    make_coroutine(thread);
  } catch (const UsageError& error) {
    usage_error_ = error.what();
  }
}

ThreadId Execution::spawn(const Spawn& spawn, const Where& where) {
  const ThreadId number = thread_number(current_, threads_[current_].children++);
  if (number == kNoThread || !threads_[number].coroutine) [[unlikely]]
    make_room(number);
  if (!usage_error_.empty()) [[unlikely]] {
    stop(Ending::cut);
    static_cast<void>(leave({}));
    return 0;
  }
  if (starts_late(spawn)) observe_object(trace_.processes[process_].life);
  const bool begins_process = spawn.process != nullptr;
  if (begins_process) prepare_process(spawn, number);
  begin_thread(spawn, number, where);
  if (unusual_.leaving) return number;
  if (!life_is_observed(spawn.object)) set_phase(spawn.object, ThreadSpec::kRunning);
  ThreadSummary& summary = trace_.threads[number];
  summary.exists = true;
  summary.daemon = spawn.daemon;
  summary.service = spawn.service;
  summary.function = spawn.function;
  summary.unnamed = spawn.unnamed_ordinal;
  summary.object = spawn.object;
  summary.start = position_ - 1;
  summary.process = begins_process ? number : process_;
  Running& running = threads_[number];
  running.task = spawn.task;
  running.process = summary.process;
  running.since = now_;
  live_.insert(number);
  unstarted_.insert(number);
  settled_until_ = 0;
  if (begins_process) {
    if (spawn.process->fork) {
      fork_memory(process_, number);
      inherit_shares(number, where);
    }
  } else if (!spawn.service) {
    RunningProcess& own = running_processes_[process_];
    ++own.threads;
    ++(spawn.daemon ? own.daemons : own.others);
  }
  if (summary.daemon || summary.process != 0 || observed(memory_)) attach(number);
  return number;
}

/// Where a thread's end is no event it is the thread's state all the same. As no event brings the
/// state back when a prefix is replayed, the thread's start does.
void Execution::set_phase(ObjectId thread, std::uint8_t phase) {
  static_cast<ThreadSpec::State*>(trace_.objects[thread].state)->phase =
      static_cast<ThreadSpec::Phase>(phase);
}

/// Who can be killed may be killed while it waits: then that is an ordinary event, and so is the
/// end that it waits for.
void Execution::join(ObjectId object, ThreadId thread, Where where) {
  const OperationPart part{object, {ThreadSpec::kJoin, current_, false, 0, 0}};
  const bool mortal = !unusual_.leaving && can_be_killed(current_);
  if (mortal) observe_object(object);
  perform({&part, 1, mortal ? Scheduling::visible : Scheduling::silent, false, kForever, where});
  know_end_of(thread);
}

/// The thread that has just waited for the end of another knows what that one knew: its end may
/// have been no event. Nobody has asked for the clock of the event that waited yet.
void Execution::know_end_of(ThreadId thread) {
  if (unusual_.leaving || position_ <= keep_) return;
  const ThreadSummary& ended = trace_.threads[thread];
  trace_.waits.add() = {position_ - 1, ended.last != kNone ? ended.last : ended.start};
}

/// The start of a thread: a scheduling point only for those who look at it, at the thread or at the
/// list of all, and where it copies the memory, or passes on variables, of a process with several
/// threads.
inline void Execution::begin_thread(const Spawn& spawn, ThreadId number, const Where& where) {
  const OperationPart start{spawn.object, {ThreadSpec::kStart, current_, false, number, 0}};
  Operation operation{&start, 1, Scheduling::invisible, false, kForever, where};
  if (spawn.process == nullptr && !life_is_observed(spawn.object)) {
    perform(operation);
    return;
  }
  std::vector<OperationPart> parts = {start};
  if (observed(alive_threads_)) {
    parts.push_back({alive_threads_, {ThreadsSpec::kBegin, current_, false, number, 0}});
  }
  if (life_is_observed(spawn.object)) operation.scheduling = Scheduling::visible;
  const ObjectId memory = trace_.processes[process_].memory;
  if (spawn.process != nullptr && spawn.process->fork && observed(memory)) {
    parts.push_back({memory, {MemorySpec::kFork, current_, false, number, 0}});
    operation.scheduling = Scheduling::visible;
  }
  // A start that passes on variables reads them, lest another thread of the process writes them.
  if (spawn.process != nullptr) {
    const std::vector<ObjectId> read = std::exchange(read_at_start_, {});
    if (!read.empty() && running_processes_[process_].threads > 1) {
      for (const ObjectId object : read)
        parts.push_back({object, {kObserve, current_, false, 0, 0}});
      operation.scheduling = Scheduling::visible;
    }
  }
  operation.parts = parts.data();
  operation.part_count = static_cast<std::uint8_t>(parts.size());
  perform(operation);
}

/// The end of a thread, where somebody looks at it.
void Execution::end_thread(ThreadId thread) {
  const OperationPart parts[] = {
      {trace_.threads[thread].object, {ThreadSpec::kFinish, thread, false, 0, 0}},
      {alive_threads_, {ThreadsSpec::kEnd, thread, false, thread, 0}}};
  const std::uint8_t count = observed(alive_threads_) ? 2 : 1;
  perform({parts, count, Scheduling::visible, false, kForever, Where{}});
}

void Execution::observe_object(ObjectId object) {
  if (unusual_.leaving || observed(object)) return;
  trace_.objects[object].observed = true;
  restart_ = true;
}

bool Execution::take_restart() { return std::exchange(restart_, false); }

void throw_use_after_destruction() {
  throw Exception("RuntimeError",
                  "a primitive was used after its variable was destroyed: it was captured by "
                  "reference, but the function has returned; capture it by value ([=])",
                  Category::misuse);
}

void throw_no_execution() {
  throw UsageError(
      "a primitive was used outside of heddle::explore(): call it from the program that is "
      "explored");
}

}  // namespace heddle
