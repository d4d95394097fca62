// One search: what `explore` does, without the second look in virtual time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/explorer.hpp"
#include "heddle/checker/rerun.hpp"
#include "heddle/checker/schedule.hpp"

namespace heddle {

/// Runs `program` under the strategy that the options name, and gathers what it shows.
class Search {
 public:
  Search(const std::function<void()>& program, const Options& options, Watcher* watcher);

  Report run();

 private:
  bool one_execution(std::uint32_t keep, Next& next);
  void set_up();
  void begin(const Options& options);
  void restart();
  bool resume(const Checkpoint& checkpoint, std::uint32_t& keep);
  void save(std::uint32_t keep);
  void transfer(Archive& archive);
  void count(const Trace& trace);
  void count_outcome();
  void count_time(double end);
  bool detect(const Trace& trace);
  void choose_detectors(std::uint32_t roles);
  void add_finding(Detection& detection);
  bool count_again(const std::string& id, const Detection& detection);
  void write_finding(const std::string& id, const Detection& detection, const Trace& witness);
  [[nodiscard]] std::vector<Choice> choices_of(const Schedule& schedule) const;
  const Trace& rerun(const std::vector<Choice>& choices, bool recording);
  const Trace& rerun(const std::vector<Choice>& choices, bool recording, const Choice& end);
  bool check_determinism();
  void nondeterministic(const Trace& trace, EventIndex event, const char* when);
  void departed(const Trace& trace);
  [[nodiscard]] double share_done() const;
  bool out_of_budget();
  void conclude();
  void take_time();
  [[nodiscard]] double seconds_since_start() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const std::function<void()>& program_;
  Options options_;
  Watcher* watcher_;
  Execution execution_;
  std::unique_ptr<Strategy> strategy_;
  std::vector<std::unique_ptr<Detector>> detectors_;
  std::vector<Detector*> concerned_;  ///< those that a program with these roles concerns
  std::uint32_t roles_ = 0;
  Report report_;
  bool exhaustive_ = false;
  bool replays_ = false;  ///< a schedule that was given
  std::uint64_t restarts_ = 0;
  bool finished_ = false;  ///< the strategy has nothing more to explore
  std::uint64_t budget_ = 0;
  std::optional<Recording> first_;
  std::string first_schedule_;
  std::size_t first_globals_ = 0;                             ///< Execution::globals_made after it
  std::unordered_map<std::string, std::size_t> findings_;     ///< by id
  std::unordered_map<std::string, std::string> earlier_ids_;  ///< of stashed witnesses
  std::unordered_map<std::string, std::size_t> outcomes_;     ///< by value
  std::size_t last_outcome_ = 0;                              ///< among those of the report
  double earlier_seconds_ = 0;                                ///< those before the checkpoint
  double earlier_cpu_seconds_ = 0;
  const double cpu_start_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace heddle
