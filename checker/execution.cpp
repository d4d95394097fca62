#include "heddle/checker/execution.hpp"

#include <cxxabi.h>
#include <algorithm>
#include <charconv>
#include <cstring>
#include <typeinfo>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/engine_specs.hpp"
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
  threads_.resize(kMaxThreads);
  object_numbers_.resize(kMaxThreads + 1);
  child_numbers_.resize(kMaxThreads);
  trace_.threads.reserve(kMaxThreads);
  trace_.threads.emplace_back();
  if (previous_terminate == nullptr) {
    previous_terminate = std::set_terminate([] {
      // A thread that is thrown through a noexcept function on its way out is parked instead.
      if (running_ != nullptr && running_->leaving_) running_->park();
      previous_terminate();
    });
  }
}

Execution::~Execution() {
  running_ = this;
  find_thread_state();
  leaving_ = true;
  arena_.clear();
  closing_ = true;
  for (Running& thread : threads_) {
    if (thread.coroutine) thread.coroutine->resume();
  }
  running_ = nullptr;
  for (std::unique_ptr<Coroutine>& lost : lost_) static_cast<void>(lost.release());
}

const Trace& Execution::run(const std::function<void()>& program, Strategy& strategy,
                            std::uint32_t keep) {
  HEDDLE_CHECK(running_ == nullptr);
  program_ = &program;
  strategy_ = &strategy;
  undoable_ = strategy.exhaustive();
  running_ = this;
  find_thread_state();
  prepare(keep);
  for (Detector* detector : detectors_) detector->begin(keep);
  strategy.begin(keep);
  target_ = 0;
  while (target_ != kNoThread) enter(target_);
  conclude();
  leave_all();
  running_ = nullptr;
  if (internal_error_) std::rethrow_exception(std::exchange(internal_error_, nullptr));
  if (!usage_error_.empty()) throw UsageError(std::exchange(usage_error_, {}));
  return trace_;
}

/// Makes everything ready for a run whose first `keep` events stand.
void Execution::prepare(std::uint32_t keep) {
  leaving_ = true;
  arena_.clear();
  leaving_ = false;
  undo(keep);
  for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
    threads_[i].reset();
    ThreadSummary& summary = trace_.threads[i];
    summary.exists = summary.finished = summary.killed = summary.pending = false;
    if (keep == 0) summary.last = summary.start = kNone;
  }
  for (ObjectRecord& object : trace_.objects) object.alive = false;
  if (!recording_) trace_.values.clear();
  trace_.uncaught.clear();
  trace_.outputs.clear();
  trace_.ending = Ending::complete;
  trace_.diverged_at = kNone;
  unstarted_.clear();
  silent_.clear();
  live_.clear();
  silent_changed_ = ended_ = evaluating_ = false;
  position_ = 0;
  keep_ = keep;
  non_daemons_ = 0;
  now_ = 0;
  invariants_.clear();
  in_invariant_.clear();
  global_objects_ = 0;
  current_ = 0;
  make_globals();
}

/// Takes back the events from `keep` on: object states, links, and the threads' last events.
void Execution::undo(std::uint32_t keep) {
  if (keep == 0) {
    for (ObjectRecord& object : trace_.objects) object.last = object.last_write = kNone;
    trace_.parts.clear();
    trace_.events.clear();
    saved_at_.clear();
    saved_states_.clear();
    times_.clear();
    trace_.values.clear();
    return;
  }
  HEDDLE_CHECK(undoable_ && keep <= trace_.size());
  while (trace_.size() > keep) {
    const Event& event = trace_.events.back();
    for (std::uint32_t p = event.first_part + event.part_count; p-- > event.first_part;) {
      const Part& part = trace_.parts[p];
      ObjectRecord& object = trace_.objects[part.label.object];
      std::memcpy(object.state, saved_states_.data() + saved_at_[p], object.spec->state_size);
      if (event.scheduling == Scheduling::local) continue;
      object.last = part.previous;
      object.last_write = part.previous_write;
    }
    if (event.part_count > 0) saved_states_.resize(saved_at_[event.first_part]);
    saved_at_.resize(event.first_part);
    trace_.parts.truncate(event.first_part);
    trace_.threads[event.thread].last = event.previous;
    trace_.events.pop_back();
  }
  if (!times_.empty()) times_.resize(keep);
}

