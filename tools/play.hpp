// An execution in the player's hand. It is given by its choices: whatever is done changes the list
// of them, and the program is run again, in a worker process, as far as the list goes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "heddle/checker/schedule.hpp"
#include "heddle/tools/worker.hpp"

namespace heddle::tools {

class Play {
 public:
  /// Stands before the first choice. Throws UsageError where the program cannot be run.
  explicit Play(Job job);

  // Each of these leaves everything as it was when it throws Interrupted or UsageError.

  /// Lets a thread, named by its path, take one step, in the way with this number, from 0.
  void go(const std::string& path, std::size_t way);
  /// Takes the last choices back, at most all of them.
  void undo(std::size_t choices);
  /// Goes to where the choices of a schedule lead.
  void lead_to(const Schedule& schedule);
  /// From now on these objects are looked at from the first execution on: Schedule::observed.
  void observe(std::vector<std::string> paths);
  /// Looks for errors in the ways to go on from here, at random, for at most `seconds`. Stands
  /// where it did.
  [[nodiscard]] Report search(double seconds) const;

  [[nodiscard]] const Position& position() const { return position_; }
  /// What the execution has shown so far: its findings.
  [[nodiscard]] const Report& report() const { return report_; }
  [[nodiscard]] const Schedule& schedule() const { return schedule_; }
  /// Whether the last choices did not lead where they had led: the program has looked at something
  /// for the first time, and more of its steps are choices now.
  [[nodiscard]] bool departed() const { return departed_; }
  [[nodiscard]] std::size_t choices() const { return schedule_.steps.size(); }
  /// The path of the thread that took the last step; main at the beginning.
  [[nodiscard]] std::string current() const;

 private:
  void find_observed();
  Explored looked_at(const Schedule& schedule);
  void take_death(const Schedule& schedule, Report report);

  Job job_;
  Schedule schedule_;
  Position position_;
  Report report_;
  std::vector<std::string> observed_;  ///< in any execution so far, sorted; see Schedule
  bool departed_ = false;
};

}  // namespace heddle::tools
