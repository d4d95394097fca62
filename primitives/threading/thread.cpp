#include "heddle/primitives/threading/thread.hpp"

#include <typeinfo>

#include "heddle/checker/engine_specs.hpp"

namespace heddle::threading {
namespace {

using ExceptHook = std::function<void(const ExceptHookArgs&)>;

/// The Thread that current_thread() gives in that thread; null for a main one before it is asked
/// for.
Thread* thread_of(ThreadId thread) {
  return static_cast<Thread*>(running_execution().notes(thread).object);
}

/// Called in a catch (...) block: shows the exception to the program's excepthook.
void call_excepthook() {
  const auto* hook =
      static_cast<const ExceptHook*>(running_execution().notes(Execution::process()).excepthook);
  if (hook == nullptr) return;
  ExceptHookArgs args{{}, {}, std::current_exception(), current_thread()};
  try {
    throw;
  } catch (const UsageError&) {
    return;  // not the program's
  } catch (const InternalError&) {
    return;
  } catch (const Exception& exception) {
    args.exc_type = exception.name();
    args.exc_value = exception.what();
  } catch (const std::exception& exception) {
    args.exc_value = exception.what();
  } catch (...) {  // neither has a message
  }
  (*hook)(args);
}

std::string default_numbers(const Trace& trace, ThreadId creator, std::uint16_t ordinal) {
  std::string numbers = std::to_string(ordinal);
  for (ThreadId up = creator; up != trace.threads[creator].process; up = trace.threads[up].parent) {
    const ThreadSummary& summary = trace.threads[up];
    numbers =
        std::to_string(summary.unnamed != 0 ? summary.unnamed : summary.ordinal) + "." + numbers;
  }
  return numbers;
}

}  // namespace

/// What the new thread runs: `run` of the object it was started through.
struct Thread::Run final : Task {
  explicit Run(const Thread& started) : thread(started) {}
  void run() override {
    try {
      Thread* self = thread.handle_.payload().self;
      if (self == nullptr) {
        throw RuntimeError(
            "the Thread object was destroyed before its run() began: join the "
            "thread before the object goes out of scope",
            Category::misuse);
      }
      self->run();
    } catch (...) {
      if (!thread.handle_.execution().leaving()) call_excepthook();
      throw;
    }
  }
  Thread thread;
};

Thread::Thread(const ThreadOptions& options, Where where)
    : Thread(nullptr, options, where, nullptr) {}

Thread::Thread(const char* function, const ThreadOptions& options, Where where, Task* task)
    : handle_({}, nullptr, where, make_payload(function, options, task)) {}

/// A name of its own or a number, and daemon or not as the thread that creates it.
Thread::Payload Thread::make_payload(const char* function, const ThreadOptions& options,
                                     Task* task) {
  Payload payload;
  payload.task = task;
  payload.function = function;
  payload.name = heddle::detail::kept(options.name);
  Execution* run = Execution::current_execution();
  if (run == nullptr || run->leaving()) {
    payload.daemon = options.daemon.value_or(false);
    return payload;
  }
  payload.creator = run->self();
  payload.daemon = options.daemon.value_or(run->trace().threads[run->self()].daemon);
  if (payload.name == nullptr) payload.unnamed = ++run->notes(run->self()).unnamed_children;
  return payload;
}

Thread::~Thread() {
  if (!runs_ || handle_.payload().self != this) return;
  const Execution* run = Execution::current_execution();
  if (run != nullptr && !run->leaving()) handle_.payload().self = nullptr;
}

void Thread::run() {
  Payload& payload = handle_.payload();
  if (payload.ran) throw AttributeError("'Thread' object has no attribute '_target'");
  payload.ran = true;
  if (payload.task != nullptr) payload.task->run();
}

void Thread::start(Where where) const {
  Payload& payload = handle_.payload();
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  if (payload.started) throw RuntimeError("threads can only be started once", Category::misuse);
  payload.started = true;
  Run* body = run.arena().make_plain<Run>(*this);
  // A Thread runs a copy of its own, so that this object may go; a subclass runs this object.
  runs_ = typeid(*this) != typeid(Thread) && typeid(*this) != typeid(Timer);
  payload.self = runs_ ? const_cast<Thread*>(this) : &body->thread;
  Spawn spawn;
  spawn.task = body;
  spawn.object = handle_.object();
  spawn.function = payload.function;
  spawn.daemon = payload.daemon && !payload.service;
  spawn.service = payload.service;
  spawn.unnamed_ordinal = payload.unnamed;
  payload.number = run.spawn(spawn, where);
  if (run.leaving()) return;
  run.notes(payload.number).object = &body->thread;
  run.rename(payload.number, payload.name);
}

Thread Thread::service(std::function<void()> target, const std::string& name, Where where) {
  Thread thread(std::move(target), ThreadOptions{name, true}, where);
  thread.handle_.payload().service = true;
  return thread;
}

void Thread::join(OptionalTimeout timeout, Where where) const {
  Execution& run = handle_.execution();
  const Payload& payload = handle_.payload();
  if (!run.leaving()) {
    if (!payload.started) {
      throw RuntimeError("cannot join thread before it is started", Category::misuse);
    }
    if (payload.number == run.self()) {
      throw RuntimeError("cannot join current thread", Category::misuse);
    }
  }
  if (!timeout) {
    run.join(handle_.object(), payload.number, where);
    return;
  }
  run.observe_object(handle_.object());
  handle_.perform(ThreadSpec::kJoin, 0, 0, wait_timeout(timeout), where);
}

bool Thread::is_alive(Where where) const {
  Execution& run = handle_.execution();
  run.observe_object(handle_.object());
  return handle_.perform(ThreadSpec::kAlive, 0, 0, kForever, where).value != 0;
}

std::string Thread::name() const {
  const Payload& payload = handle_.payload();
  if (payload.name != nullptr) return *payload.name;
  if (payload.number == Execution::process()) return "MainThread";
  std::string name =
      "Thread-" + default_numbers(handle_.execution().trace(), payload.creator, payload.unnamed);
  if (payload.function != nullptr) name += std::string(" (") + payload.function + ")";
  return name;
}

void Thread::set_name(const std::string& name) const {
  Payload& payload = handle_.payload();
  payload.name = heddle::detail::kept(name);
  if (payload.number != kNoThread) handle_.execution().rename(payload.number, payload.name);
}

std::optional<std::uint64_t> Thread::ident() const {
  const Payload& payload = handle_.payload();
  if (!payload.started) return std::nullopt;
  return std::uint64_t{1} + payload.number;
}

void Thread::set_daemon(bool daemon) const {
  Payload& payload = handle_.payload();
  if (payload.started) {
    throw RuntimeError("cannot set daemon status of active thread", Category::misuse);
  }
  payload.daemon = daemon;
}

Timer::Timer(Event finished, double interval, std::function<void()> function,
             const ThreadOptions& options, Where where)
    : Thread(
          [finished, interval, function = std::move(function), where] {
            if (!finished.wait(interval, where)) function();
            finished.set(where);
          },
          options, where),
      interval_(interval),
      finished_(std::move(finished)) {}

Thread main_thread() {
  Execution& run = running_execution();
  const ThreadId main = Execution::process();
  if (thread_of(main) == nullptr) {
    Thread::Payload payload;
    payload.started = true;
    payload.number = main;
    const ObjectId object = run.trace().threads[main].object;
    run.notes(main).object = run.arena().make_plain<Thread>(
        Thread(Handle<ThreadSpec, Thread::Payload>::adopt(object, payload)));
  }
  return *thread_of(main);
}

Thread current_thread() {
  const ThreadId self = running_execution().self();
  return self == Execution::process() ? main_thread() : *thread_of(self);
}

namespace {

Result list_threads(Where where) {
  Execution& run = running_execution();
  run.observe_object(run.threads_object());
  const OperationPart part{run.threads_object(), {ThreadsSpec::kList, run.self(), false, 0, 0}};
  return run.perform({&part, 1, Scheduling::visible, false, kForever, where});
}

bool in_own_process(ThreadId thread) {
  return running_execution().trace().threads[thread].process == Execution::process();
}

}  // namespace

std::vector<Thread> enumerate(Where where) {
  const std::int64_t alive = list_threads(where).value;
  std::vector<Thread> threads;
  for (ThreadId thread = 0; thread < 63; ++thread) {
    if (((alive >> thread) & 1) == 0 || !in_own_process(thread)) continue;
    threads.push_back(thread == Execution::process() ? main_thread() : *thread_of(thread));
  }
  return threads;
}

int active_count(Where where) {
  const Result alive = list_threads(where);
  auto count = static_cast<int>(alive.tag);
  for (ThreadId thread = 0; thread < 63; ++thread) {
    if (((alive.value >> thread) & 1) != 0 && !in_own_process(thread)) --count;
  }
  return count;
}
std::uint64_t get_ident() { return std::uint64_t{1} + running_execution().self(); }

void set_excepthook(std::function<void(const ExceptHookArgs&)> hook) {
  Execution& run = running_execution();
  run.notes(Execution::process()).excepthook = run.arena().make<ExceptHook>(std::move(hook));
}

}  // namespace heddle::threading
