// What an exploration found: plain values that every writer (text, JSON, ...) renders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heddle/checker/options.hpp"

namespace heddle {

/// The kinds of semantics: no other names exist.
enum class Kind : std::uint8_t {
  data_race,
  deadlock,
  lost_wakeup,
  stolen_wakeup,
  lost_update,
  assertion,
  uncaught_exception,
  livelock,
  starvation,
  misuse,
  leaked_thread,
  lock_order,
  nondeterministic_program,
  daemon_killed_holding,
  fork_with_held_lock,
  endpoint_race,
  join_before_drain,
  terminated_holding,
  task_done_missing,
  unpicklable_argument,
  crash,
  stack_overflow,
  no_scheduling_point,
  early_exit,
  fork_with_threads,
  orphaned_process,
  relies_on_time,
};

/// The name that users see: "data-race".
std::string_view kind_name(Kind kind);
/// The inverse; nothing for an unknown name.
std::optional<Kind> kind_from_name(std::string_view name);
/// The letters that begin a finding's id: "DR".
std::string_view kind_letters(Kind kind);

enum class Severity : std::uint8_t { error, warning };
/// lock-order, fork-with-threads, orphaned-process and relies-on-time are warnings.
Severity severity_of(Kind kind);

enum class Verdict : std::uint8_t { verified, no_bug_found, bug, inconclusive, error };
/// "verified", "no-bug-found", "bug", "inconclusive", "error".
std::string_view verdict_name(Verdict verdict);
std::optional<Verdict> verdict_from_name(std::string_view name);

/// One line of a witness.
struct ReportEvent {
  int step = 0;           ///< from 1
  std::string thread;     ///< the thread's name: a column of the text report
  std::string operation;  ///< "acquire", "read", "notify" ...
  std::string object;     ///< "counter"; empty for events without one
  std::string value;      ///< what was read, written or returned; may be empty
  std::string text;       ///< the whole line in words: "read items = 0"
  std::string file;
  int line = 0;
  bool preemption = false;  ///< the thread that was left could have gone on
  bool switched = false;    ///< another thread than at the step before
  bool blocked = false;     ///< the operation that a thread still waits for at the end
  bool decisive = false;    ///< one of the events that the finding is about
  std::string note;         ///< environment choice: "timeout", "spurious wakeup", "woke consumer"
  std::string output;       ///< what the program printed after this step
  /// Steps of other threads that this one is ordered after, and the steps before it are not.
  std::vector<int> after;

  friend bool operator==(const ReportEvent&, const ReportEvent&) = default;
};

/// What a baseline says of a finding that its readers have seen before.
struct Known {
  std::string owner;
  std::string expires;  ///< "2026-12-31": the last day on which it is excused
  std::string reason;

  friend bool operator==(const Known&, const Known&) = default;
};

/// One bug.
struct Finding {
  std::string id;  ///< "DR-7f3a12": kind and code locations, the same from run to run
  Kind kind = Kind::data_race;
  std::optional<Kind> symptom;  ///< the general kind beside the specific one
  Severity severity = Severity::error;
  std::string message;  ///< one sentence that names the threads and objects
  /// Pairs of a heading ("why", "waits", "fix", "remark") and a sentence.
  std::vector<std::pair<std::string, std::string>> explanation;
  std::uint64_t executions = 0;       ///< how many executions showed it
  std::uint64_t first_execution = 0;  ///< the first that did, from 1
  std::string schedule;               ///< the choices of the witness (schedule.hpp)
  int preemptions = 0;
  std::vector<std::string> columns;  ///< names of the threads of the witness, main first
  std::vector<std::string> threads;  ///< names of the threads it is about
  std::vector<std::string> objects;
  std::vector<ReportEvent> events;  ///< the witness
  std::optional<Known> known;       ///< in a baseline: it is no failure

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// A distinct result of the program.
struct Outcome {
  std::string value;
  std::uint64_t executions = 0;
  std::string schedule;  ///< of the first execution that had it

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// The classes of equivalent executions that a random search has seen.
struct Sample {
  std::uint64_t executions = 0;
  std::uint64_t classes = 0;
  std::uint64_t once = 0;  ///< classes that were seen once

  /// The probability that the next execution is of a new class (I. Good, "The Population
  /// Frequencies of Species and the Estimation of Population Parameters", Biometrika 40, 1953).
  [[nodiscard]] double unseen() const {
    return executions == 0 ? 1.0 : static_cast<double>(once) / static_cast<double>(executions);
  }
  friend bool operator==(const Sample&, const Sample&) = default;
};

/// How large an exhaustive search would be.
struct Estimate {
  std::uint64_t probes = 0;
  double executions = 0;  ///< interleavings: the mean over the probes
  double low = 0;         ///< 95 % confidence, as far as the probes tell
  double high = 0;
  double classes = 0;  ///< of equivalent interleavings: an estimate from below

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// When the complete executions of a program ended, in seconds of virtual time.
struct Makespan {
  double shortest = 0;
  double longest = 0;
  friend bool operator==(const Makespan&, const Makespan&) = default;
};

struct Report {
  std::string target;
  std::string source;  ///< the source file or program that was named for it; empty: none
  Verdict verdict = Verdict::verified;
  bool exhaustive = false;  ///< every interleaving was covered
  std::string strategy;
  /// The options that matter, as written on the command line: ("time", "free").
  std::vector<std::pair<std::string, std::string>> options;
  std::uint64_t executions = 0;  ///< complete + blocked
  std::uint64_t complete = 0;    ///< all threads ended
  std::uint64_t blocked = 0;     ///< deadlock, failed assume(), or cut
  std::uint64_t redundant = 0;   ///< runs that were cut, or showed nothing new
  std::uint64_t truncated = 0;   ///< of the blocked ones: cut by the step bound
  std::uint64_t steps = 0;
  std::uint64_t replayed_steps = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t peak_rss_bytes = 0;
  bool sequential = false;  ///< no second thread was ever started
  bool time_used = false;   ///< the program slept, waited with a timeout, or asked for the time
  /// Bounds that were met ("polling cut after 3 idle rounds"); any of them forbids VERIFIED.
  std::vector<std::string> limits;
  /// Why the search ended early ("the execution budget of 1000 ran out"); empty: it did not.
  std::string stopped;
  std::optional<Makespan> makespan;  ///< in virtual time, where time passes
  std::optional<Sample> sample;      ///< of strategies that count classes
  double share_done = -1;  ///< while the search goes on: about how much of it is done, 0 to 1
  std::optional<Estimate> estimate;  ///< of `heddle estimate`
  std::vector<Outcome> outcomes;     ///< sorted by value (numbers as numbers)
  std::vector<Finding> findings;     ///< errors first, in order of discovery

  [[nodiscard]] bool has(Kind kind) const;
  [[nodiscard]] const Finding* find(Kind kind) const;
  /// Sorts outcomes and findings. Of executions without a result one only hears beside others that
  /// have one.
  void put_in_order();
  /// The values of `outcomes`, in their order.
  [[nodiscard]] std::vector<std::string> outcome_values() const;
};

}  // namespace heddle