/// The run has ended: classify it and copy what threads were about to do out of their frames.
void Execution::conclude() {
  bool assumed = false;
  bool blocked = false;
  for (const ThreadId thread : live() | silent_) {
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
    if (summary.daemon) {
      summary.killed = true;
    } else {
      blocked = true;
    }
  }
  if (trace_.ending == Ending::complete && blocked) {
    trace_.ending = assumed ? Ending::assumption : Ending::deadlock;
  }
  trace_.now = now_;
}

/// Resumes every thread that is left so that it unwinds itself: children first, main last.
void Execution::leave_all() {
  leaving_ = true;
  for (;;) {
    const ThreadSet left = live() | silent_;
    if (left.empty()) break;
    ThreadId last = 0;
    for (const ThreadId thread : left) last = thread;
    if (threads_[last].started) {
      target_ = last;
      enter(last);
    } else {
      live_.erase(last);
      silent_.erase(last);
    }
  }
  leaving_ = false;
}

void Execution::run_main() {
  trace_.threads[0].exists = true;
  live_.insert(0);
  unstarted_.erase(0);
  try {
    (*program_)();
    if (threads_[0].owes_invariants) check_invariants();
  } catch (const Leave&) {
    throw;
  } catch (...) {
    record_uncaught(0);
  }
  // The program ends when main and all non-daemon threads have ended.
  ThreadSet others_left = live() | silent_;
  others_left.erase(0);
  if (others_left.empty() && !observed(trace_.threads[0].object) && !observed(alive_threads_)) {
    trace_.threads[0].finished = true;
    return;
  }
  finish(0);
  if (non_daemons_ > 0) {
    const OperationPart others{life_, {LifeSpec::kOthersEnd, 0, false, 0, 0}};
    perform({&others, 1, Scheduling::silent, false, kForever, Where{}});
  }
  others_left = live() | silent_;
  others_left.erase(0);
  if (others_left.empty()) return;
  const OperationPart end{life_, {LifeSpec::kEnd, 0, false, 0, 0}};
  perform({&end, 1, Scheduling::visible, false, kForever, Where{}});
}

void Execution::finish(ThreadId thread) {
  const OperationPart parts[] = {
      {trace_.threads[thread].object, {ThreadSpec::kFinish, thread, false, 0, 0}},
      {alive_threads_, {ThreadsSpec::kEnd, thread, false, thread, 0}}};
  perform_life_event(parts, Where{});
  trace_.threads[thread].finished = true;
  if (thread != 0 && !trace_.threads[thread].daemon) --non_daemons_;
  silent_changed_ = true;
}

