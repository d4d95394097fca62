// Names that users type: globs, and suggestions for names that do not exist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::tools {

/// Whether `text` has one of * ? [.
bool is_glob(std::string_view text);
bool matches_glob(const std::string& glob, const std::string& name);

/// Insertions, deletions, replacements and swaps of neighbours that make `b` out of `a`.
/// Time and space: product of the lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// At most three of `names` that `wanted` may have meant, nearest first.
std::vector<std::string> near_names(const std::string& wanted,
                                    const std::vector<std::string>& names);

std::string joined(const std::vector<std::string>& parts, const std::string& separator);

}  // namespace heddle::tools
