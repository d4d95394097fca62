#include "heddle/checker/switching.hpp"

#include <cxxabi.h>
#include <algorithm>
#include <cerrno>
#include <exception>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {
namespace {

constexpr int kMaxSwallowed = 16;  ///< times that a thread may drop Leave

}  // namespace

namespace detail {

ExceptionState* exceptions = nullptr;
int* last_error = nullptr;

}  // namespace detail

void Execution::find_thread_state() {
  detail::exceptions = reinterpret_cast<detail::ExceptionState*>(abi::__cxa_get_globals());
  detail::last_error = &errno;
}

Coroutine& Execution::thread_entry(void* argument) {
  const auto* place = static_cast<std::pair<Execution*, ThreadId>*>(argument);
  Execution& execution = *place->first;
  const ThreadId thread = place->second;
  delete place;
  execution.run_threads(thread);
  return execution.outside_;
}

/// Throws UsageError where there is no memory for another stack.
void Execution::make_coroutine(ThreadId thread) {
  auto place = std::make_unique<std::pair<Execution*, ThreadId>>(this, thread);
  try {
    threads_[thread].coroutine =
        std::make_unique<Coroutine>(options_.stack_bytes, thread_entry, place.get());
  } catch (const std::bad_alloc&) {
    throw UsageError("there is no memory for the stacks of " + std::to_string(thread + 1) +
                     " threads, " + std::to_string(options_.stack_bytes / 1024) +
                     " KiB each; run the program with fewer (see its parameters)");
  }
  static_cast<void>(place.release());  // the entry deletes it
}

/// Runs the main function, and what is to be done at the end of the program.
inline void Execution::run_main() {
  trace_.threads[0].exists = true;
  live_.insert(0);
  unstarted_.erase(0);
  if (keep_ == 0 || !life_is_observed(trace_.threads[0].object)) {
    set_phase(trace_.threads[0].object, ThreadSpec::kRunning);
  }
  run_piece(0, *program_);
  // The program ends when main and all non-daemon threads have ended.
  ThreadSet others_left = live() | silent_;
  others_left.erase(0);
  const bool plain = running_processes_[0].daemons == 0 && running_processes_[0].at_exit == nullptr;
  if (others_left.empty() && plain && !life_is_observed(trace_.threads[0].object)) {
    trace_.threads[0].finished = true;
    return;
  }
  finish(0);
  // Whether there were any is the same in all equivalent executions; whether they have ended is
  // not.
  const RunningProcess& own = running_processes_[0];
  if (own.threads - own.daemons > 1 || observed(life_)) await_others();
  if (Task* at_exit = running_processes_[0].at_exit; at_exit != nullptr) {
    run_piece(0, [at_exit] { at_exit->run(); });
  }
  abandon_at_end();
  // Also where all of them have ended: it could have come before their last steps.
  if (running_processes_[0].daemons == 0) return;
  const OperationPart end{life_, {LifeSpec::kEnd, 0, false, 0, 0}};
  perform({&end, 1, Scheduling::visible, false, kForever, Where{}});
}

/// The coroutine's body: runs the thread with this number in one execution after the other.
void Execution::run_threads(ThreadId thread) {
  while (!closing_) {
    *detail::exceptions = {nullptr, 0};
    *detail::last_error = 0;
    try {
      if (thread == 0) {
        run_main();
      } else {
        run_piece(thread, [this, thread] {
          // It can be killed before it has done anything.
          if (threads_[thread].attached && can_be_killed(thread)) perform({});
          threads_[thread].task->run();
        });
        finish(thread);
      }
    } catch (const Leave&) {
    } catch (...) {  // of the engine: those of the program have been recorded
      fail();
    }
    Running& me = threads_[thread];
    me.started = false;
    live_.erase(thread);
    silent_.erase(thread);
    settled_until_ = 0;
    current_ = thread;
    process_ = threads_[thread].process;
    ThreadId next = kNoThread;
    try {
      if (!unusual_.leaving && !ended_) next = decide();
    } catch (...) {
      fail();
    }
    switch_to(thread, next);
  }
}

/// Called in a catch (...) block: an error of the engine ends the execution, and is thrown once all
/// threads have left.
void Execution::fail() {
  if (!engine_error_) engine_error_ = std::current_exception();
  trace_.ending = Ending::cut;
  ended_ = true;
}

/// Whose event is next in the prefix.
ThreadId Execution::decide_in_prefix() {
  const ThreadId next = trace_.events[position_].thread;
  if (live().contains(next) || silent_.contains(next)) return next;
  trace_.diverged_at = position_;  // this time the program has no such thread, or it has ended
  trace_.ending = Ending::diverged;
  ended_ = true;
  return kNoThread;
}

