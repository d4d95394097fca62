#include "heddle/tools/command_line.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <span>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/version.hpp"
#include "heddle/tools/command_options.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/completion.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/names.hpp"

namespace heddle::tools {
namespace {

ExitCode completion_command(const Settings& settings) {
  std::cout << completion_script(settings.targets.front(), settings.program);
  return ExitCode::success;
}

struct Command {
  const char* name;
  const char* what;
  const char* example;
  unsigned options;  ///< groups of command_options.hpp
  ExitCode (*run)(const Settings&);
};

constexpr Command kCommands[] = {
    {"demo", "show a buggy program, and its fix, in under a second",
     "heddle demo\n  heddle demo philosophers", kDemoName, demo_command},
    {"list", "the models that this program knows", "heddle list\n  heddle list 'condition-*'",
     kPatterns | kListJson, list_command},
    {"check", "explore targets: models by name or glob, .cpp files, programs with models",
     "heddle check counter-unlocked --keep-going\n  heddle check mine.cpp --json report.json\n"
     "  heddle check '*' --expected",
     kTargets | kSearch | kParameters | kGate | kSchedules | kJson | kWriters, check_command},
    {"replay", "run exactly one schedule: .sched files, or a target and --schedule TEXT",
     "heddle replay heddle-schedules/DR-7f3a12.sched\n"
     "  heddle replay counter-unlocked --schedule 'main,main.1;0,1*3;5f09a3b2'",
     kReplayed | kSearch | kParameters | kJson | kWriters, replay_command},
    {"explore", "you are the scheduler: choose who goes, take steps back, search from there",
     "heddle explore philosophers-naive\n"
     "  heddle explore counter-unlocked --from heddle-schedules/DR-7f3a12.sched\n"
     "  heddle explore --tutorial",
     kExplored | kSearch | kParameters, explore_command},
    {"outcomes", "the distinct results over all interleavings, with a schedule for each",
     "heddle outcomes counter-unlocked", kTargets | kSearch | kParameters | kInconclusive | kJson,
     outcomes_command},
    {"estimate", "how large an exhaustive search is likely to be, by random probes",
     "heddle estimate philosophers", kTargets | kSearch | kParameters | kInconclusive | kJson,
     estimate_command},
    {"grade", "mark homework: compile and explore what is handed in, in a sandbox",
     "heddle grade --spec spec.toml --submission submissions/ --csv marks.csv\n"
     "  heddle grade --spec spec.toml --submission alice.cpp --gradescope results.json\n"
     "  heddle grade --spec spec.toml --self-test",
     kGraded, grade_command},
    {"report", "show or convert reports that `check --json FILE` has stored",
     "heddle report report.json\n  heddle report part1.json part2.json --junit junit.xml",
     kStored | kInconclusive | kJson | kWriters, report_command},
    {"completion", "a script that completes commands, options and models in bash or zsh",
     "eval \"$(heddle completion bash)\"", kShell, completion_command},
};

void set_up_log(const Settings& settings) {
  auto log = spdlog::stderr_logger_st("heddle");
  log->set_pattern("heddle: %v");
  spdlog::set_default_logger(log);
  spdlog::set_level(settings.verbose == 0   ? spdlog::level::warn
                    : settings.verbose == 1 ? spdlog::level::info
                                            : spdlog::level::debug);
}

ExitCode run(const Command& command, const Settings& settings) {
  set_up_log(settings);
  watch_interrupts();
  try {
    const ExitCode code = command.run(settings);
    std::cout.flush();
    if (!std::cout) throw UsageError("cannot write to standard output");
    return code;
  } catch (const UsageError& error) {
    complain(error.what());
    return ExitCode::usage;
  } catch (const Nothing& nothing) {
    complain(nothing.what());
    return ExitCode::nothing;
  } catch (const Departed& departed) {
    complain(departed.what());
    return ExitCode::nondeterministic;
  } catch (const Interrupted& interrupted) {
    complain(interrupted.what());
    return ExitCode::inconclusive;
  } catch (const std::exception& error) {
    complain("internal error: " + std::string(error.what()) + "\n  heddle " +
             std::string(kVersion) + "; please report it with the command line and the program");
    return ExitCode::internal;
  }
}

/// What CLI11 says of a wrong command line, in our words.
int complain_of(const CLI::ParseError& error, const CLI::App& app) {
  std::vector<std::string> names;
  const CLI::App* at = &app;
  for (const CLI::App* sub : app.get_subcommands()) at = sub;
  for (const CLI::Option* option : at->get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  if (at == &app) {
    for (const Command& command : kCommands) names.emplace_back(command.name);
  }
  std::string message = error.what();
  if (at == &app && app.get_subcommands().empty()) {
    message = "name a command: " + joined(names, ", ");
  }
  const std::vector<std::string> extra = at->remaining(true);
  if (!extra.empty()) {
    const std::string wrong = extra.front().substr(0, extra.front().find('='));
    message =
        (at == &app ? "there is no command or option `" : "there is no option `") + wrong + "`";
    const std::vector<std::string> near = near_names(wrong, names);
    if (!near.empty()) message += "; near names: " + joined(near, ", ");
  }
  complain(message + " (`" + (at == &app ? "heddle" : "heddle " + at->get_name()) +
           " --help` shows what there is)");
  return static_cast<int>(ExitCode::usage);
}

/// `heddle` where it was found by its name, else the path as it was typed.
std::string program_name(const char* typed) {
  const std::string name = typed == nullptr ? "heddle" : typed;
  return name.find('/') == std::string::npos || name.ends_with("/heddle") ? "heddle" : name;
}

}  // namespace

void complain(const std::string& message) {
  std::cout.flush();
  std::cerr << "heddle: " << message << std::endl;
}

bool wants_colour(const Settings& settings) {
  if (settings.colour != "auto") return settings.colour == "always";
  const char* none = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (none != nullptr && *none != '\0') return false;
  return isatty(STDOUT_FILENO) != 0 && terminal != nullptr && std::string(terminal) != "dumb";
}

int run_command_line(int argc, const char* const* argv) {
  Settings settings;
  settings.program = program_name(argc > 0 ? argv[0] : nullptr);
  CLI::App app{
      "heddle: runs a concurrent program in every order that matters, and explains what "
      "it finds",
      "heddle"};
  app.set_version_flag("--version", "heddle " + std::string(kVersion));
  app.require_subcommand(1);
  app.footer(
      "Example:\n  heddle demo\n\nExit codes: 0 no error found, 1 error found, 2 usage, "
      "3 internal error,\n4 inconclusive, 5 nothing to explore, 6 nondeterministic program.");
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(command.name, command.what);
    sub->footer(std::string("Example:\n  ") + command.example);
    add_options(*sub, command.options, settings);
  }
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    for (const std::string& word : completions(app, {argv + 2, argv + argc})) {
      std::cout << word << '\n';
    }
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain_of(error, app);
  } catch (const UsageError& error) {
    complain(error.what());
    return static_cast<int>(ExitCode::usage);
  }
  for (const Command& command : kCommands) {
    if (app.got_subcommand(command.name)) return static_cast<int>(run(command, settings));
  }
  return static_cast<int>(ExitCode::usage);
}

}  // namespace heddle::tools
