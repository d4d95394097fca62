// heddle explore: the terminal, or whatever is piped in, and the game.
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/game.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/scheduled.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

/// The lines of standard input. An interrupt ends them.
class Input {
 public:
  bool next(std::string& line) {
    std::size_t end = 0;
    while ((end = unread_.find('\n')) == std::string::npos) {
      if (read_more()) continue;
      if (unread_.empty()) return false;
      unread_ += '\n';  // the last line has no end
    }
    line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return true;
  }
  /// Interrupts before now have been dealt with.
  void forget_interrupts() { interrupts_ = interrupts(); }

 private:
  bool read_more() {
    char bytes[4096];
    for (;;) {
      const ssize_t count =
          interrupts() > interrupts_ ? 0 : read(STDIN_FILENO, bytes, sizeof bytes);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      unread_.append(bytes, static_cast<std::size_t>(count));
      return true;
    }
  }

  std::string unread_;
  int interrupts_ = 0;
};

/// Plays until the game is over or there is no more input.
ExitCode play(Game& game, Input& input) {
  const bool echoes = isatty(STDIN_FILENO) == 0;
  std::cout << game.opening();
  while (!game.over()) {
    std::cout << "> " << std::flush;
    std::string line;
    input.forget_interrupts();
    if (!input.next(line)) {
      std::cout << "\n";
      break;
    }
    if (echoes) std::cout << printable(line) << "\n";
    std::cout << game.answer(line) << std::flush;
  }
  return game.nondeterministic() ? ExitCode::nondeterministic : ExitCode::success;
}

ScheduleFile file_of(const Model& model, const Settings& settings) {
  ScheduleFile file;
  file.program = model.name;
  file.source = settings.source;
  file.parameters = settings.parameters;
  file.options = replayed_options(settings.search);
  return file;
}

/// As messages are to name it: who plays a source file has not called the program made of it.
std::string program_of(const Settings& settings) {
  return settings.source.empty() ? settings.program : "heddle";
}

Game game_of(const Model& model, Settings settings, std::size_t level) {
  Job job = job_of(model, settings);
  return {std::move(job), file_of(model, settings), wants_colour(settings), program_of(settings),
          level};
}

ExitCode play_tutorial(const Settings& settings) {
  std::size_t level = 1;
  if (settings.targets.size() > 1 || !settings.from.empty()) {
    throw UsageError("--tutorial takes the number of a level at most");
  }
  if (!settings.targets.empty()) level = whole_number("tutorial", settings.targets[0]);
  if (level < 1 || level > levels().size()) {
    throw UsageError("the tutorial has levels 1 to " + std::to_string(levels().size()));
  }
  Input input;
  for (; level <= levels().size(); ++level) {
    const Model* model = find_model(levels()[level - 1].model);
    if (model == nullptr) {
      throw Nothing("this program has no built-in models: the tutorial is in heddle itself");
    }
    Game game = game_of(*model, settings, level);
    const ExitCode code = play(game, input);
    if (!game.won()) return code;
    std::cout << "\n";
  }
  std::cout << "That was the last level. `" << settings.program
            << " list` shows programs to go on with.\n";
  return ExitCode::success;
}

/// Goes on as another program, which has the model.
[[noreturn]] void become(const Target& target, const std::string& model, const Settings& settings) {
  std::vector<std::string> command = {foreign_program(target), "explore",
                                      model.empty() ? "*" : model};
  for (std::string& argument : arguments_of(settings)) command.push_back(std::move(argument));
  std::error_code error;
  command.insert(command.end(), {"--color", settings.colour, "--source",
                                 std::filesystem::absolute(target.path, error).string()});
  if (!settings.from.empty()) command.insert(command.end(), {"--from", settings.from});
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::cout.flush();
  execv(arguments[0], arguments.data());
  throw UsageError("`" + target.path + "` cannot be run: " + std::strerror(errno));
}

Target only_target(const Settings& settings) {
  if (settings.targets.empty()) throw UsageError("name a model, a .cpp file or a program");
  const std::vector<Target> targets = targets_of(settings.targets);
  if (targets.size() == 1) return targets[0];
  if (settings.source.empty()) throw UsageError("explore plays one target: name only one");
  std::vector<std::string> names;
  for (const Target& target : targets) names.push_back(target.name());
  throw UsageError("`" + settings.source + "` has several models: choose with --model " +
                   joined(names, ", --model "));
}

}  // namespace

ExitCode explore_command(const Settings& settings) {
  if (settings.tutorial) return play_tutorial(settings);
  Scheduled what{{}, {}, settings};
  if (!settings.from.empty()) what = scheduled_by(settings.from, settings);
  if (settings.from.empty() || !settings.targets.empty()) what.target = only_target(settings);
  const Target& target = what.target;
  if (target.model == nullptr) {
    become(target, settings.from.empty() ? settings.model : what.file.program, settings);
  }
  if (!settings.from.empty() && target.model->name != what.file.program) {
    throw UsageError(settings.from + " is a schedule of " + what.file.program + ", not of " +
                     target.model->name);
  }
  Game game = game_of(*target.model, what.settings, 0);
  if (!settings.from.empty()) game.begin_with(settings.from, what.file.schedule);
  Input input;
  return play(game, input);
}

}  // namespace heddle::tools
