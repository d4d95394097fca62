#include "heddle/primitives/multiprocessing/pool.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "heddle/primitives/multiprocessing/connection.hpp"
#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing {
namespace {

/// The threads that every pool of CPython has, in the order in which they are numbered.
constexpr std::uint16_t kPoolThreads = 3;
constexpr std::uint16_t kReplacingThread = 1;
constexpr std::uint16_t kHandlingThread = 3;

/// A worker's name: "ForkPoolWorker-1" is the pool's name for "Process-1".
std::string worker_name(const std::string& process, StartMethod method) {
  constexpr std::array<const char*, 3> kPrefixes = {"Fork", "Spawn", "ForkServer"};
  const std::string numbers = process.substr(process.find_last_of('-') + 1);
  return std::string(kPrefixes[static_cast<std::size_t>(method)]) + "PoolWorker-" + numbers;
}

[[noreturn]] void throw_not_running() { throw ValueError("Pool not running", Category::misuse); }

/// Python's repr of the exception of what cannot be pickled.
std::string refusal_text(const std::string& message, bool inherited) {
  const std::string type = inherited ? "RuntimeError" : "TypeError";
  const std::string quote = message.find('\'') == std::string::npos ? "'" : "\"";
  return type + "(" + quote + message + quote + ")";
}

}  // namespace

std::exception_ptr detail::refusal_of(const char* message, bool inherited) {
  if (message == nullptr) return nullptr;
  if (inherited) return std::make_exception_ptr(RuntimeError(message, Category::misuse));
  return std::make_exception_ptr(TypeError(message, Category::unpicklable));
}

std::exception_ptr detail::encoding_error(const std::string& value, const char* message,
                                          bool inherited) {
  return std::make_exception_ptr(MaybeEncodingError(value, refusal_text(message, inherited)));
}

