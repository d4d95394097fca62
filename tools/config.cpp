#include "heddle/tools/config.hpp"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/toml_file.hpp"

namespace heddle::tools {
namespace {

/// Those that have tables; others have none.
const std::vector<std::string> kTabled = {"check", "outcomes", "estimate"};

/// The option that a key names; null: none does.
CLI::Option* option_named(CLI::App& command, const std::string& key) {
  if (key == "targets") return command.get_option_no_throw("TARGET");
  if (key == "parameters") return command.get_option_no_throw("-p");
  if (key == "config" || key == "help") return nullptr;
  return command.get_option_no_throw("--" + key);
}

std::vector<std::string> keys_of(const CLI::App& command) {
  std::vector<std::string> keys = {"targets", "parameters"};
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) keys.push_back(name);
  }
  std::erase(keys, "config");
  std::erase(keys, "help");
  return keys;
}

/// One value as it would be written on the command line.
std::string text_of(const std::string& path, const toml::value& value) {
  if (value.is_string()) return value.as_string().str;
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
  if (value.is_floating()) {
    std::ostringstream text;
    text << value.as_floating();
    return text.str();
  }
  malformed(path, line_of(value), "a value is a text, a number, true or false, or a list of these");
}

std::vector<std::string> texts_of(const std::string& path, const std::string& key,
                                  const toml::value& value) {
  std::vector<std::string> texts;
  if (key == "parameters") {
    if (!value.is_table()) {
      malformed(path, line_of(value), "`parameters` is a table such as { n = 4 }");
    }
    for (const auto& [name, one] : value.as_table()) {
      texts.push_back(name + "=" + text_of(path, one));
    }
  } else if (value.is_array()) {
    for (const toml::value& one : value.as_array()) texts.push_back(text_of(path, one));
  } else {
    texts.push_back(text_of(path, value));
  }
  return texts;
}

void take(CLI::App& command, const std::string& path, const std::string& key,
          const toml::value& value) {
  CLI::Option* option = option_named(command, key);
  if (option == nullptr) {
    const std::vector<std::string> near = near_names(key, keys_of(command));
    malformed(path, line_of(value),
              "`heddle " + command.get_name() + "` has no option `" + printable(key) + "`" +
                  (near.empty() ? ": its --help shows what there is"
                                : "; near names: " + joined(near, ", ")));
  }
  if (option->count() > 0 && key != "parameters") return;
  const bool flag = option->get_items_expected_max() == 0;
  if (flag && !value.is_boolean()) {
    malformed(path, line_of(value), "`" + key + "` is true or false");
  }
  if (flag && !value.as_boolean()) return;
  const std::vector<std::string> given = option->results();
  for (const std::string& text : texts_of(path, key, value)) {
    const std::string name = text.substr(0, text.find('=') + 1);
    const bool known = std::any_of(given.begin(), given.end(), [&](const std::string& other) {
      return other.starts_with(name);
    });
    if (given.empty() || !known) option->add_result(text);
  }
  if (option->count() == 0) return;
  try {
    option->run_callback();
  } catch (const UsageError& error) {
    malformed(path, line_of(value), error.what());
  } catch (const CLI::Error& error) {
    malformed(path, line_of(value), "`" + key + "`: " + error.what());
  }
}

}  // namespace

void take_config(CLI::App& command, const std::string& path) {
  const toml::value file = toml_of(path, read_file(path));
  const TomlTable tables(path, file, "the file", kTabled);
  if (!tables.has(command.get_name().c_str())) return;
  const toml::value& own = tables.at(command.get_name().c_str());
  if (!own.is_table()) {
    malformed(path, line_of(own), "`" + command.get_name() + "` is a table of options");
  }
  // In the order in which the command line is taken, wherever they stand: some options change what
  // others have said.
  const std::vector<const CLI::Option*> options =
      std::as_const(command).get_options([](const CLI::Option*) { return true; });
  std::vector<std::pair<std::ptrdiff_t, std::string>> keys;
  for (const auto& [key, value] : own.as_table()) {
    const auto place = std::find(options.begin(), options.end(), option_named(command, key));
    keys.emplace_back(place - options.begin(), key);
  }
  std::sort(keys.begin(), keys.end());
  for (const auto& [place, key] : keys) take(command, path, key, own.at(key));
}

}  // namespace heddle::tools
