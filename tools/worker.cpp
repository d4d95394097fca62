#include "heddle/tools/worker.hpp"

#include <sys/wait.h>
#include <algorithm>
#include <chrono>
#include <optional>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tools/death.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/worker_process.hpp"

namespace heddle::tools {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kTick = 100;             ///< milliseconds between looks at a worker
constexpr double kNoteSeconds = 1;     ///< how long a worker may take to note its run
constexpr double kWitnessSeconds = 5;  ///< how long a second worker may take to explain a death
/// How much longer than that where the result must not depend on what else the machine does.
constexpr double kPatience = 60;
constexpr std::uint64_t kMuchMemory = 1U << 30U;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The options that a report names, where the worker did not live to say them.
std::vector<std::pair<std::string, std::string>> named_options(const Options& options) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const SearchOption& option : search_options()) {
    const std::string_view name = option.name;
    const bool dfs = name == "reduce" && options.strategy == "dfs";
    const bool optimal = name == "dependence" && options.strategy == "optimal";
    const bool random = (name == "seed" && draws(options.strategy)) ||
                        (name == "depth" && options.strategy == "pct") ||
                        (name == "preemptions" && options.preemptions != kNoBound);
    const bool always = name == "time" || name == "notify-order" || name == "spurious" ||
                        name == "start-method" || name == "pipe-capacity" || name == "gil" ||
                        name == "plain" || name == "max-steps";
    if (dfs || optimal || random || always) all.emplace_back(name, option.get(options));
  }
  return all;
}

/// One target's exploration, seen from the parent.
class Exploration {
 public:
  explicit Exploration(const Job& job) : job_(job), silence_(job.silence_seconds) {}

  Explored run() {
    WorkerTask task;
    task.program = &job_.program;
    task.options = job_.options;
    task.looks = job_.looks;
    task.checkpoints = &job_.checkpoints;
    task.sandbox = job_.sandbox;
    task.options.cancelled = [this] { return journal_->cancelled.load(std::memory_order_relaxed); };
    WorkerProcess worker(task, *journal_);
    const auto receive = [this](const Json& message) { take(message); };
    for (Clock::time_point last; worker.wait(kTick, receive);) {
      if (seconds_since(last) * 1000 < kTick) continue;  // messages came in between
      last = Clock::now();
      watch(worker);
    }
    if (job_.sandbox && reported_ && !accounted_for(worker)) {
      reported_ = false;
      explored_.report = Report{};
    }
    if (!reported_ && explored_.usage_error.empty() && explored_.internal_error.empty()) {
      conclude(worker);
    }
    explored_.report.target = job_.target;
    return std::move(explored_);
  }

 private:
  /// Whether the worker ended by itself, and its report is of the executions that it counted.
  [[nodiscard]] bool accounted_for(const WorkerProcess& worker) const {
    const Report& report = explored_.report;
    return !worker.forged() && WIFEXITED(worker.status()) && WEXITSTATUS(worker.status()) == 0 &&
           journal_->cause.load() == Cause::none &&
           report.executions == journal_->executions.load() &&
           report.executions == report.complete + report.blocked;
  }
  [[nodiscard]] double patience() const { return job_.sandbox ? kPatience : 1; }

  void take(const Json& message) {
    Report& report = explored_.report;
    if (message.contains("report")) {
      report = report_from_json(message["report"]);
      reported_ = true;
    } else if (message.contains("finding")) {
      Finding finding = finding_from_json(message["finding"]);
      std::erase_if(report.findings, [&](const Finding& old) { return old.id == finding.id; });
      report.findings.push_back(std::move(finding));
    } else if (message.contains("outcome")) {
      Outcome outcome = outcome_from_json(message["outcome"]);
      std::erase_if(report.outcomes, [&](const Outcome& o) { return o.value == outcome.value; });
      report.outcomes.push_back(std::move(outcome));
    } else if (message.contains("outcomes")) {
      for (Outcome& outcome : report.outcomes) {
        const auto count = message["outcomes"].find(outcome.value);
        if (count != message["outcomes"].end()) outcome.executions = *count;
      }
    } else if (message.contains("position")) {
      explored_.position = position_from_json(message["position"]);
    } else if (message.contains("observed")) {
      message["observed"].get_to(explored_.observed);
    } else if (message.contains("usage")) {
      explored_.usage_error = message["usage"];
    } else if (message.contains("internal")) {
      explored_.internal_error = message["internal"];
    }
  }

