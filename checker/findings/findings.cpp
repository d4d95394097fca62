#include "heddle/checker/findings/findings.hpp"

#include <algorithm>

namespace heddle {

namespace {

using Make = std::unique_ptr<Detector> (*)(const Options&);

/// The most specific first: what explains a failure before what only states it.
constexpr Make kDetectors[] = {
    findings::stolen_wakeup,
    findings::lost_wakeup,
    findings::misuse,
    findings::daemon_killed_holding,
    findings::fork_with_held_lock,
    findings::terminated_holding,
    findings::join_before_drain,
    findings::task_done_missing,
    findings::data_race,
    findings::endpoint_race,
    findings::lost_update,
    findings::deadlock,
    findings::livelock,
    findings::assertion,
    findings::uncaught_exception,
    findings::lock_order,
    findings::fork_with_threads,
    findings::orphaned_process,
};

bool share_a_thread(const Detection& a, const Detection& b) {
  return std::any_of(a.threads.begin(), a.threads.end(), [&](ThreadId thread) {
    return std::find(b.threads.begin(), b.threads.end(), thread) != b.threads.end();
  });
}

}  // namespace

std::vector<std::unique_ptr<Detector>> make_detectors(const Options& options) {
  std::vector<std::unique_ptr<Detector>> detectors;
  for (const Make make : kDetectors) {
    if (auto detector = make(options)) detectors.push_back(std::move(detector));
  }
  return detectors;
}

/// A deadlock without a cycle is about all threads that wait for nobody in particular; one of them
/// that has a better explanation explains the others, which wait for what it would have done.
void merge_symptoms(std::vector<Detection>& detections) {
  const std::vector<Detection> all = detections;
  std::erase_if(detections, [&](const Detection& general) {
    return std::any_of(all.begin(), all.end(), [&](const Detection& specific) {
      return specific.symptom == general.kind && share_a_thread(specific, general);
    });
  });
}

}  // namespace heddle
