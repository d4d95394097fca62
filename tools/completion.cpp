#include "heddle/tools/completion.hpp"

#include <algorithm>
#include <sstream>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/model.hpp"

namespace heddle::tools {
namespace {

/// The values of an option whose form lists them: "free|virtual".
std::vector<std::string> values_of(const CLI::Option& option) {
  std::vector<std::string> values;
  std::istringstream form(option.get_type_name());
  for (std::string value; std::getline(form, value, '|');) values.push_back(value);
  if (values.size() < 2) values.clear();
  std::erase_if(values, [](const std::string& value) {  // "STEP|last": what users fill in
    return value.front() >= 'A' && value.front() <= 'Z';
  });
  return values;
}

bool takes_value(const CLI::Option* option) {
  return option != nullptr && !option->get_positional() && option->get_items_expected_max() > 0;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (!option->get_group().empty()) names.push_back("--" + name);
    }
  }
  return names;
}

/// All that could stand in the place of the last word.
std::vector<std::string> candidates(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.size() < 2) {
    std::vector<std::string> names = options_of(app);
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    return names;
  }
  const std::vector<const CLI::App*> called = app.get_subcommands(
      [&words](const CLI::App* command) { return command->get_name() == words.front(); });
  if (called.empty()) return {};
  const CLI::App* command = called.front();
  const std::string& before = words[words.size() - 2];
  const CLI::Option* option =
      before.starts_with('-') ? command->get_option_no_throw(before) : nullptr;
  if (takes_value(option)) return values_of(*option);
  if (words.back().starts_with('-')) return options_of(*command);
  std::vector<std::string> names;
  if (command->get_option_no_throw("TARGET") != nullptr || command->get_name() == "list") {
    for (const Model& model : models()) names.push_back(model.name);
  }
  return names;
}

}  // namespace

std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words) {
  std::vector<std::string> all = candidates(app, words);
  const std::string begun = words.empty() ? "" : words.back();
  std::erase_if(all, [&](const std::string& name) { return !name.starts_with(begun); });
  std::sort(all.begin(), all.end());
  return all;
}

std::string completion_script(const std::string& shell, const std::string& program) {
  if (shell != "bash" && shell != "zsh") {
    throw UsageError("there are completions for bash and zsh, not for `" + shell + "`");
  }
  std::string script;
  if (shell == "zsh") script = "autoload -U +X bashcompinit && bashcompinit\n";
  return script + R"(_heddle() {
  local IFS=$'\n'
  COMPREPLY=($("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _heddle )" +
         program + "\n";
}

}  // namespace heddle::tools
