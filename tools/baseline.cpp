#include "heddle/tools/baseline.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <regex>
#include <sstream>
#include <toml.hpp>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

using TomlTable = toml::value;

[[noreturn]] void malformed(const std::string& path, std::size_t line, const std::string& what) {
  throw UsageError(path + ":" + std::to_string(line) + ": " + what);
}

/// The first line of what the TOML library says, without the names of its functions.
std::string reason_of(const toml::exception& error) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  static const std::regex kAround(R"(^\[error\] *(toml::[^ ]*: *)?|\.$)");
  return std::regex_replace(text, kAround, "");
}

/// The line that the TOML library shows last, which is where it stopped. What `location()` says of
/// dates is another one.
std::size_t line_of(const toml::exception& error) {
  static const std::regex kShown(R"(\n *([0-9]+) \|)");
  const std::string text = error.what();
  std::size_t line = error.location().line();
  for (std::sregex_iterator i(text.begin(), text.end(), kShown), end; i != end; ++i) {
    line = std::stoul((*i)[1]);
  }
  return line;
}

toml::value parsed(const std::string& path, std::string_view text) {
  std::istringstream in{std::string(text)};
  try {
    return toml::parse(in, path);
  } catch (const toml::exception& error) {
    malformed(path, line_of(error), printable(reason_of(error)));
  } catch (const std::exception& error) {  // bytes that are no UTF-8, for one
    malformed(path, 1, std::string("this is no TOML: ") + error.what());
  }
}

std::size_t line_of(const toml::value& value) { return value.location().line(); }

/// The text `name` of an entry; nothing where it is absent. Throws UsageError for no or empty text.
std::optional<std::string> text_of(const std::string& path, const TomlTable& entry,
                                   const char* name) {
  if (!entry.contains(name)) return std::nullopt;
  const toml::value& value = entry.at(name);
  if (!value.is_string() || value.as_string().str.empty()) {
    malformed(path, line_of(value), std::string("`") + name + "` is a text, and not an empty one");
  }
  return value.as_string().str;
}

std::string required_text(const std::string& path, const TomlTable& entry, const char* name) {
  if (const auto text = text_of(path, entry, name)) return *text;
  malformed(path, line_of(entry), std::string("the finding has no `") + name + "`");
}

std::optional<Date> date_from(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int end = 0;
  const int read = std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &end);
  const Date date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  const bool good = read == 3 && text.size() == 10 && end == 10 && date.ok();
  return good ? std::optional(date) : std::nullopt;
}

Date expiry_of(const std::string& path, const TomlTable& entry) {
  if (!entry.contains("expires")) {
    malformed(path, line_of(entry), "the finding has no `expires`");
  }
  const toml::value& value = entry.at("expires");
  std::optional<Date> date;
  if (value.is_local_date()) {
    const toml::local_date& day = value.as_local_date();
    const Date read{std::chrono::year(day.year),
                    std::chrono::month(static_cast<unsigned>(day.month) + 1),
                    std::chrono::day(static_cast<unsigned>(day.day))};
    if (read.ok()) date = read;
  } else if (value.is_string()) {
    date = date_from(value.as_string().str);
  }
  if (!date) malformed(path, line_of(value), "`expires` is a date such as 2026-12-31");
  return *date;
}

void refuse_others(const std::string& path, const TomlTable& table,
                   const std::vector<std::string>& names) {
  for (const auto& [name, value] : table.as_table()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    malformed(path, line_of(value),
              "there is no `" + printable(name) + "` here, only: " + joined(names, ", "));
  }
}

bool names_target(const std::string& pattern, const std::string& target) {
  return pattern.empty() || pattern == target ||
         (is_glob(pattern) && matches_glob(pattern, target));
}

}  // namespace

Date today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

std::string date_text(Date date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

Baseline::Baseline(std::string path, std::string_view text) : path_(std::move(path)) {
  const toml::value root = parsed(path_, text);
  refuse_others(path_, root, {"finding"});
  if (!root.contains("finding")) return;
  const toml::value& findings = root.at("finding");
  if (!findings.is_array())
    malformed(path_, line_of(findings), "a finding begins with [[finding]]");
  static const std::regex kId("[A-Z]{2}-[0-9a-f]{6}");
  for (const toml::value& table : findings.as_array()) {
    if (!table.is_table()) malformed(path_, line_of(table), "a finding begins with [[finding]]");
    refuse_others(path_, table, {"id", "target", "owner", "expires", "reason"});
    Entry entry;
    entry.line = line_of(table);
    entry.id = required_text(path_, table, "id");
    if (!std::regex_match(entry.id, kId)) {
      malformed(path_, line_of(table.at("id")),
                "`" + printable(entry.id) + "` is no id of a finding, such as DR-426bd9");
    }
    entry.target = text_of(path_, table, "target").value_or("");
    entry.known.owner = required_text(path_, table, "owner");
    entry.expires = expiry_of(path_, table);
    entry.known.expires = date_text(entry.expires);
    entry.known.reason = required_text(path_, table, "reason");
    for (const Entry& other : entries_) {
      if (other.id != entry.id || other.target != entry.target) continue;
      malformed(path_, entry.line, entry.id + " is already in line " + std::to_string(other.line));
    }
    entries_.push_back(std::move(entry));
  }
}

bool Baseline::excuse(Report& report, Date now) {
  bool any = false;
  for (Entry& entry : entries_) {
    if (!names_target(entry.target, report.target)) continue;
    entry.seen = true;
    for (Finding& finding : report.findings) {
      if (finding.id != entry.id) continue;
      entry.met = true;
      if (now > entry.expires) continue;
      finding.known = entry.known;
      any = true;
    }
  }
  return any;
}

std::vector<std::string> Baseline::remarks(Date now) const {
  std::vector<std::string> all;
  for (const Entry& entry : entries_) {
    const std::string place =
        path_ + ":" + std::to_string(entry.line) + ": " + entry.id + " of " + entry.known.owner;
    if (now > entry.expires) {
      all.push_back(place + " expired on " + entry.known.expires +
                    (entry.met ? ", and it is found again" : "") + ": renew or remove the entry");
    } else if (entry.seen && !entry.met) {
      all.push_back(place + " is not found any more: remove the entry");
    }
  }
  return all;
}

}  // namespace heddle::tools
