#include "heddle/tools/text_layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace heddle::tools {
namespace {

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }

/// The bytes of the first `columns` code points.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (begins_code_point(text[at]) && columns-- == 0) break;
  }
  return at;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\t') {
      clean += c == '\n' ? "\\n" : "  ";
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      clean += escape;
    } else {
      clean += c;
    }
  }
  return clean;
}

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t now = width(text);
  if (now < columns) text.append(columns - now, ' ');
  return text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  columns = std::max<std::size_t>(columns, 1);
  while (width(text) > columns) {
    const std::size_t limit = bytes_of(text, columns);
    std::size_t cut = text.rfind(' ', limit);
    const bool broken = cut == std::string_view::npos || cut == 0;
    if (broken) cut = limit;
    const std::size_t end = broken ? cut : text.find_last_not_of(' ', cut) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(broken ? cut : cut + 1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string labelled(const std::string& label, std::string_view text) {
  std::string all;
  for (const std::string& line : wrapped(text, kColumns - width(label))) {
    all += (all.empty() ? label : std::string(width(label), ' ')) + line + "\n";
  }
  return all;
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, const std::string& noun, const std::string& nouns) {
  return with_commas(number) + " " + (number == 1 ? noun : nouns);
}

std::string spoken_seconds(double seconds) {
  char text[64];
  if (seconds < 0.9995) {
    const double ms = seconds * 1000;
    std::snprintf(text, sizeof text, ms < 9.95 ? "%.1f ms" : "%.0f ms", ms);
  } else if (seconds < 59.95) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    const long all = std::lround(seconds);
    std::snprintf(text, sizeof text, "%ld min %ld s", all / 60, all % 60);
  }
  return text;
}

std::string quoted(const std::string& text) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=+@%";
  if (!text.empty() && text.find_first_not_of(kHarmless) == std::string::npos) return text;
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'') {
      safe += "'\\''";
    } else {
      safe += c;
    }
  }
  return safe + "'";
}

std::string coloured(const std::string& text, Colour colour, bool on) {
  if (!on || text.empty() || colour == Colour::none) return text;
  const char* code = "";
  switch (colour) {
    case Colour::none: break;
    case Colour::red: code = "1;31"; break;
    case Colour::green: code = "1;32"; break;
    case Colour::yellow: code = "1;33"; break;
    case Colour::cyan: code = "36"; break;
    case Colour::bold: code = "1"; break;
    case Colour::faint: code = "2"; break;
  }
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

}  // namespace heddle::tools
