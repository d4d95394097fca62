#include "heddle/checker/search.hpp"

#include <sys/resource.h>
#include <algorithm>
#include <ctime>

#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t kDefaultRandomExecutions = 10'000;
constexpr std::uint64_t kSeldom = 1000;       ///< executions after which the share done is
constexpr std::uint64_t kBetweenShares = 64;  ///< computed only once in so many

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// A bound of preemptions is one of depth-first search without reduction.
Options completed(Options options) {
  if (options.preemptions == kNoBound || options.strategy == "replay") return options;
  if (options.strategy != "dfs" && options.strategy != "optimal") {
    throw UsageError("--preemptions bounds a depth-first search: it does not go with --strategy " +
                     options.strategy);
  }
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  return options;
}

std::vector<std::pair<std::string, std::string>> options_that_matter(const Options& options) {
  std::vector<std::pair<std::string, std::string>> all;
  if (options.strategy == "dfs") {
    all.emplace_back("reduce", options.reduce == Reduce::sleep ? "sleep" : "none");
    if (options.preemptions != kNoBound) {
      all.emplace_back("preemptions", std::to_string(options.preemptions));
    }
  }
  if (options.strategy == "optimal") {
    all.emplace_back("dependence", options.dependence == Dependence::plain ? "plain" : "refined");
  }
  if (options.strategy == "pct") all.emplace_back("depth", std::to_string(options.depth));
  if (draws(options.strategy)) all.emplace_back("seed", std::to_string(options.seed));
  all.emplace_back("time", options.time == TimeMode::free ? "free" : "virtual");
  all.emplace_back("notify-order", options.notify_order == NotifyOrder::any ? "any" : "fifo");
  all.emplace_back("spurious", std::to_string(options.spurious));
  constexpr const char* kMethods[] = {"fork", "spawn", "forkserver"};
  all.emplace_back("start-method", kMethods[static_cast<int>(options.start_method)]);
  all.emplace_back("pipe-capacity", std::to_string(options.pipe_capacity));
  all.emplace_back("gil", options.gil == Gil::on ? "on" : "off");
  all.emplace_back("plain", options.plain == Plain::visible ? "visible" : "invisible");
  all.emplace_back("max-steps", std::to_string(options.max_steps));
  return all;
}

}  // namespace

Search::Search(const std::function<void()>& program, const Options& options, Watcher* watcher)
    : program_(program),
      options_(completed(options)),
      watcher_(watcher),
      execution_(options_),
      cpu_start_(cpu_seconds()) {
  if (goes_by_schedule(options_)) {
    execution_.observe_from_the_start(Schedule::parse(options_.schedule).observed);
  }
  set_up();
}

/// A search that has not run anything yet.
void Search::set_up() {
  begin(options_);
  exhaustive_ = strategy_->exhaustive();
  replays_ = options_.strategy == "replay";
  budget_ = options_.max_executions;
  if (budget_ == 0 && draws(options_.strategy) && options_.max_seconds <= 0) {
    budget_ = kDefaultRandomExecutions;
  }
  report_ = Report{};
  report_.strategy = options_.strategy;
  report_.options = options_that_matter(options_);
  report_.sequential = true;
  findings_.clear();
  outcomes_.clear();
}

/// What runs and observes the executions from now on.
void Search::begin(const Options& options) {
  strategy_ = make_strategy(options);
  detectors_ = make_detectors(options);
  std::vector<Detector*> observers;
  for (const auto& detector : detectors_) {
    if (detector->observes() != 0) observers.push_back(detector.get());
  }
  concerned_.clear();
  roles_ = 0;
  execution_.set_observers(observers);
  earlier_ids_.clear();
  first_.reset();
}

