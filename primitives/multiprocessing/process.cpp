#include "heddle/primitives/multiprocessing/process.hpp"

#include <algorithm>
#include <iterator>
#include <typeinfo>
#include <utility>

#include "heddle/primitives/multiprocess.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle::multiprocessing {
namespace {

constexpr int kTerminate = 15;
constexpr int kKill = 9;
constexpr int kFirstPid = 1000;

/// Calls each once, the latest first.
void finish_all(std::vector<std::function<void()>>& finalizers) {
  while (!finalizers.empty()) {
    const std::function<void()> last = std::move(finalizers.back());
    finalizers.pop_back();
    last();
  }
}

}  // namespace

/// What the new process runs: `run` of the object it was started through, then its end.
struct Process::Run final : Task {
  explicit Run(const Process& started, StartMethod with) : process(started), method(with) {}
  void run() override {
    const Execution& run = running_execution();
    detail::records().method = method;
    int code = 0;
    try {
      Process* self = process.handle_.payload().self;
      if (self == nullptr) {
        throw RuntimeError(
            "the Process object was destroyed before its run() began: join the process before the "
            "object goes out of scope",
            Category::misuse);
      }
      self->run();
    } catch (const SystemExit& exit) {
      code = exit.code() & 255;
    } catch (...) {
      if (run.leaving()) throw;
      running_execution().report_uncaught();
      code = 1;
    }
    running_execution().look_at_return();
    detail::join_children();
    running_execution().end_process(code);
    detail::finalize_process();
  }
  Process process;
  StartMethod method;
};

Process::Process(const ProcessOptions& options, Where where) : Process(options, where, nullptr) {}

Process::Process(const ProcessOptions& options, Where where, detail::ProcessTask* task)
    : handle_({}, nullptr, where, make_payload(options, task)) {}

Process::Payload Process::make_payload(const ProcessOptions& options, detail::ProcessTask* task) {
  Payload payload;
  payload.task = task;
  payload.name = heddle::detail::kept(options.name);
  payload.context = options.context;
  const Execution* run = Execution::current_execution();
  if (run == nullptr || run->leaving()) {
    payload.daemon = options.daemon.value_or(false);
    return payload;
  }
  payload.creator = Execution::process();
  payload.daemon = options.daemon.value_or(run->trace().processes[payload.creator].daemon);
  payload.count = ++detail::records().made;
  return payload;
}

Process::~Process() {
  if (!runs_ || handle_.payload().self != this) return;
  const Execution* run = Execution::current_execution();
  if (run != nullptr && !run->leaving()) handle_.payload().self = nullptr;
}

void Process::require_open() const {
  if (handle_.payload().closed && !handle_.execution().leaving()) {
    throw ValueError("process object is closed", Category::misuse);
  }
}

void Process::run() {
  if (handle_.payload().task != nullptr) handle_.payload().task->run();
}

void Process::start(Where where) const {
  Payload& payload = handle_.payload();
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  require_open();
  if (payload.started) throw AssertionError("cannot start a process twice", Category::misuse);
  if (payload.creator != Execution::process()) {
    throw AssertionError("can only start a process object created by current process",
                         Category::misuse);
  }
  if (run.trace().processes[Execution::process()].daemon) {
    throw AssertionError("daemonic processes are not allowed to have children", Category::misuse);
  }
  const StartMethod method = detail::use_start_method(payload.context);
  const bool fork = method == StartMethod::fork;
  run.begin_start();
  if (!fork && payload.task != nullptr) payload.task->pickle(payload.dill);
  payload.started = true;
  Run* body = run.arena().make<Run>(*this, method);
  // A Process runs a copy of its own, so that this object may go; a subclass runs this object.
  runs_ = typeid(*this) != typeid(Process) && typeid(*this) != typeid(multiprocess::Process);
  payload.self = runs_ ? const_cast<Process*>(this) : &body->process;
  Spawn::Process process;
  process.number = payload.count;
  process.name = payload.name;
  process.daemon = payload.daemon;
  process.fork = fork;
  Spawn spawn;
  spawn.task = body;
  spawn.object = handle_.object();
  spawn.process = &process;
  payload.number = run.spawn(spawn, where);
  if (run.leaving()) return;
  if (!fork && payload.task != nullptr) payload.task->pass(run, payload.number);
  detail::records().children.push_back(Process(handle_));
}

void Process::join(OptionalTimeout timeout, Where where) const {
  Execution& run = handle_.execution();
  Payload& payload = handle_.payload();
  if (!run.leaving()) {
    require_open();
    if (payload.creator != Execution::process() || payload.number == Execution::process()) {
      throw AssertionError("can only join a child process", Category::misuse);
    }
    if (!payload.started) {
      throw AssertionError("can only join a started process", Category::misuse);
    }
    if (joined()) return;
  }
  if (!timeout) {
    run.join(handle_.object(), payload.number, where);
  } else {
    run.observe_object(handle_.object());
    const Timeout limit = threading::wait_timeout(timeout);
    if (handle_.perform(ProcessSpec::kJoin, 0, 0, limit, where).expired) return;
  }
  set_joined();
}

bool Process::joined() const {
  return handle_.payload().joined_by.contains(handle_.execution().self());
}

void Process::set_joined() const {
  if (!handle_.execution().leaving())
    handle_.payload().joined_by.insert(handle_.execution().self());
}

