// The game of `heddle explore`: commands, one a line, and what they answer. Knows no terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heddle/tools/play.hpp"
#include "heddle/tools/schedule_file.hpp"
#include "heddle/tools/tutorial.hpp"

namespace heddle::tools {

class Game {
 public:
  /// `file` says what a saved schedule is of. `level` counts from 1; 0: this is no level of the
  /// tutorial. Throws as Play.
  Game(Job job, ScheduleFile file, bool colour, std::string program, std::size_t level = 0);

  /// Goes to where a schedule leads. Throws UsageError where the program departs from it.
  void begin_with(const std::string& path, const std::string& schedule);
  /// What the player sees first.
  [[nodiscard]] std::string opening() const;
  /// Does what a line says, and answers. An empty line: the last command again.
  std::string answer(const std::string& line);
  /// The player has ended it, or the goal of the level is reached.
  [[nodiscard]] bool over() const { return quit_ || won_; }
  [[nodiscard]] bool won() const { return won_; }
  /// Whether the program has behaved differently under the same choices.
  [[nodiscard]] bool nondeterministic() const {
    return play_.report().has(Kind::nondeterministic_program);
  }

 private:
  using Words = std::vector<std::string>;
  struct Command {
    const char* name;
    const char* letter;
    const char* argument;  ///< "THREAD", "[N]"; empty: none
    const char* what;
    std::string (Game::*run)(const Words& words);
  };
  static const std::vector<Command>& commands();

  /// A command by its name; by its letter where no thread is called so; or a step of a thread.
  std::string execute(const Words& words);
  std::string step(const Words& words);
  std::string run_on(const Words& words);
  std::string undo(const Words& words);
  std::string restart(const Words& words);
  std::string list(const Words& words);
  std::string state(const Words& words);
  std::string why(const Words& words);
  std::string threads(const Words& words);
  std::string findings(const Words& words);
  std::string bug(const Words& words);
  std::string follow(const Words& words);
  std::string save(const Words& words);
  std::string hint(const Words& words);
  std::string help(const Words& words);
  std::string quit(const Words& words);

  [[nodiscard]] const Position::Thread* thread_named(const std::string& name) const;
  [[nodiscard]] const Position::Thread& known_thread(const std::string& name) const;
  [[nodiscard]] std::string who_can_go() const;
  [[nodiscard]] std::string finding_report(const Finding& finding) const;
  [[nodiscard]] bool is_new(const Finding& finding, const std::vector<std::string>& known) const;
  [[nodiscard]] std::vector<std::string> known_ids() const;
  /// What a move has led to, after a position with so many steps and these findings.
  std::string moved(std::size_t steps, const std::vector<std::string>& known);

  Play play_;
  ScheduleFile file_;
  bool colour_;
  std::string program_;
  std::size_t level_;
  Words last_;
  std::optional<Finding> found_;      ///< by a search, not yet followed
  Words told_;                        ///< ids of findings whose report has just been shown
  std::optional<std::size_t> shown_;  ///< after so many choices the way was shown by a search
  bool quit_ = false;
  bool won_ = false;
};

}  // namespace heddle::tools