namespace detail {

AnyPool::Record* AnyPool::make_record(void* place, int processes, const PoolOptions& options,
                                      Where where) {
  Execution& run = running_execution();
  if (heddle::detail::is_global(place)) {
    throw UsageError("a Pool starts processes: make it in a function, not as a static variable");
  }
  auto* record = run.arena().make<Record>();
  record->method = use_start_method(options.context);
  if (processes < 1) {
    throw ValueError("Number of processes must be at least 1", Category::misuse);
  }
  if (options.maxtasksperchild && *options.maxtasksperchild < 1) {
    throw ValueError("maxtasksperchild must be a positive int or None", Category::misuse);
  }
  record->initializer = options.initializer;
  record->max_tasks = options.maxtasksperchild.value_or(0);
  record->processes = processes;
  record->creator = Execution::process();
  record->where = where;
  record->threads_before = run.notes(run.self()).unnamed_children;
  return record;
}

AnyPool::AnyPool(int processes, const PoolOptions& options, Where where)
    : handle_(PoolSpec::initial(Execution::process()), options.name, where,
              make_record(this, processes, options, where)) {
  Execution& run = handle_.execution();
  for (int i = 0; i < processes; ++i) start_worker(where);
  run.notes(run.self()).unnamed_children += kPoolThreads;
  const AnyPool pool = *this;
  before_children([pool] { pool.finalize(); });
  if (Execution::process() != 0) run.take_share(object());  // its workers notice if it is killed
  if (record().max_tasks == 0 && !run.observed(object())) return;
  // A new worker may be forked at any moment.
  const ObjectId memory = run.trace().processes[Execution::process()].memory;
  if (record().method == StartMethod::fork) run.observe_object(memory);
  start_thread(record().replacing, kReplacingThread, "_handle_workers",
               [pool] { pool.replace_workers(); });
}

void AnyPool::start_worker(Where where) const {
  Record& pool = record();
  const AnyPool self = *this;
  const Process worker([self] { self.work(); }, {.daemon = true, .context = Context(pool.method)},
                       where);
  worker.set_name(worker_name(worker.name(), pool.method));
  worker.start(where);
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  const ProcessId number = number_of(worker);
  perform_along(object(), PoolSpec::kEnroll, number, 0, where);
  run.give_share(object(), number);
  observe_when_killed(number, object());
  pool.workers.push_back(worker);
}

void AnyPool::start_thread(std::optional<threading::Thread>& place, std::uint16_t number,
                           const char* function, std::function<void()> target) const {
  const int ordinal = record().threads_before + number;
  const std::string name = "Thread-" + std::to_string(ordinal) + " (" + function + ")";
  place.emplace(threading::Thread::service(std::move(target), name, record().where));
  place->start(record().where);
}

// ---- what workers and threads of the pool do ----------------------------------------------------

void AnyPool::work() const {
  Record& pool = record();
  const Execution& run = handle_.execution();
  if (pool.initializer) {
    const std::function<void()> initializer = pool.initializer;
    initializer();
  }
  const ProcessId self = Execution::process();
  for (int done = 0; pool.max_tasks == 0 || done < pool.max_tasks; ++done) {
    const Result taken = handle_.perform(PoolSpec::kTake, self, 0, kForever, pool.where);
    if (run.leaving() || taken.value == 0) return;
    PoolTask task = std::move(pool.tasks.extract(taken.tag).mapped());
    task.result->begin(task.chunk, task.where);
    ChunkOutcome outcome = carry_out(task);
    finish(task, std::move(outcome), self);
  }
}

/// SystemExit ends the worker: who replaces it must be there from the beginning.
ChunkOutcome AnyPool::carry_out(const PoolTask& task) const {
  ChunkOutcome outcome;
  try {
    outcome = task.call();
  } catch (const SystemExit&) {
    handle_.execution().observe_object(object());
    throw;
  } catch (const UsageError&) {
    throw;
  } catch (const InternalError&) {
    throw;
  } catch (...) {
    if (handle_.execution().leaving()) throw;
    outcome.error = std::current_exception();
  }
  return outcome;
}

void AnyPool::finish(const PoolTask& task, ChunkOutcome outcome, ThreadId worker) const {
  Output output{task.result, task.chunk, worker, std::move(outcome)};
  if (!task.handled) {
    announce(output, task.where);
    task.result->store(task.chunk, std::move(output.outcome));
    return;
  }
  handle_.perform(PoolSpec::kSend, 0, 0, kForever, task.where);
  if (!handle_.execution().leaving()) record().outputs.push_back(std::move(output));
}

/// The chunk is done. One that no worker took was no task.
void AnyPool::announce(const Output& output, Where where) const {
  Execution& run = handle_.execution();
  const OperationPart parts[] = {
      output.result->done(output.chunk, !output.outcome.error, output.worker),
      handle_.part(PoolSpec::kDone)};
  const std::uint8_t count = output.worker == kNoThread ? 1 : 2;
  run.perform({parts, count, Scheduling::visible, false, kForever, where});
  if (run.recording() && !run.leaving()) run.describe_value(output.outcome.text);
}

void AnyPool::handle_results() const {
  Record& pool = record();
  for (;;) {
    const Result received = handle_.perform(PoolSpec::kReceive, 0, 0, kForever, pool.where);
    if (received.value == 0) return;
    Output output = std::move(pool.outputs.front());
    pool.outputs.pop_front();
    output.result->store(output.chunk, output.outcome);
    output.result->call_back();
    announce(output, pool.where);
  }
}

void AnyPool::replace_workers() const {
  const Where where = record().where;
  while (handle_.perform(PoolSpec::kRenew, 0, 0, kForever, where).value != 0) start_worker(where);
}

// ---- what the program asks for ------------------------------------------------------------------

/// Another process has a copy of a pool without the threads that pass its tasks on.
bool AnyPool::elsewhere() const { return Execution::process() != record().creator; }

void AnyPool::require_spawnable() const { Pickling<Pool>::refuse(); }

void AnyPool::require_running(Where where) const {
  const std::int64_t state = handle_.perform(PoolSpec::kLook, 0, 0, kForever, where).value;
  if (state != PoolSpec::kRunning && !handle_.execution().leaving()) throw_not_running();
}

std::size_t AnyPool::default_chunksize(std::size_t items) const {
  const std::size_t quarter = static_cast<std::size_t>(record().processes) * 4;
  return std::max<std::size_t>(1, (items + quarter - 1) / quarter);
}

void AnyPool::submit(PoolResult& result, std::vector<PoolTask> tasks,
                     const std::exception_ptr& refused, Where where) const {
  if (elsewhere()) {
    require_running(where);
    return;
  }
  Record& pool = record();
  const bool handled = result.has_callbacks() && !tasks.empty();
  const auto count = static_cast<std::int64_t>(refused ? 0 : tasks.size());
  const Result put = handle_.perform(PoolSpec::kPut, count, handled ? 1 : 0, kForever, where);
  if (handle_.execution().leaving()) return;
  if (put.value == PoolSpec::kRefused) throw_not_running();
  if ((put.tag & PoolSpec::kFirstHandled) != 0) {
    const AnyPool self = *this;
    start_thread(pool.handling, kHandlingThread, "_handle_results",
                 [self] { self.handle_results(); });
  }
  auto number = static_cast<std::uint32_t>(put.value);
  for (PoolTask& task : tasks) {
    task.result = &result;
    task.handled = (put.tag & PoolSpec::kHandled) != 0;
    if (!refused) pool.tasks.emplace(++number, std::move(task));
  }
  if (!refused) return;
  for (const PoolTask& task : tasks) finish(task, {{}, refused, {}}, kNoThread);
}

void AnyPool::close(Where where) const {
  if (elsewhere()) return;
  handle_.perform(PoolSpec::kClose, 0, 0, kForever, where);
}

void AnyPool::terminate(Where where) const {
  const Execution& run = handle_.execution();
  if (run.leaving() || elsewhere()) return;
  if (handle_.perform(PoolSpec::kTerminate, 0, 0, kForever, where).value == 0) return;
  Record& pool = record();
  if (pool.replacing) pool.replacing->join({}, where);
  terminate_all(pool.workers, where);
  const bool from_callback = pool.handling && pool.handling->ident() == threading::get_ident();
  if (pool.handling && !from_callback) pool.handling->join({}, where);
  for (const Process& worker : pool.workers) worker.join({}, where);
  pool.ended = true;
}

void AnyPool::join(Where where) const {
  const std::int64_t state = handle_.perform(PoolSpec::kLook, 0, 0, kForever, where).value;
  if (handle_.execution().leaving()) return;
  if (state == PoolSpec::kRunning) throw ValueError("Pool is still running", Category::misuse);
  Record& pool = record();
  if (pool.replacing) pool.replacing->join({}, where);
  if (pool.handling) pool.handling->join({}, where);
  for (const Process& worker : pool.workers) worker.join({}, where);
  pool.ended = true;
}

void AnyPool::finalize() const {
  if (!record().ended) terminate(Where{});
}

}  // namespace detail

}  // namespace heddle::multiprocessing