/// After the prefix, where also the engine may have a say.
ThreadId Execution::decide_unsettled() {
  if (ended_) return kNoThread;
  if (!unstarted_.empty()) return unstarted_.first();
  const ThreadId ready = take_silent();
  if (ready != kNoThread) return ready;
  if (live().empty()) {
    ended_ = true;
    return kNoThread;
  }
  if (position_ >= options_.max_steps) [[unlikely]] {
    trace_.ending = Ending::truncated;
    ended_ = true;
    return kNoThread;
  }
  released_.clear();
  // The sibling of a choice is made at the time of that choice.
  if (position_ == keep_ && keep_ > 0) {
    now_ = std::max(now_, branch_time_);
    tick_ = std::max(tick_, branch_tick_);
  }
  settled_until_ = position_ == keep_ ? 0 : options_.max_steps;
  return pick();
}

/// Nobody can go, or the strategy ends the execution.
ThreadId Execution::nobody_picked() {
  settled_until_ = 0;
  for (;;) {
    if (choice_.is_cut() || choice_.is_stop()) {
      trace_.ending = choice_.is_cut() ? Ending::redundant : Ending::cut;
      ended_ = true;
      return kNoThread;
    }
    if (!advance()) {
      ended_ = true;
      return kNoThread;
    }
    choice_ = strategy_->pick(*this);
    if (choice_.thread < kNoThread) return static_cast<ThreadId>(choice_.thread);
  }
}

unsigned Execution::pending_alternatives(ThreadId thread) const {
  const Running& running = threads_[thread];
  return running.pending == nullptr ? 0 : ways_to_go(thread, *running.pending);
}

unsigned Execution::ways_to_go(ThreadId thread, const Operation& operation) const {
  const Running& running = threads_[thread];
  const ThreadSummary& summary = trace_.threads[thread];
  if (trace_.daemonic(thread) &&
      summary.events >= static_cast<std::uint32_t>(options_.daemon_steps)) {
    trace_.daemon_cut = true;
    return 0;
  }
  const bool parked =
      operation.is_poll() && !released_.contains(thread) && poll_parked(thread, operation);
  if (parked && operation.polls) return 0;
  const bool expiring = !parked && may_expire(running, operation);
  if (operation.any > 0 && !expiring && !any_ready(thread, operation)) return 0;
  unsigned ways = 1;
  for (int i = operation.any; i < operation.part_count; ++i) {
    const OperationPart& part = operation.parts[i];
    const ObjectRecord& object = trace_.objects[part.object];
    if (!object.spec->may_block(part.action.kind)) continue;
    Action action = part.action;
    action.thread = thread;
    action.may_expire = expiring;
    const int here = object.spec->alternatives(object.state, action);
    if (here == 0) return 0;
    if (here > 1) ways = static_cast<unsigned>(here);
  }
  return ways;
}

/// Whether a part of an operation would be enabled alone, without its time being up.
bool Execution::ready(ThreadId thread, const OperationPart& part) const {
  const ObjectRecord& object = trace_.objects[part.object];
  Action action = part.action;
  action.thread = thread;
  action.may_expire = false;
  return object.spec->alternatives(object.state, action) > 0;
}

bool Execution::any_ready(ThreadId thread, const Operation& operation) const {
  return std::any_of(operation.parts, operation.parts + operation.any,
                     [&](const OperationPart& part) { return ready(thread, part); });
}

/// Silent are a join and the wait of a main thread for the other threads of its process.
bool Execution::silent_ready(ThreadId thread, const Operation& operation) const {
  const OperationPart& part = operation.parts[0];
  if (threads_[thread].process != 0 && killed(thread)) return false;
  if (trace_.objects[part.object].spec == &kSpecTable<LifeSpec>) {
    return running_processes_[trace_.threads[thread].process].others == 0;
  }
  return state<ThreadSpec::State>(part.object).phase == ThreadSpec::kFinished;
}

/// A thread whose silent operation (join, the end of main) can take effect now.
ThreadId Execution::take_silent() {
  for (const ThreadId thread : silent_) {
    if (silent_ready(thread, *threads_[thread].pending)) return thread;
  }
  return kNoThread;
}

/// Ends the execution from within a thread: the caller leaves.
void Execution::stop(Ending ending) {
  trace_.ending = ending;
  ended_ = true;
  settled_until_ = 0;
  switch_to(current_, kNoThread);
}

/// The answer to an operation of a thread that the execution leaves behind: it is unwound by an
/// exception, but never out of a destructor.
const Result& Execution::leave(const Operation& operation) {
  result_ = {};
  if (std::uncaught_exceptions() > 0) return result_;
  if (operation.part_count > 0) {
    const OperationPart& part = operation.parts[0];
    const Role role = trace_.spec(part.object).role(part.action.kind);
    if (role == Role::release || role == Role::notify) return result_;
  }
  if (++threads_[current_].swallowed > kMaxSwallowed) park();
  throw Leave{};
}

/// Gives up a thread that cannot be unwound: its coroutine is never resumed again.
void Execution::park() {
  Running& me = threads_[current_];
  ++lost_stacks_;
  live_.erase(current_);
  silent_.erase(current_);
  me.started = false;
  Coroutine& own = *me.coroutine;
  lost_.push_back(std::move(me.coroutine));
  outside_.resume_from(own);
  std::abort();  // a parked thread is never resumed
}

}  // namespace heddle
