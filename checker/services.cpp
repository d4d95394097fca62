// What programs and primitives ask of a running execution, beside performing operations.
#include <algorithm>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/execution.hpp"

namespace heddle {

void Execution::describe_value(std::string words) {
  const EventIndex last = trace_.threads[current_].last;
  if (last == kNone) return;
  trace_.values.resize(trace_.parts.size());
  trace_.values[trace_.events[last].first_part] = std::move(words);
}

void Execution::set_result(std::int64_t word) {
  if (unusual_.leaving || unusual_.evaluating || position_ == 0) return;
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
  if (unusual_.leaving) return;
  if (options_.outcomes == Outcomes::stdout_text) {
    const OperationPart part{output_, {SignalSpec::kTouch, current_, false, 0, 0}};
    perform({&part, 1, Scheduling::visible, false, kForever, Where{}});
    if (unusual_.leaving) return;
  }
  trace_.outputs.push_back({current_, position_, std::string(text)});
}

void Execution::add_outcome(std::string_view value) {
  Running& me = threads_[current_];
  if (me.has_outcome) me.outcome += ' ';
  me.outcome += value;
  me.has_outcome = has_outcomes_ = true;
}

std::string Execution::outcome() const {
  std::string all;
  if (options_.outcomes == Outcomes::stdout_text) {
    for (const Output& output : trace_.outputs) all += output.text;
    return all;
  }
  if (!has_outcomes_) return all;
  for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
    if (!threads_[i].has_outcome) continue;
    if (!all.empty()) all += " | ";
    all += threads_[i].outcome;
  }
  return all;
}

double Execution::time() {
  trace_.time_used = true;
  threads_[current_].time_asked = position_;
  return clock();
}

double Execution::clock() const {
  return options_.time == TimeMode::virtual_time ? now_ : threads_[current_].local_time;
}

void Execution::sleep(double seconds, Where where) { pass_time(seconds, false, where); }

void Execution::compute(double seconds, Where where) { pass_time(seconds, true, where); }

void Execution::pass_time(double seconds, bool computes, Where where) {
  trace_.time_used = true;
  const bool lasts = options_.time == TimeMode::virtual_time && seconds > 0;
  const OperationPart part{
      clock_, {lasts ? ClockSpec::kUntil : ClockSpec::kFree, current_, false, computes ? 1 : 0, 0}};
  Operation operation{&part, 1, Scheduling::local, true, kForever, where};
  if (lasts) {
    operation.scheduling = Scheduling::visible;
    operation.timeout = seconds;
    operation.computes = computes && options_.gil == Gil::on;
    perform(operation);
    return;
  }
  if (unusual_.leaving) return;
  // In free time a sleep says nothing about order: it is a point of the thread's own, unless it is
  // a poller that may have to wait for a change.
  if (position_ < keep_) {
    const TraceEvent& event = trace_.events[position_];
    operation.scheduling = event.thread == current_ ? event.scheduling : Scheduling::visible;
  } else if (polling_.could_park(poll_of(current_, operation))) {
    operation.scheduling = Scheduling::visible;
  }
  perform(operation);
  threads_[current_].local_time += seconds;
}

/// The running thread begins to compute: it and the others of its process are ready later.
void Execution::share_processor(double seconds) {
  computations_.add(current_, process_, threads_[current_].since, seconds);
  for (const ThreadId thread : computations_.threads(process_)) {
    const Operation* pending = threads_[thread].pending;
    const bool computing = pending != nullptr && pending->computes;
    if (computing || thread == current_) threads_[thread].deadline = computations_.end(thread);
  }
}

void Execution::yield(Where where) {
  perform({nullptr, 0, Scheduling::visible, true, kForever, where});
}

int Execution::choose(int n, Where where) {
  if (n < 1 || n > 65'535) {
    throw Exception("ValueError", "choose(n) needs n between 1 and 65535", Category::misuse);
  }
  const OperationPart part{choices_, {0, current_, false, n, 0}};
  return static_cast<int>(perform({&part, 1, Scheduling::visible, false, kForever, where}).value);
}

void Execution::assume(bool condition, Where where) {
  if (condition) return;
  const OperationPart part{assumptions_, {0, current_, false, 0, 0}};
  perform({&part, 1, Scheduling::visible, false, kForever, where});
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

bool Execution::overflowed(const void* address) const {
  return std::any_of(threads_.begin(), threads_.end(), [address](const Running& thread) {
    return thread.coroutine && thread.coroutine->guards(address);
  });
}

}  // namespace heddle
