#include "heddle/checker/execution.hpp"

#include <cxxabi.h>
#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <typeinfo>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/switching.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {

Execution* Execution::running_ = nullptr;

namespace {

std::terminate_handler previous_terminate = nullptr;

std::string demangled(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return status == 0 ? name.get() : type.name();
}

}  // namespace

Execution::Execution(const Options& options) : options_(options) {
  unusual_.breaks = options.break_at != 0;
  threads_.resize(kMaxThreads);
  object_numbers_.resize(kMaxThreads + 1);
  child_numbers_.resize(kMaxThreads);
  running_processes_.resize(1);
  trace_.threads.reserve(kMaxThreads);
  trace_.threads.emplace_back();
  if (previous_terminate == nullptr) {
    previous_terminate = std::set_terminate([] {
      // A thread that is thrown through a noexcept function on its way out is parked instead.
      if (running_ != nullptr && running_->inside_ && running_->unusual_.leaving) running_->park();
      previous_terminate();
    });
  }
}

Execution::~Execution() {
  running_ = this;
  find_thread_state();
  unusual_.leaving = true;
  arena_.clear();
  closing_ = true;
  for (Running& thread : threads_) {
    if (thread.coroutine) go_in(*thread.coroutine);
  }
  running_ = nullptr;
  // Suspended inside their entry, they are never destroyed.
  static auto* const all_lost = new std::vector<std::unique_ptr<Coroutine>>;
  std::move(lost_.begin(), lost_.end(), std::back_inserter(*all_lost));
}

void Execution::set_observers(const std::vector<Detector*>& observers) {
  observers_.clear();
  for (Detector* observer : observers) observers_.emplace_back(observer, observer->observes());
}

const Trace& Execution::run(const std::function<void()>& program, Strategy& strategy,
                            std::uint32_t keep) {
  HEDDLE_CHECK(running_ == nullptr);
  program_ = &program;
  strategy_ = &strategy;
  undoable_ = strategy.saves_states();
  plain_ = options_.dependence == Dependence::plain;
  trace_.refined = !plain_;
  const struct RunningHere {
    explicit RunningHere(Execution& run) { running_ = &run; }
    ~RunningHere() { running_ = nullptr; }
  } running_here(*this);
  find_thread_state();
  if (!threads_[0].coroutine) make_coroutine(0);
  prepare(keep);
  for (const auto& [observer, what] : observers_) observer->begin(keep);
  strategy.begin(keep);
  go_in(about_to_run(0));
  conclude();
  leave_all();
  if (engine_error_) {
    usage_error_.clear();
    std::rethrow_exception(std::exchange(engine_error_, nullptr));
  }
  if (!usage_error_.empty()) throw UsageError(std::exchange(usage_error_, {}));
  return trace_;
}

/// Makes everything ready for a run whose first `keep` events stand.
inline void Execution::prepare(std::uint32_t keep) {
  unusual_.leaving = true;
  arena_.clear();
  unusual_.leaving = false;
  undo(keep);
  for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
    threads_[i].reset();
    ThreadSummary& summary = trace_.threads[i];
    summary.exists = summary.finished = summary.killed = summary.pending = false;
    summary.given_name = nullptr;
    if (keep == 0) {
      summary.last = summary.start = kNone;
      summary.events = 0;
    }
  }
  if (!recording_) trace_.values.clear();
  trace_.uncaught.clear();
  trace_.outputs.clear();
  trace_.ending = Ending::complete;
  trace_.roles = 0;
  trace_.diverged_at = kNone;
  unstarted_.clear();
  silent_.clear();
  live_.clear();
  ended_ = unusual_.evaluating = judging_ = has_outcomes_ = false;
  settled_until_ = 0;
  events_before_ += position_;
  position_ = 0;
  keep_ = keep;
  running_processes_[0].reset();
  running_processes_[0].threads = 1;
  spaces_.clear();
  read_at_start_.clear();
  computations_.clear();
  now_ = 0;
  tick_ = 0;
  invariants_.clear();
  unusual_.invariants = false;
  in_invariant_.clear();
  global_objects_ = 0;
  current_ = 0;
  process_ = 0;
  make_globals();
  unusual_.attached = threads_[0].attached = observed(memory_);
}

