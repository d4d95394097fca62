#include "heddle/primitives/threading/thread.hpp"

#include "heddle/checker/engine_specs.hpp"

namespace heddle::threading {
namespace {

/// What a thread's user slot points to.
struct Own {
  Thread* thread = nullptr;
  std::uint16_t unnamed_children = 0;
};

Own& own(ThreadId thread) {
  Execution& run = running_execution();
  void*& slot = run.user_slot(thread);
  if (slot == nullptr) slot = run.arena().make<Own>();
  return *static_cast<Own*>(slot);
}

std::string default_numbers(const Trace& trace, ThreadId creator, std::uint16_t ordinal) {
  std::string numbers = std::to_string(ordinal);
  for (ThreadId up = creator; up != 0 && up != kNoThread; up = trace.threads[up].parent) {
    const ThreadSummary& summary = trace.threads[up];
    numbers = std::to_string(summary.unnamed != 0 ? summary.unnamed : summary.ordinal) + "." +
              numbers;
  }
  return numbers;
}

}  // namespace

/// What the new thread runs: `run` of the object it was started through.
struct Thread::Run final : Task {
  explicit Run(Thread started) : thread(std::move(started)) {}
  void run() override {
    own(thread.handle_.execution().self()).thread = &thread;
    Thread* self = thread.handle_.payload().self;
    if (self == nullptr) {
      throw RuntimeError("the Thread object was destroyed before its run() began: join the thread "
                         "before the object goes out of scope", Category::misuse);
    }
    self->run();
  }
  Thread thread;
};

Thread::Thread(ThreadOptions options, Where where) : handle_({}, nullptr, where) {
  Payload& payload = handle_.payload();
  payload.name = std::move(options.name);
  Execution* run = Execution::current_execution();
  if (run == nullptr || run->leaving()) {
    payload.daemon = options.daemon.value_or(false);
    return;
  }
  payload.creator = run->self();
  payload.daemon = options.daemon.value_or(run->trace().threads[run->self()].daemon);
  if (payload.name.empty()) payload.unnamed = ++own(run->self()).unnamed_children;
}

Thread::~Thread() = default;

void Thread::run() {
  Task* task = std::exchange(handle_.payload().task, nullptr);
  if (task != nullptr) task->run();
}

void Thread::start(Where where) {
  Payload& payload = handle_.payload();
  Execution& run = handle_.execution();
  if (run.leaving()) return;
  if (payload.started) throw RuntimeError("threads can only be started once", Category::misuse);
  payload.started = true;
  Spawn spawn;
  Run* body = run.arena().make<Run>(*this);
  // A plain Thread runs its own copy, so that this object may go; a subclass runs this object.
  payload.self = typeid(*this) == typeid(Thread) ? &body->thread : this;
  spawn.task = body;
  spawn.object = handle_.object();
  spawn.name = &payload.name;
  spawn.function = payload.function;
  spawn.daemon = payload.daemon;
  spawn.unnamed_ordinal = payload.unnamed;
  payload.number = run.spawn(spawn, where);
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
    handle_.perform_as(Scheduling::silent, ThreadSpec::kJoin, 0, 0, kForever, where);
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
  if (!payload.name.empty()) return payload.name;
  if (payload.number == 0) return "MainThread";
  std::string name =
      "Thread-" + default_numbers(handle_.execution().trace(), payload.creator, payload.unnamed);
  if (payload.function != nullptr) name += std::string(" (") + payload.function + ")";
  return name;
}

void Thread::set_name(std::string name) const { handle_.payload().name = std::move(name); }

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

Timer::Timer(double interval, std::function<void()> function, ThreadOptions options, Where where)
    : Thread(
          [finished = Event("timer", where), interval, function = std::move(function), where] {
            if (!finished.wait(interval, where)) function();
            finished.set(where);
          },
          std::move(options), where) {}

Thread main_thread() {
  Own& main = own(0);
  if (main.thread == nullptr) {
    Execution& run = running_execution();
    Thread::Payload payload;
    payload.started = true;
    payload.number = 0;
    const ObjectId object = run.trace().threads[0].object;
    main.thread =
        run.arena().make<Thread>(Thread(Handle<ThreadSpec, Thread::Payload>::adopt(object, payload)));
  }
  return *main.thread;
}

Thread current_thread() {
  const ThreadId self = running_execution().self();
  return self == 0 ? main_thread() : *own(self).thread;
}

namespace {

Result list_threads(Where where) {
  Execution& run = running_execution();
  run.observe_object(run.threads_object());
  const OperationPart part{run.threads_object(), {ThreadsSpec::kList, run.self(), false, 0, 0}};
  return run.perform({&part, 1, Scheduling::visible, false, kForever, where});
}

}  // namespace

std::vector<Thread> enumerate(Where where) {
  const std::int64_t alive = list_threads(where).value;
  std::vector<Thread> threads;
  for (ThreadId thread = 0; thread < 63; ++thread) {
    if (((alive >> thread) & 1) == 0) continue;
    threads.push_back(thread == 0 ? main_thread() : *own(thread).thread);
  }
  return threads;
}

int active_count(Where where) { return static_cast<int>(list_threads(where).tag); }
std::uint64_t get_ident() { return std::uint64_t{1} + running_execution().self(); }

}  // namespace heddle::threading
