#include "heddle/tools/toml_file.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

/// The first line of what the TOML library says, without the names of its functions.
std::string reason_of(const toml::exception& error) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  static const std::regex kAround(R"(^\[error\] *(toml::[^ ]*: *)?|\.$)");
  return std::regex_replace(text, kAround, "");
}

/// The line that the TOML library shows last, which is where it stopped. What `location()` says of
/// dates is another one.
std::size_t line_of_error(const toml::exception& error) {
  static const std::regex kShown(R"(\n *([0-9]+) \|)");
  const std::string text = error.what();
  std::size_t line = error.location().line();
  for (std::sregex_iterator i(text.begin(), text.end(), kShown), end; i != end; ++i) {
    line = std::stoul((*i)[1]);
  }
  return line;
}

/// "near names: a, b" of those there are, or all of them.
std::string instead_of(const std::string& wrong, const std::vector<std::string>& names) {
  const std::vector<std::string> near = near_names(wrong, names);
  return near.empty() ? ", only: " + joined(names, ", ") : "; near names: " + joined(near, ", ");
}

}  // namespace

void malformed(const std::string& path, std::size_t line, const std::string& what) {
  throw UsageError(path + ":" + std::to_string(line) + ": " + what);
}

toml::value toml_of(const std::string& path, std::string_view text) {
  std::istringstream in{std::string(text)};
  try {
    return toml::parse(in, path);
  } catch (const toml::exception& error) {
    malformed(path, line_of_error(error), printable(reason_of(error)));
  } catch (const std::exception& error) {  // bytes that are no UTF-8, for one
    malformed(path, 1, std::string("this is no TOML: ") + error.what());
  }
}

std::size_t line_of(const toml::value& value) { return value.location().line(); }

TomlTable::TomlTable(std::string path, const toml::value& value, std::string what,
                     const std::vector<std::string>& names)
    : path_(std::move(path)), value_(value), what_(std::move(what)) {
  if (!value.is_table()) malformed(path_, line_of(value), what_ + " is a table");
  // In the order of the file, which a table does not keep.
  const toml::value* first = nullptr;
  std::string wrong;
  for (const auto& [name, member] : value.as_table()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (first != nullptr && line_of(*first) <= line_of(member)) continue;
    first = &member;
    wrong = name;
  }
  if (first == nullptr) return;
  malformed(path_, line_of(*first),
            "there is no `" + printable(wrong) + "` here" + instead_of(wrong, names));
}

std::size_t TomlTable::line(const char* name) const {
  return line_of(name != nullptr && has(name) ? at(name) : value_);
}

void TomlTable::refuse(const char* name, const std::string& what) const {
  malformed(path_, line(name), what);
}

std::optional<std::string> TomlTable::text(const char* name) const {
  if (!has(name)) return std::nullopt;
  if (!at(name).is_string() || at(name).as_string().str.empty()) {
    refuse(name, std::string("`") + name + "` is a text, and not an empty one");
  }
  return at(name).as_string().str;
}

std::optional<std::int64_t> TomlTable::number(const char* name, std::int64_t least) const {
  if (!has(name)) return std::nullopt;
  if (!at(name).is_integer() || at(name).as_integer() < least) {
    refuse(name,
           std::string("`") + name + "` is a whole number, and at least " + std::to_string(least));
  }
  return at(name).as_integer();
}

std::vector<std::string> TomlTable::texts(const char* name) const {
  std::vector<std::string> all;
  if (!has(name)) return all;
  if (!at(name).is_array()) refuse(name, std::string("`") + name + "` is an array of texts");
  for (const toml::value& one : at(name).as_array()) {
    if (!one.is_string()) refuse(name, std::string("`") + name + "` is an array of texts");
    all.push_back(one.as_string().str);
  }
  return all;
}

std::string TomlTable::required_text(const char* name) const {
  if (const auto found = text(name)) return *found;
  malformed(path_, line(), what_ + " has no `" + name + "`");
}

std::vector<toml::value> TomlTable::tables(const char* name) const {
  if (!has(name)) return {};
  const std::string begin = "[[" + std::string(name) + "]]";
  if (!at(name).is_array()) refuse(name, std::string("a ") + name + " begins with " + begin);
  std::vector<toml::value> all;
  for (const toml::value& one : at(name).as_array()) {
    if (!one.is_table()) {
      malformed(path_, line_of(one), std::string("a ") + name + " begins with " + begin);
    }
    all.push_back(one);
  }
  return all;
}

}  // namespace heddle::tools
