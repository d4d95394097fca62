// What a search does with what the detectors saw: one finding for each bug, with its witness.
#include "heddle/checker/search.hpp"
#include "heddle/checker/witness.hpp"

namespace heddle {

/// Asks the detectors. True if the execution shows an error.
bool Search::detect(const Trace& trace) {
  if (trace.ending == Ending::redundant || trace.ending == Ending::diverged) return false;
  std::vector<Detection> detections;
  if (trace.ending != Ending::complete || !trace.left.empty() || !trace.uncaught.empty()) {
    for (const auto& detector : detectors_) detector->conclude(trace, detections);
  } else {
    if (trace.roles != roles_) choose_detectors(trace.roles);
    for (Detector* detector : concerned_) detector->conclude(trace, detections);
  }
  if (detections.empty()) return false;
  merge_symptoms(detections);
  bool error = false;
  for (Detection& detection : detections) {
    error |= severity_of(detection.kind) == Severity::error;
    add_finding(detection);
  }
  return error;
}

/// Who is to be asked where all threads ended by themselves.
void Search::choose_detectors(std::uint32_t roles) {
  roles_ = roles;
  concerned_.clear();
  for (const auto& detector : detectors_) {
    if ((detector->roles() & roles) != 0) concerned_.push_back(detector.get());
  }
}

void Search::add_finding(Detection& detection) {
  if (detection.schedule.empty()) {
    const std::string id = finding_id(execution_.trace(), detection);
    if (count_again(id, detection)) return;
    write_finding(id, detection, rerun(Recording::choices_of(execution_.trace()), true));
    return;
  }
  // The witness is an earlier execution: run it again, then this one, which the strategy looks at.
  std::string key = detection.schedule + ' ' + std::string(kind_name(detection.kind));
  for (const EventIndex event : detection.events) key += ' ' + std::to_string(event);
  std::string& id = earlier_ids_[key];
  if (!id.empty() && count_again(id, detection)) return;
  const std::vector<Choice> present = Recording::choices_of(execution_.trace());
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
  finding.message =
      "the program did something else " + std::string(when) + ": step " + step + " differs";
  if (known) {
    detection.events.push_back(event);
    finding.message +=
        " (" + trace.thread_name(trace.events[event].thread) + ": " + trace.describe(event) + ")";
  }
  finding.explanation.emplace_back(
      "why",
      "a static variable that keeps its value from run to run, the real time, a random "
      "number, an address or input from outside decides what the program does.");
  finding.explanation.emplace_back(
      "fix",
      "make variables that live longer than a run Shared<T> or local; use heddle's time(), "
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

}  // namespace heddle