Report Search::run() {
  if (watcher_ != nullptr) watcher_->begin(execution_);
  const Checkpoint* const checkpoint = watcher_ != nullptr ? watcher_->resumes() : nullptr;
  std::uint32_t keep = 0;
  bool goes_on = checkpoint == nullptr || resume(*checkpoint, keep);
  if (checkpoint != nullptr && goes_on && out_of_budget()) {
    goes_on = false;
    if (watcher_->wants_checkpoint(true)) save(keep);
  }
  for (Next next; goes_on && one_execution(keep, next); keep = next.keep) {
    if (!next.more) {
      finished_ = true;
      break;
    }
    goes_on = !out_of_budget();
    if (watcher_ != nullptr && watcher_->wants_checkpoint(!goes_on)) save(next.keep);
  }
  conclude();
  return std::move(report_);
}

/// Runs one execution and learns from it. False: the search is over before its end.
inline bool Search::one_execution(std::uint32_t keep, Next& next) {
  const Trace& trace = execution_.run(program_, *strategy_, keep);
  if (trace.ending == Ending::diverged) {
    nondeterministic(trace, trace.diverged_at, "when its first steps were run again");
    return false;
  }
  if (execution_.take_restart()) {
    restart();
    next = {true, 0};
    return true;
  }
  if (!first_) {
    if (!check_determinism()) return false;
  }
  report_.replayed_steps += keep;
  count(trace);
  const bool error = detect(execution_.trace());
  if (replays_) departed(execution_.trace());
  next = strategy_->finished(execution_.trace());
  if (next.differs != kNone) {
    nondeterministic(execution_.trace(), next.differs, "when its steps were run in another order");
    return false;
  }
  if (next.repeated) ++report_.redundant;
  if (watcher_ != nullptr) {
    if (!next.more) {
      report_.share_done = 1;
    } else if (report_.executions < kSeldom || report_.executions % kBetweenShares == 1) {
      report_.share_done = share_done();
    }
    watcher_->executed(report_);
  }
  if (error && !options_.keep_going) {
    if (next.more) report_.stopped = "the first execution with an error ended it";
    finished_ = !next.more;
    return false;
  }
  return true;
}

/// Something that the program looks at was invisible so far: an exhaustive search begins again, any
/// other goes on with new walks.
void Search::restart() {
  const bool sequential = report_.sequential;
  if (!exhaustive_) {  // what was found stands, the walks are others
    Options others = options_;
    others.seed += ++restarts_;
    begin(others);
    return;
  }
  set_up();
  report_.sequential = sequential;
}

const Trace& Search::rerun(const std::vector<Choice>& choices, bool recording) {
  return rerun(choices, recording, options_.stopped != nullptr ? Choice::stop() : Choice{});
}

const Trace& Search::rerun(const std::vector<Choice>& choices, bool recording, const Choice& end) {
  Rerun strategy(choices, strategy_->saves_states(), end);
  execution_.set_recording(recording);
  const Trace& trace = execution_.run(program_, strategy, 0);
  execution_.set_recording(false);
  return trace;
}

/// Runs the last execution once more and compares every step.
bool Search::check_determinism() {
  first_ = Recording::of(execution_.trace());
  if (watcher_ != nullptr) first_schedule_ = Schedule::of(execution_.trace()).text();
  first_globals_ = Execution::globals_made();
  const bool cut = execution_.trace().ending == Ending::redundant;
  const Trace& again =
      cut ? rerun(first_->choices, false, Choice::cut()) : rerun(first_->choices, false);
  const std::optional<EventIndex> difference = first_->differs(again);
  if (!difference || cut) return true;
  nondeterministic(again, *difference, "when the first schedule was run a second time");
  return false;
}

inline void Search::count(const Trace& trace) {
  for (std::size_t i = 1; report_.sequential && i < trace.threads.size(); ++i) {
    report_.sequential = !trace.threads[i].exists;
  }
  report_.steps += trace.size();
  if (trace.ending == Ending::redundant) {
    ++report_.redundant;
    return;
  }
  ++report_.executions;
  if (trace.ending == Ending::truncated) ++report_.truncated;
  if (trace.ending == Ending::complete) {
    ++report_.complete;
    count_outcome();
    if (options_.time == TimeMode::virtual_time && trace.time_used) count_time(trace.now);
  } else {
    ++report_.blocked;
  }
}

