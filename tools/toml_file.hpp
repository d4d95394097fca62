// Files in TOML, and what is wrong with them: "path:line: what".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <toml.hpp>
#include <vector>

namespace heddle::tools {

/// Throws UsageError "path:line: what".
[[noreturn]] void malformed(const std::string& path, std::size_t line, const std::string& what);

/// Reads TOML. Throws UsageError that names the line.
toml::value toml_of(const std::string& path, std::string_view text);

std::size_t line_of(const toml::value& value);

/// One table of a file: its members, each with its line in messages.
class TomlTable {
 public:
  /// Throws UsageError unless `value` is a table with members of `names` alone; `what` says what it
  /// is: "the check".
  TomlTable(std::string path, const toml::value& value, std::string what,
            const std::vector<std::string>& names);

  [[nodiscard]] bool has(const char* name) const { return value_.contains(name); }
  [[nodiscard]] const toml::value& at(const char* name) const { return value_.at(name); }
  /// The line of a member, or of the table where it is absent.
  [[nodiscard]] std::size_t line(const char* name = nullptr) const;
  [[noreturn]] void refuse(const char* name, const std::string& what) const;

  /// Each throws UsageError for another type; an absent member is nothing.
  [[nodiscard]] std::optional<std::string> text(const char* name) const;
  /// At least `least`.
  [[nodiscard]] std::optional<std::int64_t> number(const char* name, std::int64_t least) const;
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;

  /// The same; throws UsageError where it is absent.
  [[nodiscard]] std::string required_text(const char* name) const;

  /// The tables of `[[name]]`, or nothing.
  [[nodiscard]] std::vector<toml::value> tables(const char* name) const;

 private:
  std::string path_;
  const toml::value& value_;
  std::string what_;
};

}  // namespace heddle::tools
