#include "heddle/tools/worker_child.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <spdlog/spdlog.h>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/explorer.hpp"
#include "heddle/checker/witness.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/position.hpp"
#include "heddle/tools/report_json.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): a sanitizer\'s own
extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace heddle::tools {
namespace {

constexpr std::size_t kSignalStack = 1U << 20U;
constexpr std::ptrdiff_t kNearStack = 64 * 1024;
constexpr int kFatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGXFSZ};

/// What the handlers of this process work on; all null outside of a worker.
struct {
  Journal* journal = nullptr;
  const WorkerTask* task = nullptr;
  pid_t process = 0;
  volatile std::sig_atomic_t guarded = 0;  ///< a fault now leads back to `way_out`
  volatile std::sig_atomic_t snapshot_wanted = 0;
  sigjmp_buf way_out;
} worker;

[[noreturn]] void leave(int status) {
  for (;;) syscall(SYS_exit_group, status);
}

/// The program under test may fork: the handlers and hooks are not for its children.
bool is_worker() { return worker.journal != nullptr && getpid() == worker.process; }

void send(const char* what, const Json& json) {
  write_all(worker.task->messages, worker.task->secret + json_text(Json{{what, json}}) + "\n");
}

/// Calls `action`; a fault in it is survived.
void guarded(void (*action)()) {
  if (sigsetjmp(worker.way_out, 1) == 0) {
    worker.guarded = 1;
    action();
  }
  worker.guarded = 0;
}

void note() {
  guarded([] {
    const Execution* execution = Execution::current_execution();
    if (execution == nullptr) return;
    note_run(*execution, worker.journal->executions.load() + 1, worker.journal->run);
  });
}

/// Not async-signal-safe: this process has nothing else to do, and its parent waits only so long.
void send_witness() {
  guarded([] {
    const Execution* execution = Execution::current_execution();
    if (execution == nullptr) return;
    const Trace& trace = execution->trace();
    Detection detection;
    detection.kind = worker.task->kind_of_death;
    detection.threads.push_back(execution->self());
    const EventIndex last = trace.threads[execution->self()].last;
    if (last < trace.size()) detection.events.push_back(last);
    Finding finding;
    finding.kind = detection.kind;
    finding.id = finding_id(trace, detection);
    write_witness(trace, detection, finding);
    send("witness", to_json(finding));
  });
}

[[noreturn]] void die(Cause cause, int signal, int status) {
  worker.journal->signal = signal;
  worker.journal->status = status;
  worker.journal->cause.store(cause);
  note();
  if (worker.task->explains_death) send_witness();
  leave(1);
}

/// Whether a fault at `address` is a stack that has grown too far. Frames can be larger than the
/// guard page, so an address a little below the stack pointer counts as well.
bool is_stack_overflow([[maybe_unused]] const void* address, [[maybe_unused]] const void* context) {
  const Execution* execution = Execution::current_execution();
  if (execution != nullptr && execution->overflowed(address)) return true;
#ifdef __x86_64__
  const auto* machine = static_cast<const ucontext_t*>(context);
  const auto distance = static_cast<std::ptrdiff_t>(machine->uc_mcontext.gregs[REG_RSP]) -
                        reinterpret_cast<std::ptrdiff_t>(address);
  return execution != nullptr && distance > -kNearStack && distance < kNearStack;
#else
  return false;
#endif
}

void on_fatal(int signal, siginfo_t* fault, void* context) {
  if (!is_worker()) leave(128 + signal);
  if (worker.guarded != 0) siglongjmp(worker.way_out, 1);
  if (signal == SIGSYS) die(Cause::forbidden_call, signal, fault->si_syscall);
  if (signal == SIGXFSZ) die(Cause::output, signal, 0);
  const bool memory = signal == SIGSEGV || signal == SIGBUS;
  const bool overflow = memory && is_stack_overflow(fault->si_addr, context);
  die(overflow ? Cause::stack_overflow : Cause::signal, signal, 0);
}

void on_ping(int) {
  if (!is_worker()) return;
  const int error = errno;
  Journal& journal = *worker.journal;
  const Execution* execution = Execution::current_execution();
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  journal.cpu_nanoseconds.store(static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
                                static_cast<std::uint64_t>(now.tv_nsec));
  journal.in_program.store(execution != nullptr);
  if (execution != nullptr) journal.heartbeat.store(execution->heartbeat());
  if (journal.note_wanted.exchange(false)) {
    note();
    if (worker.task->explains_death) {
      send_witness();
      leave(1);
    }
  }
  worker.snapshot_wanted = 1;
  journal.pings.fetch_add(1);
  errno = error;
}

void on_exit_called(int status, void*) {
  if (is_worker()) die(Cause::exit, 0, status);
}

void handle_signals() {
  stack_t stack{};
  stack.ss_size = kSignalStack;
  stack.ss_sp =
      mmap(nullptr, kSignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack.ss_sp != MAP_FAILED) sigaltstack(&stack, nullptr);
  struct sigaction action {};
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  action.sa_sigaction = on_fatal;
  for (const int signal : kFatal) sigaction(signal, &action, nullptr);
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  action.sa_handler = on_ping;
  sigaction(ping_signal(), &action, nullptr);
  signal(SIGINT, SIG_IGN);  // the parent's affair
  signal(SIGTERM, SIG_IGN);
  signal(SIGPIPE, SIG_DFL);
}

void set_up(const WorkerTask& task, Journal& journal, int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) leave(1);  // it died before that
  worker.process = getpid();
  worker.task = &task;
  worker.journal = &journal;
  // Standard output is the report's: what a program writes there by itself goes to standard error.
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  handle_signals();
  on_exit(on_exit_called, nullptr);
  at_quick_exit([] { on_exit_called(0, nullptr); });
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback([] {
      if (is_worker()) die(Cause::sanitizer, 0, 0);
    });
  }
  journal.ready.store(true);
}

