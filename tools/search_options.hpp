// The options of a search, described once: the command line, schedule files, the models' table and
// programs that are run on behalf of `check` all read and write them through this table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heddle/checker/options.hpp"

namespace heddle::tools {

struct SearchOption {
  const char* name;  ///< "max-steps"
  const char* form;  ///< "N", "free|virtual"; empty: a flag
  const char* help;
  /// A replay needs the same value.
  bool replayed;
  /// Throws UsageError when `value` is none of its form.
  void (*set)(Options& options, const std::string& value);
  std::string (*get)(const Options& options);
};

std::span<const SearchOption> search_options();

/// Sets the option that `name` names. Throws UsageError, also for an unknown name.
void set_search_option(Options& options, std::string_view name, const std::string& value);

/// Options that a replay needs and that differ from the defaults: pairs of name and value.
std::vector<std::pair<std::string, std::string>> replayed_options(const Options& options);

/// A whole number that is not negative. Throws UsageError that names the option.
std::uint64_t whole_number(std::string_view option, const std::string& text);
/// Seconds: "90s", "500ms", "2m", "1h", "1.5". Throws UsageError that names the option.
double duration(std::string_view option, const std::string& text);

}  // namespace heddle::tools
