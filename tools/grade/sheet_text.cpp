// The marks for people: what each submission gets and what it fails, and which findings are those
// of several.
#include <algorithm>
#include <cstdio>

#include "heddle/tools/grade/sheet.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools::grade {
namespace {

using Result = CheckMark::Result;

std::string right(std::int64_t number, std::size_t columns) {
  const std::string digits = std::to_string(number);
  return std::string(columns - std::min(columns, digits.size()), ' ') + digits;
}

/// What went wrong before anything was examined: of a compiler's messages the first error.
std::string reason_of(const Mark& mark) {
  const std::size_t error = mark.why.find(" error: ");
  if (mark.state != State::compile_error || error == std::string::npos) {
    return first_line(mark.why);
  }
  const std::size_t begin = mark.why.rfind('\n', error);
  return first_line(mark.why.substr(begin == std::string::npos ? 0 : begin + 1));
}

Colour colour_of(const Mark& mark) {
  if (mark.state != State::examined) return Colour::red;
  return mark.points == mark.of ? Colour::green : Colour::yellow;
}

std::string mark_text(const Mark& mark, std::size_t columns, bool colour, bool brief) {
  const std::string state = mark.state == State::examined ? "" : "   " + state_name(mark.state);
  std::string text = "  " + padded(printable(mark.name), columns) + "  " +
                     coloured(right(mark.points, 5), colour_of(mark), colour) + " of " +
                     std::to_string(mark.of) + state + "\n";
  if (brief) return text;
  if (mark.state != State::examined) return text + labelled("      ", reason_of(mark));
  std::size_t not_tried = 0;
  for (const CheckMark& check : mark.checks) {
    if (check.result == Result::not_tried) ++not_tried;
    if (check.result == Result::passed || check.result == Result::not_tried) continue;
    std::string line = check.name + ": ";
    line += check.result == Result::undecided ? "undecided: " + check.why : check.why;
    if (!check.findings.empty()) line += " (" + joined(check.findings, ", ") + ")";
    text += labelled("    - ", printable(line));
  }
  if (not_tried == 0) return text;
  return text +
         "    - not tried, as they come after these: " + counted(not_tried, "check", "checks") +
         "\n";
}

}  // namespace

std::string sheet_text(const Sheet& sheet, bool colour, bool brief) {
  std::size_t columns = 10;
  for (const Mark& mark : sheet.marks) columns = std::max(columns, width(printable(mark.name)));
  std::string text = printable(sheet.spec.title) + "   " +
                     counted(sheet.marks.size(), "submission", "submissions") + "\n\n";
  for (const Mark& mark : sheet.marks) text += mark_text(mark, columns, colour, brief);
  if (brief) return text;
  const std::vector<Group> groups = groups_of(sheet.marks);
  if (!groups.empty()) text += "\n  findings\n";
  for (const Group& group : groups) {
    const std::string label =
        "    " + padded(counted(group.submissions.size(), "submission", "submissions"), 15) +
        padded(spaced_name(group.kind), 20) + " " + group.id + "  ";
    text += labelled(label, printable(joined(group.submissions, ", ")));
  }
  return text;
}

}  // namespace heddle::tools::grade
