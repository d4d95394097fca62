// The journal of a worker: memory that it shares with its parent and that survives its death. It
// holds counters, signs of life, and on demand the schedule of the run that is going on.
#pragma once

#include <atomic>
#include <cstdint>

#include "heddle/checker/execution.hpp"
#include "heddle/checker/schedule.hpp"

namespace heddle::tools {

/// Why a worker ended without a report, as far as it could tell.
enum class Cause : std::uint32_t {
  none,
  signal,          ///< a fatal signal
  stack_overflow,  ///< a fatal signal in or just below a thread's guard page
  exit,            ///< the program called exit, quick_exit or _exit
  sanitizer,       ///< a sanitizer ended the process
  forbidden_call,  ///< a system call that the sandbox does not let through
  output,          ///< more output than the sandbox has room for
};

/// The schedule of an unfinished run in fixed-size records: written by a signal handler.
struct NotedRun {
  /// Schedule::Step without a beginning: what is never written costs no memory.
  struct Step {
    std::uint16_t thread, alternative;
    std::uint8_t fingerprint;
  };
  static constexpr std::size_t kPathBytes = 96;
  static constexpr std::uint32_t kMaxSteps = 1U << 20U;

  std::atomic<bool> complete{false};  ///< the rest can be read
  std::uint64_t execution = 0;        ///< its number, from 1
  std::uint32_t thread_count = 0;
  std::uint32_t step_count = 0;
  std::int32_t line = 0;  ///< of the last event of the thread that was running
  char file[256] = {};
  char running[kPathBytes] = {};  ///< path of that thread
  char paths[kMaxThreads][kPathBytes] = {};
  char observed[4096] = {};  ///< Schedule::observed, with commas
  Step steps[kMaxSteps];

  [[nodiscard]] Schedule schedule() const;
};

struct Journal {
  // ---- written by the parent
  std::atomic<bool> cancelled{false};    ///< end after the present execution
  std::atomic<bool> note_wanted{false};  ///< the next ping notes the present run
  // ---- written by the worker
  std::atomic<bool> ready{false};  ///< can be pinged
  std::atomic<std::uint64_t> executions{0}, complete{0}, blocked{0}, redundant{0}, truncated{0},
      steps{0};
  std::atomic<double> share_done{-1};
  // at a ping:
  std::atomic<std::uint64_t> pings{0};
  std::atomic<bool> in_program{false};  ///< an execution is going on
  std::atomic<std::uint64_t> heartbeat{0};
  std::atomic<std::uint64_t> cpu_nanoseconds{0};
  // at its death:
  std::atomic<Cause> cause{Cause::none};
  std::int32_t signal = 0;
  std::int32_t status = 0;  ///< what was passed to exit; the number of the forbidden system call
  NotedRun run;
};

/// Memory for one journal, shared with the children that are forked while it exists.
class SharedJournal {
 public:
  /// Throws std::bad_alloc.
  SharedJournal();
  ~SharedJournal();
  SharedJournal(const SharedJournal&) = delete;
  SharedJournal& operator=(const SharedJournal&) = delete;
  Journal& operator*() const { return *journal_; }
  Journal* operator->() const { return journal_; }

 private:
  Journal* journal_;
};

/// Writes down the run that `execution` is in the middle of. Async-signal-safe: takes no locks and
/// no memory.
void note_run(const Execution& execution, std::uint64_t number, NotedRun& run);

}  // namespace heddle::tools
