#include "heddle/checker/explorer.hpp"

#include <sys/resource.h>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <unordered_map>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/checker/witness.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t kDefaultRandomExecutions = 10'000;

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

/// The choices of an execution by number, and all that it did: for running it again in the same
/// exploration and comparing.
struct Recording {
  std::vector<Choice> choices;
  Log<Event> events;
  Log<Part> parts;

  static Recording of(const Trace& trace) {
    Recording recording;
    for (const Event& event : trace.events) {
      if (event.scheduling == Scheduling::visible) {
        recording.choices.push_back({event.thread, event.alternative});
      }
    }
    recording.events = trace.events;
    recording.parts = trace.parts;
    return recording;
  }

  /// The first event in which another execution differs; nothing if there is none.
  [[nodiscard]] std::optional<EventIndex> differs(const Trace& other) const {
    const std::size_t common = std::min(events.size(), other.events.size());
    for (std::size_t i = 0; i < common; ++i) {
      const Event& a = events[i];
      const Event& b = other.events[i];
      bool same = a.thread == b.thread && a.part_count == b.part_count && a.line == b.line;
      for (std::uint32_t p = 0; same && p < a.part_count; ++p) {
        same = parts[a.first_part + p].label == other.parts[b.first_part + p].label;
      }
      if (!same) return static_cast<EventIndex>(i);
    }
    if (events.size() == other.events.size()) return std::nullopt;
    return static_cast<EventIndex>(common);
  }
};

/// Runs one execution again, by its choices.
class Rerun final : public Strategy {
 public:
  Rerun(std::vector<Choice> choices, bool exhaustive)
      : choices_(std::move(choices)), exhaustive_(exhaustive) {}
  [[nodiscard]] bool exhaustive() const override { return exhaustive_; }
  void begin(std::uint32_t) override { next_ = 0; }
  Choice pick(const Crossroads& here) override {
    if (next_ == choices_.size()) return {};
    const Choice choice = choices_[next_];
    if (!here.live().contains(choice.thread) ||
        here.alternatives(choice.thread) <= choice.alternative) {
      for (const ThreadId thread : here.live()) {
        if (here.alternatives(thread) > 0) return Choice::cut();
      }
      return {};
    }
    ++next_;
    return choice;
  }
  Next finished(const Trace&) override { return {}; }

 private:
  std::vector<Choice> choices_;
  bool exhaustive_;
  std::size_t next_ = 0;
};

/// Numbers sort as numbers, anything else as text.
bool outcome_before(const std::string& a, const std::string& b) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  const auto number = [](const std::string& text, std::int64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
  };
  if (number(a, x) && number(b, y)) return x < y;
  return a < b;
}

class Search {
 public:
  Search(const std::function<void()>& program, const Options& options, Watcher* watcher)
      : program_(program),
        options_(options),
        watcher_(watcher),
        execution_(options),
        strategy_(make_strategy(options)),
        detectors_(make_detectors(options)) {
    std::vector<Detector*> observers;
    for (const auto& detector : detectors_) observers.push_back(detector.get());
    execution_.set_detectors(std::move(observers));
    exhaustive_ = strategy_->exhaustive();
    report_.strategy = options.strategy;
    report_.options = options_that_matter(options);
    report_.sequential = true;
    budget_ = options.max_executions;
    if (budget_ == 0 && options.strategy == "random") budget_ = kDefaultRandomExecutions;
  }

  Report run();

