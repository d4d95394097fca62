// Saving a search between two executions, and going on with it in another process.
#include "heddle/checker/search.hpp"

namespace heddle {
namespace {

/// What is saved beside the members: how to get to where the last execution was left.
struct Way {
  std::string first;  ///< the schedule of the first execution: is it the same program?
  Ending ending = Ending::complete;  ///< of that one
  std::vector<Choice> path;  ///< of the last execution, up to the event at which the next departs
  std::uint32_t keep = 0;

  void transfer(Archive& archive) { archive(first, ending, path, keep); }
};

}  // namespace

void Search::transfer(Archive& archive) {
  if (!strategy_->transfer(archive)) {
    throw UsageError("a search with --strategy " + options_.strategy +
                     " has no end to go on to: begin again with another --seed");
  }
  execution_.transfer(archive);
  for (const auto& detector : detectors_) detector->transfer(archive);
  Memory::transfer_all(archive);
  archive(earlier_ids_);
}

/// The next execution has `keep` events in common with the last one.
void Search::save(std::uint32_t keep) {
  if (!first_) return;  // it has just begun again
  if (Execution::globals_made() != first_globals_) {
    watcher_->not_saved(
        "the program has primitives in static variables of functions that not every execution "
        "reaches, and what they are numbered by is known to this process alone");
    return;
  }
  const Trace& trace = execution_.trace();
  Way way;
  way.first = first_schedule_;
  way.ending = first_->ending;
  way.keep = keep;
  for (EventIndex event = 0; event <= keep && event < trace.size(); ++event) {
    const TraceEvent& chosen = trace.events[event];
    if (chosen.scheduling != Scheduling::visible) continue;
    way.path.push_back({chosen.thread, chosen.alternative});
  }
  Archive archive;
  archive(way);
  try {
    transfer(archive);
  } catch (const UsageError& error) {
    watcher_->not_saved(error.what());
    return;
  }
  take_time();
  watcher_->save({report_, archive.bytes()});
}

/// False: the program is not deterministic.
bool Search::resume(const Checkpoint& checkpoint, std::uint32_t& keep) {
  Archive archive(checkpoint.state);
  Way way;
  archive(way);
  transfer(archive);
  report_ = checkpoint.report;
  report_.stopped.clear();
  earlier_seconds_ = report_.seconds;
  earlier_cpu_seconds_ = report_.cpu_seconds;
  for (std::size_t i = 0; i < report_.findings.size(); ++i) {
    findings_.emplace(report_.findings[i].id, i);
    watcher_->found(report_.findings[i]);
  }
  for (std::size_t i = 0; i < report_.outcomes.size(); ++i) {
    outcomes_.emplace(report_.outcomes[i].value, i);
  }
  // The first execution once more: what follows is compared with it at the end.
  const Trace& trace = rerun(choices_of(Schedule::parse(way.first)), false);
  first_ = Recording::of(trace);
  first_schedule_ = Schedule::of(trace).text();
  if (first_schedule_ != way.first || first_->ending != way.ending) {
    nondeterministic(trace, 0, "when it was resumed");
    return false;
  }
  first_globals_ = Execution::globals_made();
  rerun(way.path, false, Choice::cut());
  if (execution_.trace().size() <= way.keep) {
    nondeterministic(execution_.trace(), execution_.trace().size(), "when it was resumed");
    return false;
  }
  strategy_->resume(execution_.trace());
  keep = way.keep;
  watcher_->executed(report_);
  return true;
}

}  // namespace heddle
