#include "heddle/tools/play.hpp"

#include <algorithm>
#include <utility>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"

namespace heddle::tools {
namespace {

constexpr std::uint64_t kSearched = 10'000;  ///< executions, if the time is enough
constexpr std::uint64_t kTried = 100;        ///< executions to see what the program looks at
constexpr double kTriedSeconds = 0.5;

/// Interrupts are counted from now on: an earlier one has been dealt with.
Explored explored_from_now(Job job) {
  if (job.interrupts) {
    job.interrupts = [asked = job.interrupts, before = job.interrupts()] {
      return asked() - before;
    };
  }
  Explored explored = explore_in_worker(job);
  if (!explored.usage_error.empty()) throw UsageError(job.target + ": " + explored.usage_error);
  if (!explored.internal_error.empty()) throw InternalError(explored.internal_error);
  return explored;
}

/// Whether an execution has made the choices of a schedule.
bool begins_with(const Schedule& actual, const Schedule& wanted) {
  if (actual.steps.size() < wanted.steps.size()) return false;
  for (std::size_t i = 0; i < wanted.steps.size(); ++i) {
    const Schedule::Step& a = actual.steps[i];
    const Schedule::Step& b = wanted.steps[i];
    if (a.alternative != b.alternative) return false;
    if (actual.threads[a.thread] != wanted.threads[b.thread]) return false;
  }
  return true;
}

std::string ending_of_death(Kind kind) {
  if (kind == Kind::nondeterministic_program) {
    return "the program did something else when the same steps were run again";
  }
  if (kind == Kind::no_scheduling_point) return "a thread runs on without any operation";
  return "the program has ended its process";
}

}  // namespace

Play::Play(Job job) : job_(std::move(job)) {
  job_.options.strategy = "follow";
  job_.options.preemptions = kNoBound;
  job_.options.keep_going = true;
  find_observed();
  lead_to({});
}

/// What the program looks at later decides what is a choice now: some executions tell.
void Play::find_observed() {
  Job job = job_;
  job.options.schedule = Schedule{}.text();
  job.options.max_executions = kTried;
  job.options.max_seconds = kTriedSeconds;
  job.silence_seconds = kTriedSeconds;
  observed_ = explored_from_now(std::move(job)).observed;
  std::sort(observed_.begin(), observed_.end());
}

void Play::go(const std::string& path, std::size_t way) {
  Schedule longer = schedule_;
  auto thread = std::find(longer.threads.begin(), longer.threads.end(), path);
  if (thread == longer.threads.end()) thread = longer.threads.insert(thread, path);
  // The fingerprint of a step that has not been run is not known, nor is it looked at.
  longer.steps.push_back({static_cast<std::uint16_t>(thread - longer.threads.begin()),
                          static_cast<std::uint16_t>(way), 0});
  lead_to(longer);
}

void Play::undo(std::size_t choices) {
  Schedule shorter = schedule_;
  shorter.steps.resize(shorter.steps.size() - std::min(choices, shorter.steps.size()));
  lead_to(shorter);
}

void Play::observe(std::vector<std::string> paths) { observed_ = std::move(paths); }

/// Runs the program as far as a schedule goes.
Explored Play::looked_at(const Schedule& schedule) {
  Schedule whole = schedule;
  whole.observed = observed_;
  Job job = job_;
  job.looks = true;
  job.options.schedule = whole.text();
  job.options.max_executions = 1;
  job.options.max_seconds = 0;
  Explored explored = explored_from_now(std::move(job));
  if (explored.observed.size() > observed_.size()) observed_ = explored.observed;
  std::sort(observed_.begin(), observed_.end());
  return explored;
}

void Play::lead_to(const Schedule& schedule) {
  Explored explored = looked_at(schedule);
  bool departed = false;
  if (explored.position) {
    const Schedule actual = Schedule::parse(explored.position->steps.schedule);
    departed = !begins_with(actual, schedule);
    if (departed) explored = looked_at(actual);
  }
  if (explored.position) {
    position_ = std::move(*explored.position);
    report_ = std::move(explored.report);
    schedule_ = Schedule::parse(position_.steps.schedule);
    schedule_.observed = observed_;
    departed_ = departed;
  } else if (!explored.report.findings.empty()) {
    take_death(schedule, std::move(explored.report));
  } else {
    throw Interrupted();
  }
}

/// The program has ended its process, or was silent until it was killed.
void Play::take_death(const Schedule& schedule, Report report) {
  const Finding& death = report.findings.back();
  position_.steps = death;
  if (position_.steps.schedule.empty()) position_.steps.schedule = schedule.text();
  schedule_ = Schedule::parse(position_.steps.schedule);
  schedule_.observed = observed_;
  departed_ = false;
  position_.ending = ending_of_death(death.kind);
  position_.objects.clear();
  for (Position::Thread& thread : position_.threads) thread.ways.clear();
  report_ = std::move(report);
}

Report Play::search(double seconds) const {
  Job job = job_;
  job.options.schedule = schedule_.text();  // with all that is observed
  job.options.max_executions = kSearched;
  job.options.max_seconds = seconds;
  job.options.keep_going = !report_.findings.empty();  // what is known already does not count
  return explored_from_now(std::move(job)).report;
}

std::string Play::current() const {
  return schedule_.steps.empty() ? "main" : schedule_.threads[schedule_.steps.back().thread];
}

}  // namespace heddle::tools