/// Called in a catch (...) block.
void Execution::record_uncaught(ThreadId thread) {
  Uncaught uncaught;
  uncaught.thread = thread;
  uncaught.after = position_;
  uncaught.last_event = trace_.threads[thread].last;
  try {
    throw;
  } catch (const InternalError&) {
    internal_error_ = std::current_exception();
    stop(Ending::cut);
    throw Leave{};
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

// ---- what primitives and programs ask ------------------------------------------------------------

void Execution::describe_value(std::string words) {
  const EventIndex last = trace_.threads[current_].last;
  if (last == kNone) return;
  trace_.values.resize(trace_.parts.size());
  trace_.values[trace_.events[last].first_part] = std::move(words);
}

void Execution::set_result(std::int64_t word) {
  if (leaving_ || evaluating_ || position_ == 0) return;
  Label& label = trace_.parts[trace_.events[position_ - 1].first_part].label;
  if (position_ > keep_) {
    label.result = word;
  } else if (label.result != word) {
    trace_.diverged_at = position_ - 1;
    stop(Ending::diverged);
    throw Leave{};
  }
}

void Execution::report_misuse(std::string message) {
  trace_.uncaught.push_back({current_, position_, "RuntimeError", std::move(message),
                             Category::misuse, trace_.threads[current_].last});
}

void Execution::print(std::string_view text) {
  if (leaving_) return;
  if (options_.outcomes == Outcomes::stdout_text) {
    const OperationPart part{output_, {SignalSpec::kTouch, current_, false, 0, 0}};
    perform({&part, 1, Scheduling::visible, false, kForever, Where{}});
    if (leaving_) return;
  }
  trace_.outputs.push_back({current_, position_, std::string(text)});
}

void Execution::add_outcome(std::string_view value) {
  Running& me = threads_[current_];
  if (me.has_outcome) me.outcome += ' ';
  me.outcome += value;
  me.has_outcome = true;
}

bool Execution::has_outcome() const {
  if (options_.outcomes == Outcomes::stdout_text) return true;
  return std::any_of(threads_.begin(), threads_.begin() + static_cast<long>(trace_.threads.size()),
                     [](const Running& thread) { return thread.has_outcome; });
}

std::string Execution::outcome() const {
  std::string all;
  if (options_.outcomes == Outcomes::stdout_text) {
    for (const Output& output : trace_.outputs) all += output.text;
    return all;
  }
  for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
    if (!threads_[i].has_outcome) continue;
    if (!all.empty()) all += " | ";
    all += threads_[i].outcome;
  }
  return all;
}

double Execution::time() const {
  trace_.time_used = true;
  return options_.time == TimeMode::virtual_time ? now_ : threads_[current_].local_time;
}

void Execution::sleep(double seconds, Where where) {
  Operation operation{nullptr, 0, Scheduling::local, true, kForever, where};
  trace_.time_used = true;
  if (options_.time == TimeMode::virtual_time && seconds > 0) {
    const OperationPart part{clock_, {0, current_, false, 0, 0}};
    operation = {&part, 1, Scheduling::visible, true, seconds, where};
    perform(operation);
    return;
  }
  if (leaving_) return;
  // In free time a sleep says nothing about order: it is a point of the thread's own, unless it is
  // a poller that has to wait for a change.
  if (position_ < keep_) {
    const Event& event = trace_.events[position_];
    operation.scheduling = event.thread == current_ ? event.scheduling : Scheduling::visible;
  } else if (poll_parked(current_, operation)) {
    operation.scheduling = Scheduling::visible;
  }
  perform(operation);
  threads_[current_].local_time += seconds;
}

void Execution::yield(Where where) {
  perform({nullptr, 0, Scheduling::visible, true, kForever, where});
}

int Execution::choose(int n, Where where) {
  if (n < 1 || n > 65'535) {
    throw Exception("ValueError", "choose(n) needs n between 1 and 65535", Category::misuse);
  }
  const OperationPart part{choices_, {0, current_, false, n, 0}};
  return static_cast<int>(
      perform({&part, 1, Scheduling::visible, false, kForever, where}).value);
}

void Execution::assume(bool condition, Where where) {
  if (condition) return;
  const OperationPart part{assumptions_, {0, current_, false, 0, 0}};
  perform({&part, 1, Scheduling::visible, false, kForever, where});
}

void Execution::add_invariant(std::vector<ObjectId> objects, std::function<bool()> predicate,
                              Where where) {
  const NoState none;
  const ObjectId signal = create_object(kSpecTable<SignalSpec>, &none, "invariant", where);
  for (const ObjectId object : objects) {
    if (in_invariant_.size() <= object) in_invariant_.resize(object + 1, false);
    in_invariant_[object] = true;
  }
  invariants_.push_back({signal, std::move(objects), std::move(predicate), where});
}

int Execution::spurious_left() const {
  return options_.spurious - threads_[current_].spurious_used;
}

void Execution::use_spurious() { ++threads_[current_].spurious_used; }

/// splitmix64, seeded by the thread's path.
std::uint64_t Execution::random() {
  std::uint64_t& state = threads_[current_].random;
  if (state == 0) {
    state = 0x9e3779b97f4a7c15;
    for (const char c : trace_.thread_path(current_)) {
      state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
  }
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

void*& Execution::user_slot(ThreadId thread) { return threads_[thread].user_slot; }

bool Execution::overflowed(const void* address) const {
  return std::any_of(threads_.begin(), threads_.end(), [address](const Running& thread) {
    return thread.coroutine && thread.coroutine->guards(address);
  });
}

}  // namespace heddle