  /// Called every tick: interrupts, silence, progress.
  void watch(WorkerProcess& worker) {
    if (job_.progress) {
      job_.progress({seconds_since(start_), journal_->executions.load(), journal_->steps.load(),
                     journal_->share_done.load()});
    }
    const int interrupts = job_.interrupts ? job_.interrupts() : 0;
    if (interrupts > 0 && !cancelled_at_) {
      cancelled_at_ = Clock::now();
      journal_->cancelled.store(true);
    }
    if (cancelled_at_ && (interrupts > 1 || seconds_since(*cancelled_at_) > job_.grace_seconds)) {
      killed_ = true;
      worker.kill();
    }
    watch_silence(worker);
  }

  void watch_silence(WorkerProcess& worker) {
    if (silent_) {  // it has been asked to note its run
      if (!journal_->note_wanted.load() || seconds_since(*silent_) > kNoteSeconds * patience())
        worker.kill();
      return;
    }
    const std::uint64_t pings = journal_->pings.load();
    if (pings != pings_seen_) silence_.look(*journal_, worker.sleeps());
    pings_seen_ = pings;
    // In the sandbox nothing can be waited for: who sleeps has only not been given a processor.
    if (silence_.busy() || (silence_.blocked() && !job_.sandbox)) {
      silent_ = Clock::now();
      journal_->note_wanted.store(true);
    } else if (seconds_since(start_) > next_note_ && worker.uses_memory(kMuchMemory)) {
      journal_->note_wanted.store(true);  // it may be killed at any moment
      next_note_ = seconds_since(start_) + 0.5;
    }
    worker.ping();
  }

  /// The worker ended without a report: says what is known.
  void conclude(const WorkerProcess& worker) {
    Report& report = explored_.report;
    report.strategy = job_.options.strategy;
    report.options = named_options(job_.options);
    report.executions = journal_->executions.load();
    report.complete = journal_->complete.load();
    report.blocked = journal_->blocked.load();
    report.redundant = journal_->redundant.load();
    report.truncated = journal_->truncated.load();
    report.steps = journal_->steps.load();
    report.cpu_seconds = worker.cpu_seconds();
    report.peak_rss_bytes = worker.peak_rss_bytes();
    report.verdict = Verdict::inconclusive;
    const bool interrupted = killed_ && !silent_;
    if (interrupted) {
      report.stopped = "it was interrupted";
      for (const Finding& finding : report.findings) {
        if (finding.severity == Severity::error) report.verdict = Verdict::bug;
      }
    } else {
      add_death(worker);
    }
    report.seconds = seconds_since(start_);
    report.put_in_order();
  }

  void add_death(const WorkerProcess& worker) {
    Report& report = explored_.report;
    const std::uint64_t number = ++report.executions;
    ++report.blocked;
    report.verdict = Verdict::bug;
    const bool blocked = silence_.blocked() && !silence_.busy();
    const Death death = job_.sandbox && worker.forged() ? forgery()
                                                        : death_of(job_, *journal_, worker.status(),
                                                                   silent_.has_value(), blocked);
    const NotedRun& run = journal_->run;
    std::optional<Finding> witness;
    if (run.complete.load() && run.execution == number) {
      witness = witness_of(death.kind, run.schedule().text());
    }
    Finding finding = finding_of(death, *journal_, witness, number);
    report.stopped = "execution " + std::to_string(number) + " ended the process, and the search";
    report.findings.push_back(std::move(finding));
  }

  /// Has a second worker run into the same death, and tell how.
  std::optional<Finding> witness_of(Kind kind, const std::string& schedule) {
    SharedJournal journal;
    const std::function<void()> program = [this] {
      Execution::current_execution()->set_recording(true);
      job_.program();
    };
    WorkerTask task;
    task.program = &program;
    task.options = job_.options;
    task.options.strategy = "replay";
    task.options.schedule = schedule;
    task.options.lenient = true;
    task.sandbox = job_.sandbox;
    task.explains_death = true;
    task.kind_of_death = kind;
    std::optional<Finding> witness;
    const auto receive = [&witness](const Json& message) {
      if (message.contains("witness")) witness = finding_from_json(message["witness"]);
    };
    const Clock::time_point start = Clock::now();
    WorkerProcess worker(task, *journal);
    Silence silence(0.25);
    while (worker.wait(kTick / 2, receive) && !witness &&
           seconds_since(start) < kWitnessSeconds * patience()) {
      silence.look(*journal, worker.sleeps());
      if (silence.busy() || silence.blocked()) journal->note_wanted.store(true);
      worker.ping();
    }
    return witness;
  }

  const Job& job_;
  SharedJournal journal_;
  Explored explored_;
  Silence silence_;
  const Clock::time_point start_ = Clock::now();
  std::optional<Clock::time_point> cancelled_at_;
  std::optional<Clock::time_point> silent_;
  std::uint64_t pings_seen_ = 0;
  double next_note_ = 0;
  bool killed_ = false;
  bool reported_ = false;
};

}  // namespace

Explored explore_in_worker(const Job& job) { return Exploration(job).run(); }

}  // namespace heddle::tools
