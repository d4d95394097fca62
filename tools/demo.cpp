// heddle demo: a buggy program and its fix.
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/exploring.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_text.hpp"

namespace heddle::tools {
namespace {

struct Demo {
  const char* name;
  const char* buggy;
  const char* fixed;
};
constexpr Demo kDemos[] = {
    {"counter", "counter-unlocked", "counter-locked"},
    {"philosophers", "philosophers-naive", "philosophers-ordered"},
    {"condition", "condition-if", "condition-while"},
    {"notify", "condition-notify-one-of-two-kinds", "condition-notify-all-of-two-kinds"},
};

const Demo& demo_named(const std::string& name) {
  std::vector<std::string> known;
  for (const Demo& demo : kDemos) {
    if (name == demo.name || name == demo.buggy) return demo;
    known.emplace_back(demo.name);
  }
  throw UsageError("no demo is called `" + name + "`; there are: " + joined(known, ", "));
}

ExitCode show(const char* name, const Settings& settings) {
  const Model* model = find_model(name);
  if (model == nullptr) {
    throw Nothing("this program has no built-in models: run the demo of heddle itself");
  }
  Settings own = settings;
  own.search.keep_going = true;
  const Result result = explore_model(*model, own);
  TextStyle style{wants_colour(settings), {}};
  std::cout << report_text(result.report, style) << std::flush;
  return exit_code_of_work(result.report, result.settings.rules);
}

}  // namespace

ExitCode demo_command(const Settings& settings) {
  if (settings.targets.size() > 1) throw UsageError("demo shows one at a time: give one name");
  const Demo& demo = demo_named(settings.targets.empty() ? kDemos[0].name : settings.targets[0]);
  const ExitCode buggy = show(demo.buggy, settings);
  std::cout << "\nThe same with its fix:\n\n";
  const ExitCode fixed = show(demo.fixed, settings);
  std::cout << "\n`heddle list` shows all models, `heddle check " << demo.buggy
            << "` keeps a schedule to replay.\n";
  return combined(buggy, fixed);
}

}  // namespace heddle::tools