/// Takes back the events from `keep` on: object states, links, and the threads' last events. The
/// program makes its objects anew; those of the engine stay, and get their first state here.
inline void Execution::undo(std::uint32_t keep) {
  if (keep == 0) {
    const std::span<ObjectRecord> all(trace_.objects);
    for (ObjectRecord& object : all.first(engine_objects_)) {
      if (object.last == kNone) continue;
      object.last = object.last_write = kNone;
      copy_state(object.state, object.initial, object.spec->state_size);
    }
    for (ObjectRecord& object : all.subspan(engine_objects_)) {
      object.last = object.last_write = kNone;
      object.alive = false;
    }
    trace_.parts.clear();
    trace_.events.clear();
    trace_.forget(0);
    trace_.saved_states.clear();
    times_.clear();
    trace_.values.clear();
    return;
  }
  HEDDLE_CHECK(undoable_ && keep < trace_.size());
  for (std::size_t i = engine_objects_; i < trace_.objects.size(); ++i) {
    trace_.objects[i].alive = false;
  }
  branch_tick_ = trace_.events[keep].tick;
  branch_time_ = keep < times_.size() ? times_[keep] : 0;
  while (trace_.size() > keep) {
    const TraceEvent& event = trace_.events.back();
    for (std::uint32_t p = event.first_part + event.part_count; p-- > event.first_part;) {
      const Part& part = trace_.parts[p];
      ObjectRecord& object = trace_.objects[part.label.object];
      if (fits_word(*object.spec)) {
        copy_word(object.state, &part.saved);
      } else {
        copy_state(object.state, trace_.before(part), object.spec->state_size);
        trace_.saved_states.truncate(part.saved);
      }
      if (event.scheduling == Scheduling::local) continue;
      object.last = part.previous;
      object.last_write = part.previous_write;
    }
    trace_.parts.truncate(event.first_part);
    ThreadSummary& thread = trace_.threads[event.thread];
    thread.last = event.previous;
    thread.events = event.index - 1;
    trace_.events.pop_back();
  }
  trace_.forget(keep);
  if (!times_.empty()) times_.resize(keep);
}

/// The run has ended: classify it and copy what threads were about to do out of their frames.
inline void Execution::conclude() {
  bool assumed = false;
  bool blocked = false;
  trace_.left = live() | silent_;
  for (const ThreadId thread : trace_.left) {
    ThreadSummary& summary = trace_.threads[thread];
    const Running& running = threads_[thread];
    if (running.pending != nullptr) {
      summary.pending = true;
      summary.operation = *running.pending;
      summary.parts.assign(running.pending->parts,
                           running.pending->parts + running.pending->part_count);
      for (OperationPart& part : summary.parts) part.action.thread = thread;
      summary.operation.parts = summary.parts.data();
      for (const OperationPart& part : summary.parts) assumed |= part.object == assumptions_;
    }
    if (summary.daemon || killed(thread)) {
      summary.killed = true;
    } else if (!summary.service) {
      blocked = true;
    }
  }
  if (trace_.ending == Ending::complete && blocked) {
    trace_.ending = assumed ? Ending::assumption : Ending::deadlock;
  }
  trace_.now = now_;
}

/// Resumes every thread that is left so that it unwinds itself: children first, main last.
inline void Execution::leave_all() {
  unusual_.leaving = true;
  for (;;) {
    const ThreadSet left = live() | silent_;
    if (left.empty()) break;
    ThreadId last = 0;
    for (const ThreadId thread : left) last = thread;
    if (threads_[last].started) {
      go_in(about_to_run(last));
    } else {
      live_.erase(last);
      silent_.erase(last);
    }
  }
  unusual_.leaving = false;
}

void Execution::finish(ThreadId thread) {
  if (unusual_.leaving) return;
  const ThreadSummary& summary = trace_.threads[thread];
  if (trace_.is_process(thread)) {
    finish_process(thread);
  } else if (life_is_observed(summary.object)) {
    end_thread(thread);
  } else {
    set_phase(summary.object, ThreadSpec::kFinished);
  }
  trace_.threads[thread].finished = true;
  if (thread != summary.process && !summary.daemon && !summary.service)
    --running_processes_[summary.process].others;
  settled_until_ = 0;
}

/// Called in a catch (...) block.
void Execution::record_uncaught(ThreadId thread) {
  if (unusual_.leaving) return;  // on its way out a thread may throw what it likes
  Uncaught uncaught;
  uncaught.thread = thread;
  uncaught.after = position_;
  // While a prefix is replayed, the summary's last event is that of the prefix's end.
  EventIndex& last = uncaught.last_event = trace_.threads[thread].last;
  while (last != kNone && last >= position_) last = trace_.events[last].previous;
  try {
    throw;
  } catch (const InternalError&) {
    throw;  // `fail` will have it
  } catch (const UsageError& error) {
    usage_error_ = error.what();
    stop(Ending::cut);
    throw Leave{};
  } catch (const Exception& exception) {
    uncaught.type = exception.name();
    uncaught.message = exception.what();
    uncaught.category = exception.category();
  } catch (const std::exception& exception) {
    uncaught.type = demangled(typeid(exception));
    uncaught.message = exception.what();
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    uncaught.type = type != nullptr ? demangled(*type) : "unknown exception";
  }
  if (uncaught.category != Category::exit) trace_.uncaught.push_back(std::move(uncaught));
}

}  // namespace heddle