void Search::count_time(double end) {
  if (!report_.makespan) report_.makespan = Makespan{end, end};
  report_.makespan->shortest = std::min(report_.makespan->shortest, end);
  report_.makespan->longest = std::max(report_.makespan->longest, end);
}

inline void Search::count_outcome() {
  std::vector<Outcome>& all = report_.outcomes;
  std::string value = execution_.outcome();
  if (all.empty() || value != all[last_outcome_].value) {
    const auto [place, fresh] = outcomes_.emplace(std::move(value), all.size());
    if (fresh) all.push_back({place->first, 0, Schedule::of(execution_.trace()).text()});
    last_outcome_ = place->second;
  }
  ++all[last_outcome_].executions;
}

/// Of the search, or of its budgets if they are nearer to their end.
double Search::share_done() const {
  double share = strategy_->share_done();
  if (budget_ > 0) {
    const auto runs = static_cast<double>(report_.executions + report_.redundant);
    share = std::max(share, runs / static_cast<double>(budget_));
  }
  if (options_.max_seconds > 0)
    share = std::max(share, seconds_since_start() / options_.max_seconds);
  return std::min(share, 1.0);
}

inline bool Search::out_of_budget() {
  if (options_.cancelled && options_.cancelled()) {
    report_.stopped = "it was interrupted";
  } else if (budget_ > 0 && report_.executions + report_.redundant >= budget_) {
    report_.stopped = "the budget of " + std::to_string(budget_) + " executions ran out";
    if (!exhaustive_) finished_ = true;
  } else if (options_.max_seconds > 0 && seconds_since_start() >= options_.max_seconds) {
    report_.stopped = "the time budget ran out";
  } else {
    return false;
  }
  return true;
}

void Search::take_time() {
  report_.seconds = earlier_seconds_ + seconds_since_start();
  report_.cpu_seconds = earlier_cpu_seconds_ + cpu_seconds() - cpu_start_;
}

void Search::conclude() {
  const auto has_error = [this] {
    return std::any_of(report_.findings.begin(), report_.findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
  };
  if (finished_ && exhaustive_ && first_) {
    const Trace& again = rerun(first_->choices, false);
    const std::optional<EventIndex> difference = first_->differs(again);
    if (difference)
      nondeterministic(again, *difference, "when the first schedule was run at the end");
  }
  const Trace& trace = execution_.trace();
  if (trace.polling_cut) {
    report_.limits.push_back("polling cut after " + std::to_string(options_.idle_rounds) +
                             " idle rounds");
  }
  if (trace.daemon_cut) {
    report_.limits.push_back("daemon threads cut after " + std::to_string(options_.daemon_steps) +
                             " steps");
  }
  if (report_.truncated > 0) {
    report_.limits.push_back(
        std::to_string(report_.truncated) + " executions cut after " +
        std::to_string(options_.max_steps) +
        " steps (--max-steps; a loop that waits is better an await() or has a yield())");
  }
  const std::string bound = strategy_->bound();
  if (!bound.empty()) report_.limits.push_back(bound);
  report_.exhaustive = exhaustive_ && finished_ && bound.empty();
  report_.sample = strategy_->sample();
  report_.estimate = strategy_->estimate();
  const bool broken = report_.has(Kind::nondeterministic_program);
  if (broken) {
    report_.verdict = Verdict::error;
  } else if (has_error()) {
    report_.verdict = Verdict::bug;
  } else if (!finished_) {
    report_.verdict = Verdict::inconclusive;
  } else if (!exhaustive_ || !report_.limits.empty()) {
    report_.verdict = Verdict::no_bug_found;
  } else {
    report_.verdict = Verdict::verified;
  }
  report_.put_in_order();
  take_time();
  report_.peak_rss_bytes = peak_rss_bytes();
  report_.time_used = trace.time_used;
}

}  // namespace heddle