std::int64_t Process::poll(Where where) const {
  if (joined()) return handle_.state().exit_code;
  Execution& run = handle_.execution();
  run.observe_object(handle_.object());
  const std::int64_t code = handle_.perform(ProcessSpec::kExitCode, 0, 0, kForever, where).value;
  if (code != ProcessSpec::kNoExitCode) set_joined();
  return code;
}

bool Process::is_alive(Where where) const {
  if (handle_.execution().leaving()) return false;
  require_open();
  const Payload& payload = handle_.payload();
  if (payload.number == Execution::process()) return true;
  if (payload.creator != Execution::process()) {
    throw AssertionError("can only test a child process", Category::misuse);
  }
  return payload.started && poll(where) == ProcessSpec::kNoExitCode;
}

std::optional<int> Process::exitcode(Where where) const {
  if (handle_.execution().leaving()) return std::nullopt;
  require_open();
  const Payload& payload = handle_.payload();
  const bool child = payload.started && payload.creator == Execution::process() &&
                     payload.number != Execution::process();
  if (!child) return std::nullopt;
  const std::int64_t code = poll(where);
  if (code == ProcessSpec::kNoExitCode) return std::nullopt;
  return static_cast<int>(code);
}

void Process::signal(int number, const char* method, Where where) const {
  if (handle_.execution().leaving()) return;
  require_open();
  const Payload& payload = handle_.payload();
  if (!payload.started) {
    throw AttributeError(std::string("'NoneType' object has no attribute '") + method + "'");
  }
  if (joined()) return;
  for (const auto& [process, object] : detail::records().observers) {
    if (process == payload.number) handle_.execution().observe_object(object);
  }
  handle_.execution().kill(payload.number, number, where);
}

void Process::terminate(Where where) const { signal(kTerminate, "terminate", where); }
void Process::kill(Where where) const { signal(kKill, "kill", where); }

void Process::close(Where where) const {
  Payload& payload = handle_.payload();
  if (handle_.execution().leaving() || payload.closed) return;
  if (payload.started && poll(where) == ProcessSpec::kNoExitCode) {
    throw ValueError(
        "Cannot close a process while it is still running. You should first call join() or "
        "terminate().",
        Category::misuse);
  }
  payload.closed = true;
}

std::string Process::name() const {
  const Payload& payload = handle_.payload();
  if (payload.name != nullptr) return *payload.name;
  const Trace& trace = handle_.execution().trace();
  if (payload.number != kNoThread) return trace.process_name(payload.number);
  const std::string own = std::to_string(payload.count);
  return payload.creator == 0 ? "Process-" + own : trace.process_name(payload.creator) + ":" + own;
}

void Process::set_name(const std::string& name) const {
  handle_.payload().name = heddle::detail::kept(name);
}

std::optional<int> Process::pid() const {
  require_open();
  const Payload& payload = handle_.payload();
  if (!payload.started) return std::nullopt;
  return kFirstPid + payload.number;
}

Sentinel Process::sentinel() const {
  require_open();
  if (!handle_.payload().started) throw ValueError("process not started", Category::misuse);
  return {handle_.object()};
}

void Process::set_daemon(bool daemon) const {
  Payload& payload = handle_.payload();
  if (payload.started) throw AssertionError("process has already started", Category::misuse);
  payload.daemon = daemon;
}

Process Process::of(ProcessId process) {
  const Execution& run = running_execution();
  Payload payload;
  payload.number = process;
  payload.started = true;
  payload.creator = kEverywhere;  // nobody's child
  payload.name = run.trace().processes[process].name;
  payload.daemon = run.trace().processes[process].daemon;
  return Process(Handle<ProcessSpec, Payload>::adopt(run.trace().threads[process].object, payload));
}

Process current_process() { return Process::of(Execution::process()); }

std::optional<Process> parent_process() {
  const ProcessId self = Execution::process();
  if (self == 0) return std::nullopt;
  return Process::of(running_execution().trace().processes[self].parent);
}

std::vector<Process> active_children(Where where) {
  std::vector<Process> alive;
  for (const Process& child : detail::records().children) {
    if (child.is_alive(where)) alive.push_back(child);
  }
  return alive;
}

int getpid() { return kFirstPid + Execution::process(); }

bool detail::has_children() {
  const std::vector<Process>& children = records().children;
  return std::any_of(children.begin(), children.end(),
                     [](const Process& child) { return !child.joined(); });
}

ProcessId detail::number_of(const Process& process) { return process.handle_.payload().number; }

void detail::terminate_all(const std::vector<Process>& children, Where where) {
  for (const Process& child : children) {
    if (!child.joined()) {
      running_execution().kill(child.handle_.payload().number, kTerminate, where);
    }
  }
}

void detail::join_children() {
  const Where nowhere{};
  if (!records().before_children.empty()) {
    finish_all(records().before_children);
    running_execution().look_at_return();
  }
  const std::vector<Process> children = records().children;  // others may start more meanwhile
  std::vector<Process> daemons;
  std::copy_if(children.begin(), children.end(), std::back_inserter(daemons),
               [](const Process& child) { return child.daemon(); });
  terminate_all(daemons, nowhere);
  for (const Process& child : children) {
    if (child.joined()) continue;
    running_execution().join(child.handle_.object(), child.handle_.payload().number, nowhere);
    child.set_joined();
  }
}

void detail::finalize_process() { finish_all(records().finalizers); }

}  // namespace heddle::multiprocessing
