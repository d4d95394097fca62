// Text for people: wrapping, widths, numbers, colours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::tools {

/// No line of a report is wider.
inline constexpr std::size_t kColumns = 100;

/// `text` without control characters: what a program prints must not steer the terminal.
std::string printable(std::string_view text);
/// Columns that `text` takes on a terminal: its code points.
std::size_t width(std::string_view text);
/// `text` and blanks up to `columns`.
std::string padded(std::string text, std::size_t columns);
/// `text` in lines of at most `columns`, broken at blanks, inside a word only where it must be.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);
/// `text` wrapped behind `label`, later lines indented as far as the first.
std::string labelled(const std::string& label, std::string_view text);

/// What `text` says before its first line end.
std::string first_line(std::string_view text);

/// "12,345".
std::string with_commas(std::uint64_t number);
/// "1 step", "2 steps".
std::string counted(std::uint64_t number, const std::string& noun, const std::string& nouns);
/// "0.3 ms", "1.2 s", "3 min 20 s".
std::string spoken_seconds(double seconds);
/// `text` so that a shell reads it as one word.
std::string quoted(const std::string& text);

enum class Colour { none, red, green, yellow, cyan, bold, faint };
/// `text` in a colour where `on`.
std::string coloured(const std::string& text, Colour colour, bool on);

}  // namespace heddle::tools
