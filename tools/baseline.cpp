#include "heddle/tools/baseline.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <regex>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/toml_file.hpp"

namespace heddle::tools {
namespace {

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

Date expiry_of(const TomlTable& entry) {
  if (!entry.has("expires")) entry.refuse(nullptr, "the finding has no `expires`");
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
  if (!date) entry.refuse("expires", "`expires` is a date such as 2026-12-31");
  return *date;
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
  const toml::value root = toml_of(path_, text);
  static const std::regex kId("[A-Z]{2}-[0-9a-f]{6}");
  for (const toml::value& one :
       TomlTable(path_, root, "the baseline", {"finding"}).tables("finding")) {
    const TomlTable table(path_, one, "the finding",
                          {"id", "target", "owner", "expires", "reason"});
    Entry entry;
    entry.line = table.line();
    entry.id = table.required_text("id");
    if (!std::regex_match(entry.id, kId)) {
      table.refuse("id", "`" + printable(entry.id) + "` is no id of a finding, such as DR-426bd9");
    }
    entry.target = table.text("target").value_or("");
    entry.known.owner = table.required_text("owner");
    entry.expires = expiry_of(table);
    entry.known.expires = date_text(entry.expires);
    entry.known.reason = table.required_text("reason");
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
