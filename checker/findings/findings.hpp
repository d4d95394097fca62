// The table of detectors: one line for each file of this folder.
#pragma once

#include <memory>

#include "heddle/checker/detector.hpp"

namespace heddle::findings {

std::unique_ptr<Detector> assertion(const Options& options);
std::unique_ptr<Detector> daemon_killed_holding(const Options& options);
std::unique_ptr<Detector> data_race(const Options& options);
std::unique_ptr<Detector> deadlock(const Options& options);
std::unique_ptr<Detector> fork_with_held_lock(const Options& options);
std::unique_ptr<Detector> fork_with_threads(const Options& options);
std::unique_ptr<Detector> join_before_drain(const Options& options);
std::unique_ptr<Detector> endpoint_race(const Options& options);
std::unique_ptr<Detector> livelock(const Options& options);
std::unique_ptr<Detector> lock_order(const Options& options);
std::unique_ptr<Detector> lost_update(const Options& options);
std::unique_ptr<Detector> lost_wakeup(const Options& options);
std::unique_ptr<Detector> misuse(const Options& options);
std::unique_ptr<Detector> orphaned_process(const Options& options);
std::unique_ptr<Detector> stolen_wakeup(const Options& options);
std::unique_ptr<Detector> terminated_holding(const Options& options);
std::unique_ptr<Detector> task_done_missing(const Options& options);
std::unique_ptr<Detector> uncaught_exception(const Options& options);

}  // namespace heddle::findings