/// Tells the parent of everything as it is found.
class Messenger final : public Watcher {
 public:
  Messenger(const Lookout* lookout, const Checkpoints& checkpoints)
      : lookout_(lookout), checkpoints_(checkpoints), writer_(checkpoints) {}
  void begin(const Execution& execution) override { execution_ = &execution; }
  void executed(const Report& so_far) override {
    Journal& journal = *worker.journal;
    if (lookout_ != nullptr) send("position", to_json(lookout_->position(execution_->trace())));
    if (worker.task->options.strategy == "follow") send_observed();
    journal.complete.store(so_far.complete, std::memory_order_relaxed);
    journal.blocked.store(so_far.blocked, std::memory_order_relaxed);
    journal.redundant.store(so_far.redundant, std::memory_order_relaxed);
    journal.truncated.store(so_far.truncated, std::memory_order_relaxed);
    journal.steps.store(so_far.steps, std::memory_order_relaxed);
    journal.share_done.store(so_far.share_done, std::memory_order_relaxed);
    journal.executions.store(so_far.executions, std::memory_order_relaxed);
    spdlog::debug("execution {}: {} steps, {} findings so far", so_far.executions, so_far.steps,
                  so_far.findings.size());
    if (so_far.outcomes.size() < outcomes_) outcomes_ = 0;  // the search began again
    for (; outcomes_ < so_far.outcomes.size(); ++outcomes_) {
      send("outcome", to_json(so_far.outcomes[outcomes_]));
    }
    if (worker.snapshot_wanted != 0 && outcomes_ > 0 && outcomes_ <= kSnapshot) {
      send_counts(so_far);
    }
  }
  void found(const Finding& finding) override { send("finding", to_json(finding)); }
  [[nodiscard]] const Checkpoint* resumes() override { return checkpoints_.resumed.get(); }
  [[nodiscard]] bool wants_checkpoint(bool cut_short) override { return writer_.is_due(cut_short); }
  void save(const Checkpoint& checkpoint) override { writer_.write(checkpoint); }
  void not_saved(const std::string& why) override { writer_.give_up(why); }
  /// The search is over.
  void end() const { writer_.end(); }

 private:
  static constexpr std::size_t kSnapshot = 4096;

  /// What somebody has looked at in any execution so far: schedules name it.
  void send_observed() {
    const Trace& trace = execution_->trace();
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < trace.objects.size(); ++i) {
      if (!trace.objects[i].observed) continue;
      paths.push_back(trace.object_path(static_cast<ObjectId>(i)));
    }
    if (paths.size() > observed_) send("observed", paths);
    observed_ = paths.size();
  }

  static void send_counts(const Report& so_far) {
    worker.snapshot_wanted = 0;
    Json counts = Json::object();
    for (const Outcome& outcome : so_far.outcomes) counts[outcome.value] = outcome.executions;
    send("outcomes", counts);
  }

  const Lookout* lookout_;
  const Checkpoints& checkpoints_;
  CheckpointWriter writer_;
  const Execution* execution_ = nullptr;
  std::size_t observed_ = 0;
  std::size_t outcomes_ = 0;
};

void explore_and_tell(const WorkerTask& task) {
  Lookout lookout(task.options.time);
  Options options = task.options;
  std::function<void()> program = *task.program;
  if (task.looks) {
    options.stopped = [&lookout](const Crossroads& here) { lookout.look(here); };
    program = [&task] {
      Execution::current_execution()->set_recording(true);
      (*task.program)();
    };
  }
  const Checkpoints none;
  Messenger messenger(task.looks ? &lookout : nullptr,
                      task.checkpoints != nullptr ? *task.checkpoints : none);
  try {
    if (task.sandbox) enter_sandbox(*task.sandbox, task.messages);
    send("report", to_json(explore(program, options, &messenger)));
    messenger.end();
  } catch (const UsageError& error) {
    send("usage", error.what());
  } catch (const std::exception& error) {
    send("internal", error.what());
  }
}

}  // namespace

void run_worker(const WorkerTask& task, Journal& journal, int parent) {
  set_up(task, journal, parent);
  explore_and_tell(task);
  worker.journal = nullptr;
  std::fflush(nullptr);
  leave(0);
}

}  // namespace heddle::tools

// A program under test that calls _exit or _Exit is noticed as well: these come before libc's.
extern "C" {
void _exit(int status) {
  heddle::tools::on_exit_called(status, nullptr);
  heddle::tools::leave(status);
}
void _Exit(int status) { _exit(status); }
}