 private:
  static std::vector<std::pair<std::string, std::string>> options_that_matter(const Options&);
  bool one_execution(std::uint32_t keep, Next& next);
  void restart();
  void count(const Trace& trace);
  void count_outcome();
  bool detect(const Trace& trace);
  void add_finding(Detection& detection);
  bool count_again(const std::string& id, const Detection& detection);
  void write_finding(const std::string& id, const Detection& detection, const Trace& witness);
  [[nodiscard]] std::vector<Choice> choices_of(const Schedule& schedule) const;
  const Trace& rerun(const std::vector<Choice>& choices, bool recording);
  bool check_determinism();
  void nondeterministic(const Trace& trace, EventIndex event, const char* when);
  void departed(const Trace& trace);
  bool out_of_budget();
  void conclude();
  [[nodiscard]] double seconds_since_start() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const std::function<void()>& program_;
  Options options_;
  Watcher* watcher_;
  Execution execution_;
  std::unique_ptr<Strategy> strategy_;
  std::vector<std::unique_ptr<Detector>> detectors_;
  Report report_;
  bool exhaustive_ = false;
  bool finished_ = false;  ///< the strategy has nothing more to explore
  std::uint64_t budget_ = 0;
  std::optional<Recording> first_;
  std::unordered_map<std::string, std::size_t> findings_;  ///< by id
  std::unordered_map<std::string, std::string> earlier_ids_;  ///< of stashed witnesses
  std::unordered_map<std::string, std::size_t> outcomes_;  ///< by value
  const double cpu_start_ = cpu_seconds();
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::vector<std::pair<std::string, std::string>> Search::options_that_matter(
    const Options& options) {
  std::vector<std::pair<std::string, std::string>> all;
  if (options.strategy == "dfs") {
    all.emplace_back("reduce", options.reduce == Reduce::sleep ? "sleep" : "none");
  }
  if (options.strategy == "random") all.emplace_back("seed", std::to_string(options.seed));
  all.emplace_back("time", options.time == TimeMode::free ? "free" : "virtual");
  all.emplace_back("notify-order", options.notify_order == NotifyOrder::any ? "any" : "fifo");
  all.emplace_back("spurious", std::to_string(options.spurious));
  all.emplace_back("gil", options.gil == Gil::on ? "on" : "off");
  all.emplace_back("plain", options.plain == Plain::visible ? "visible" : "invisible");
  all.emplace_back("max-steps", std::to_string(options.max_steps));
  return all;
}

Report Search::run() {
  if (watcher_ != nullptr) watcher_->begin(execution_);
  std::uint32_t keep = 0;
  for (Next next; one_execution(keep, next); keep = next.keep) {
    if (!next.more) {
      finished_ = true;
      break;
    }
  }
  conclude();
  return std::move(report_);
}

/// Runs one execution and learns from it. False: the search is over before its end.
bool Search::one_execution(std::uint32_t keep, Next& next) {
  const Trace& trace = execution_.run(program_, *strategy_, keep);
  if (trace.ending == Ending::diverged) {
    nondeterministic(trace, trace.diverged_at, "when its first steps were run again");
    return false;
  }
  if (execution_.take_restart() && exhaustive_) {
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
  if (options_.strategy == "replay") departed(execution_.trace());
  next = strategy_->finished(execution_.trace());
  if (watcher_ != nullptr) watcher_->executed(report_);
  if (error && !options_.keep_going) {
    if (next.more) report_.stopped = "the first execution with an error ended it";
    finished_ = !next.more;
    return false;
  }
  return !next.more || !out_of_budget();
}

/// Something that the program looks at was invisible so far: begin again.
void Search::restart() {
  strategy_ = make_strategy(options_);
  detectors_ = make_detectors(options_);
  std::vector<Detector*> observers;
  for (const auto& detector : detectors_) observers.push_back(detector.get());
  execution_.set_detectors(std::move(observers));
  Report fresh;
  fresh.strategy = report_.strategy;
  fresh.options = report_.options;
  fresh.sequential = report_.sequential;
  report_ = std::move(fresh);
  findings_.clear();
  earlier_ids_.clear();
  outcomes_.clear();
  first_.reset();
}

const Trace& Search::rerun(const std::vector<Choice>& choices, bool recording) {
  Rerun strategy(choices, exhaustive_);
  execution_.set_recording(recording);
  const Trace& trace = execution_.run(program_, strategy, 0);
  execution_.set_recording(false);
  return trace;
}

/// Runs the last execution once more and compares every step.
bool Search::check_determinism() {
  first_ = Recording::of(execution_.trace());
  const bool cut = execution_.trace().ending == Ending::redundant;
  const Trace& again = rerun(first_->choices, false);
  const std::optional<EventIndex> difference = first_->differs(again);
  if (!difference || cut) return true;
  nondeterministic(again, *difference, "when the first schedule was run a second time");
  return false;
}

void Search::count(const Trace& trace) {
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
  } else {
    ++report_.blocked;
  }
}

void Search::count_outcome() {
  if (!execution_.has_outcome()) return;
  std::string value = execution_.outcome();
  const auto [place, is_new] = outcomes_.emplace(std::move(value), report_.outcomes.size());
  if (is_new) {
    report_.outcomes.push_back({place->first, 0, Schedule::of(execution_.trace()).text()});
  }
  ++report_.outcomes[place->second].executions;
}

/// Asks the detectors. True if the execution shows an error.
bool Search::detect(const Trace& trace) {
  if (trace.ending == Ending::redundant || trace.ending == Ending::diverged) return false;
  std::vector<Detection> detections;
  for (const auto& detector : detectors_) detector->conclude(trace, detections);
  if (detections.empty()) return false;
  merge_symptoms(detections);
  bool error = false;
  for (Detection& detection : detections) {
    error |= severity_of(detection.kind) == Severity::error;
    add_finding(detection);
  }
  return error;
}

void Search::add_finding(Detection& detection) {
  if (detection.schedule.empty()) {
    const std::string id = finding_id(execution_.trace(), detection);
    if (count_again(id, detection)) return;
    write_finding(id, detection, rerun(Recording::of(execution_.trace()).choices, true));
    return;
  }
  // The witness is an earlier execution: run it again, then this one, which the strategy looks at.
  std::string& id = earlier_ids_[detection.schedule + std::string(kind_name(detection.kind))];
  if (!id.empty() && count_again(id, detection)) return;
  const std::vector<Choice> present = Recording::of(execution_.trace()).choices;
  const Trace& witness = rerun(choices_of(Schedule::parse(detection.schedule)), true);
  id = finding_id(witness, detection);
  if (!count_again(id, detection)) write_finding(id, detection, witness);
  rerun(present, false);
}

/// Whether the finding is known already.
bool Search::count_again(const std::string& id, const Detection& detection) {
  const auto known = findings_.find(id);
  if (known == findings_.end()) return false;
  report_.findings[known->second].executions += detection.executions;
  return true;
}

/// A schedule's choices in the numbers of this exploration.
std::vector<Choice> Search::choices_of(const Schedule& schedule) const {
  std::vector<ThreadId> numbers;
  for (const std::string& path : schedule.threads) {
    ThreadId thread = 0;
    while (execution_.trace().thread_path(thread) != path) ++thread;
    numbers.push_back(thread);
  }
  std::vector<Choice> choices;
  for (const Schedule::Step& step : schedule.steps) {
    choices.push_back({numbers[step.thread], step.alternative});
  }
  return choices;
}

void Search::write_finding(const std::string& id, const Detection& detection,
                           const Trace& witness) {
  Finding finding;
  finding.id = id;
  finding.kind = detection.kind;
  finding.symptom = detection.symptom;
  finding.severity = severity_of(detection.kind);
  finding.executions = detection.executions;
  finding.first_execution = report_.executions;
  for (const auto& detector : detectors_) {
    if (detector->makes(detection.kind)) detector->explain(witness, detection, finding);
  }
  write_witness(witness, detection, finding);
  findings_.emplace(id, report_.findings.size());
  report_.findings.push_back(std::move(finding));
  if (watcher_ != nullptr) watcher_->found(report_.findings.back());
}

/// The program did something else under the same schedule.
void Search::nondeterministic(const Trace& trace, EventIndex event, const char* when) {
  Detection detection;
  detection.kind = Kind::nondeterministic_program;
  Finding finding;
  finding.kind = detection.kind;
  finding.executions = 1;
  finding.first_execution = report_.executions + 1;
  const bool known = event < trace.size();
  const std::string step = known ? std::to_string(trace.step(event)) : "the last one";
  finding.message = "the program did something else " + std::string(when) + ": step " + step +
                    " differs";
  if (known) {
    detection.events.push_back(event);
    finding.message += " (" + trace.thread_name(trace.events[event].thread) + ": " +
                       trace.describe(event) + ")";
  }
  finding.explanation.emplace_back(
      "why", "a static variable that keeps its value from run to run, the real time, a random "
             "number, an address or input from outside decides what the program does.");
  finding.explanation.emplace_back(
      "fix", "make variables that live longer than a run Shared<T> or local; use heddle's time(), "
             "random() and choose().");
  finding.id = finding_id(trace, detection);
  write_witness(trace, detection, finding);
  report_.findings.push_back(std::move(finding));
  if (watcher_ != nullptr) watcher_->found(report_.findings.back());
}

/// A replay: compares what was run with what was asked for.
void Search::departed(const Trace& trace) {
  const Schedule wanted = Schedule::parse(options_.schedule);
  const Schedule actual = Schedule::of(trace);
  std::size_t same = 0;
  const std::size_t common = std::min(wanted.steps.size(), actual.steps.size());
  while (same < common && wanted.steps[same].fingerprint == actual.steps[same].fingerprint &&
         wanted.steps[same].alternative == actual.steps[same].alternative &&
         wanted.threads[wanted.steps[same].thread] == actual.threads[actual.steps[same].thread]) {
    ++same;
  }
  if (same == wanted.steps.size()) return;
  EventIndex event = 0;
  for (std::size_t seen = 0; event < trace.size(); ++event) {
    if (trace.events[event].scheduling == Scheduling::visible && seen++ == same) break;
  }
  nondeterministic(trace, event, "than its schedule says");
}

bool Search::out_of_budget() {
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

void Search::conclude() {
  const auto has_error = [this] {
    return std::any_of(report_.findings.begin(), report_.findings.end(), [](const Finding& finding) {
      return finding.severity == Severity::error;
    });
  };
  if (finished_ && exhaustive_ && first_) {
    const Trace& again = rerun(first_->choices, false);
    const std::optional<EventIndex> difference = first_->differs(again);
    if (difference) nondeterministic(again, *difference, "when the first schedule was run at the end");
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
    report_.limits.push_back(std::to_string(report_.truncated) + " executions cut after " +
                             std::to_string(options_.max_steps) + " steps");
  }
  report_.exhaustive = exhaustive_ && finished_;
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
  std::sort(report_.outcomes.begin(), report_.outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return outcome_before(a.value, b.value); });
  std::stable_sort(report_.findings.begin(), report_.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  report_.seconds = seconds_since_start();
  report_.cpu_seconds = cpu_seconds() - cpu_start_;
  report_.peak_rss_bytes = peak_rss_bytes();
  report_.time_used = trace.time_used;
}

/// In free time no timeout is long enough. A finding that disappears in virtual time shows that the
/// program relies on sleeping or on a timeout for its ordering.
void check_reliance_on_time(const std::function<void()>& program, Options options, Report& report) {
  options.time = TimeMode::virtual_time;
  options.max_executions = std::max<std::uint64_t>(report.executions + report.redundant, 100);
  options.keep_going = true;
  const Report timed = Search(program, options, nullptr).run();
  if (!timed.exhaustive && timed.verdict == Verdict::inconclusive) return;
  std::vector<Finding> warnings;
  for (Finding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    const bool remains = std::any_of(
        timed.findings.begin(), timed.findings.end(),
        [&finding](const Finding& other) { return other.id == finding.id; });
    if (remains) continue;
    finding.explanation.emplace_back(
        "remark", "in virtual time it does not occur: the program relies on a sleep or a timeout "
                  "for its ordering, and no timeout is ever long enough.");
    Finding warning;
    warning.kind = Kind::relies_on_time;
    warning.severity = Severity::warning;
    warning.id = std::string(kind_letters(warning.kind)) + finding.id.substr(2);
    warning.message = finding.id + " occurs in free time and not in virtual time: the order of the "
                      "program's steps relies on a sleep or a timeout";
    warning.executions = finding.executions;
    warning.first_execution = finding.first_execution;
    warning.schedule = finding.schedule;
    warnings.push_back(std::move(warning));
  }
  report.findings.insert(report.findings.end(), warnings.begin(), warnings.end());
}

}  // namespace

Report explore(const std::function<void()>& program, const Options& options, Watcher* watcher) {
  Report report = Search(program, options, watcher).run();
  const bool replay = options.strategy == "replay";
  if (report.verdict == Verdict::bug && report.time_used && options.time == TimeMode::free &&
      !replay) {
    check_reliance_on_time(program, options, report);
  }
  return report;
}

}  // namespace heddle
