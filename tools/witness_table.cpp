#include "heddle/tools/witness_table.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <vector>

#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t kNarrowest = 10;     ///< a column of a thread
constexpr std::size_t kWidestPlace = 36;   ///< file:line
constexpr std::size_t kAll = 160;          ///< events up to which none is left out
constexpr std::size_t kLongestRound = 40;  ///< steps that repeat
constexpr std::size_t kRounds = 5;         ///< so often or more, for the run to be folded
constexpr std::size_t kFirst = 40;
constexpr std::size_t kLast = 80;
constexpr std::size_t kAround = 3;  ///< events shown beside a decisive one

/// Without its middle, if there is no room for all of it.
std::string shortened(const std::string& text, std::size_t room) {
  if (width(text) <= room) return text;
  if (room < 6 || width(text) < text.size()) return wrapped(text, room).front();
  const std::size_t end = (room - 2) / 2;
  return text.substr(0, room - 2 - end) + ".." + text.substr(text.size() - end);
}

std::string place_of(const ReportEvent& event) {
  if (event.file.empty()) return {};
  const std::size_t slash = event.file.rfind('/');
  const std::string name = slash == std::string::npos ? event.file : event.file.substr(slash + 1);
  const std::string line = ":" + std::to_string(event.line);
  return shortened(printable(name), kWidestPlace - line.size()) + line;
}

/// A thread's name in lines of its column: "Process-1/" and below it "MainThread".
std::vector<std::string> heading_of(const std::string& thread, std::size_t room) {
  const std::string name = printable(thread);
  const std::size_t slash = name.find('/');
  if (width(name) <= room || slash == std::string::npos) return wrapped(name, room);
  std::vector<std::string> lines = wrapped(name.substr(0, slash + 1), room);
  for (std::string& line : wrapped(name.substr(slash + 1), room)) lines.push_back(std::move(line));
  return lines;
}

std::string words_of(const ReportEvent& event) {
  std::string text = printable(event.text);
  if (!event.note.empty()) text += " (" + printable(event.note) + ")";
  return text;
}

class Table {
 public:
  Table(const Finding& finding, bool colour)
      : finding_(finding), colour_(colour), threads_(finding.columns) {
    for (const ReportEvent& event : finding.events) column_of(event.thread);
    measure();
  }

  std::string text() {
    header();
    const std::vector<bool> shown = choose_events();
    const std::size_t round = repetition().length;
    int preemption = 0;
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < finding_.events.size(); ++i) {
      preemption += finding_.events[i].preemption ? 1 : 0;
      if (!shown[i]) {
        ++left_out;
        continue;
      }
      if (left_out > 0) skipped(left_out, round);
      left_out = 0;
      row(finding_.events[i], preemption);
    }
    if (left_out > 0 && ends_before_the_program()) {
      text_ += std::string(left_, ' ') + "... " + counted(left_out, "more step", "more steps") +
               " until the program ends; --json has all\n";
    } else if (left_out > 0) {
      skipped(left_out, round);
    }
    return text_;
  }

 private:
  std::size_t column_of(const std::string& thread) {
    const auto found = std::find(threads_.begin(), threads_.end(), thread);
    if (found != threads_.end()) return static_cast<std::size_t>(found - threads_.begin());
    threads_.push_back(thread);
    return threads_.size() - 1;
  }

  /// Where everything stands.
  void measure() {
    std::vector<std::size_t> widths;
    for (const std::string& thread : threads_) widths.push_back(width(printable(thread)) + 2);
    std::size_t longest_step = 3;
    for (const ReportEvent& event : finding_.events) {
      std::size_t& column = widths[column_of(event.thread)];
      column = std::max(column, width(words_of(event)) + 2);
      places_ = std::max(places_, width(place_of(event)));
      longest_step = std::max(longest_step, std::to_string(event.step).size());
    }
    steps_ = longest_step;
    left_ = 3 + steps_ + 2;
    area_ = kColumns - left_ - places_ - 1;
    const std::size_t wish = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
    const std::size_t note = finding_.preemptions > 0 ? 26 : 0;
    if (wish + note <= area_) {
      area_ = wish;  // a narrow table; notes on preemptions find room
    } else if (wish > area_) {
      narrow(widths);
    }
    std::size_t start = 0;
    for (const std::size_t column : widths) {
      starts_.push_back(start);
      start += column;
    }
    starts_.push_back(area_);
  }

  /// Makes the widest columns narrower until all fit; with too many threads, one column for all.
  void narrow(std::vector<std::size_t>& widths) {
    const auto sum = [&widths](std::size_t cap) {
      std::size_t all = 0;
      for (const std::size_t column : widths) all += std::min(column, cap);
      return all;
    };
    std::size_t cap = area_;
    while (cap > kNarrowest && sum(cap) > area_) --cap;
    if (sum(cap) <= area_) {
      for (std::size_t& column : widths) column = std::min(column, cap);
      return;
    }
    one_column_ = true;
    std::size_t names = 6;
    for (const std::string& thread : threads_) names = std::max(names, width(thread) + 2);
    widths = {std::min<std::size_t>(names, 30), 0};
  }

  void header() {
    std::string line = padded("  " + std::string(steps_ - 3, ' ') + "step", left_);
    if (one_column_) {
      text_ += coloured(line + "thread", Colour::bold, colour_) + "\n";
      return;
    }
    std::vector<std::vector<std::string>> names;
    std::size_t lines = 1;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      const std::size_t room = starts_[i + 1] - starts_[i];
      names.push_back(heading_of(threads_[i], std::max<std::size_t>(room, 3) - 2));
      lines = std::max(lines, names.back().size());
    }
    for (std::size_t row = 0; row < lines; ++row) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (row < names[i].size()) line = padded(line, left_ + starts_[i]) + names[i][row];
      }
      text_ += coloured(line, Colour::bold, colour_) + "\n";
      line.clear();
    }
  }

  void row(const ReportEvent& event, int preemption) {
    const std::string step = std::to_string(event.step);
    std::string line = event.decisive ? " >" : "  ";
    line += event.preemption ? "*" : " ";
    line += std::string(steps_ - std::min(steps_, step.size()), ' ') + step + "  ";
    std::size_t start = one_column_ ? starts_[1] : starts_[column_of(event.thread)];
    if (one_column_) line += shortened(printable(event.thread), starts_[1] - 2);
    std::size_t end = one_column_ ? kColumns - left_ - places_ - 1 : area_;
    const std::vector<std::string> cell = wrapped(words_of(event), end - start - 1);
    for (std::size_t i = 0; i < cell.size(); ++i) {
      line = padded(i == 0 ? line : "", left_ + start);
      line += coloured(cell[i], colour_of(event), colour_);
      if (i == 0) line += behind(event, cell[0], start, end, preemption);
      finish(line);
    }
    output(event, start, end);
  }

  /// What stands behind the cell: the place in the code, and a note on a preemption.
  std::string behind(const ReportEvent& event, const std::string& cell, std::size_t start,
                     std::size_t end, int preemption) const {
    const std::string place = place_of(event);
    std::string text(end + 1 - start - width(cell), ' ');
    text += coloured(place, Colour::faint, colour_);
    if (!event.preemption) return text;
    const std::string note = "   <- preemption " + std::to_string(preemption) + " of " +
                             std::to_string(finding_.preemptions);
    const std::size_t used = left_ + end + 1 + std::max(places_, width(place));
    if (used + width(note) > kColumns) return text;
    text.append(places_ > width(place) ? places_ - width(place) : 0, ' ');
    return text + note;
  }

  static Colour colour_of(const ReportEvent& event) {
    if (event.blocked) return Colour::red;
    if (event.decisive) return Colour::yellow;
    return Colour::none;
  }

  void output(const ReportEvent& event, std::size_t start, std::size_t end) {
    std::istringstream lines(event.output);
    for (std::string printed; std::getline(lines, printed);) {
      for (const std::string& part : wrapped(printable(printed), end - start - 3)) {
        finish(std::string(left_ + start, ' ') + coloured("| " + part, Colour::cyan, colour_));
      }
    }
  }

  /// `round`: so many steps that repeat are left out.
  void skipped(std::size_t count, std::size_t round) {
    text_ += std::string(left_, ' ') + "... " + counted(count, "step", "steps") + " left out" +
             (round == 0   ? ""
              : round == 1 ? ": the one above again and again"
                           : ": the " + std::to_string(round) + " above again and again") +
             "; --json has all\n";
  }

  void finish(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  /// What a run ends with: the events from `first` on are one sequence of this length, repeated.
  struct Repetition {
    std::size_t first = 0;
    std::size_t length = 0;  ///< 0: there is none worth folding
    std::size_t end = 0;
  };

  [[nodiscard]] Repetition repetition() const {
    const std::vector<ReportEvent>& events = finding_.events;
    std::size_t end = events.size();
    while (end > 0 && events[end - 1].blocked) --end;
    const auto same = [&](std::size_t a, std::size_t b) {
      return events[a].thread == events[b].thread && events[a].text == events[b].text &&
             events[a].file == events[b].file && events[a].line == events[b].line;
    };
    for (std::size_t length = 1; length <= kLongestRound && kRounds * length < end; ++length) {
      std::size_t first = end - length;
      while (first > 0 && same(first - 1, first - 1 + length)) --first;
      if (end - first > kRounds * length) return {first, length, end};
    }
    return {};
  }

  /// Whether the failure ends what its threads do: what others do afterwards is not about it.
  [[nodiscard]] bool ends_before_the_program() const {
    return finding_.kind == Kind::assertion || finding_.kind == Kind::uncaught_exception ||
           finding_.kind == Kind::misuse || finding_.kind == Kind::stolen_wakeup;
  }

  [[nodiscard]] bool is_about(const ReportEvent& event) const {
    return event.decisive || event.blocked ||
           std::find(finding_.threads.begin(), finding_.threads.end(), event.thread) !=
               finding_.threads.end();
  }

  [[nodiscard]] std::vector<bool> choose_events() const {
    const std::size_t all = finding_.events.size();
    std::vector<bool> shown(all, true);
    if (const Repetition again = repetition(); again.length > 0) {
      const std::size_t last = again.end - again.length;
      for (std::size_t i = again.first + again.length; i < last; ++i) shown[i] = false;
    }
    std::size_t end = all;
    if (ends_before_the_program()) {
      while (end > 0 && !is_about(finding_.events[end - 1])) --end;
      if (end == 0 || all - end <= kAround) end = all;
    }
    for (std::size_t i = end; i < all; ++i) shown[i] = false;
    const bool long_one = std::count(shown.begin(), shown.end(), true) > std::ptrdiff_t{kAll};
    for (std::size_t i = kFirst; long_one && i + kLast < all; ++i) shown[i] = false;
    for (std::size_t i = 0; i < all; ++i) {
      if (!finding_.events[i].decisive) continue;
      for (std::size_t j = i - std::min(i, kAround); j <= i + kAround && j < end; ++j) {
        shown[j] = true;
      }
    }
    return shown;
  }

  const Finding& finding_;
  bool colour_;
  std::vector<std::string> threads_;
  std::vector<std::size_t> starts_;  ///< of the columns, behind the step; the last is the end
  std::size_t steps_ = 3;            ///< width of the numbers
  std::size_t left_ = 8;             ///< width of all that stands before the first column
  std::size_t area_ = 0;             ///< width of the columns together
  std::size_t places_ = 0;           ///< width of file:line
  bool one_column_ = false;
  std::string text_;
};

}  // namespace

std::string witness_table(const Finding& finding, bool colour) {
  return finding.events.empty() ? std::string{} : Table(finding, colour).text();
}

}  // namespace heddle::tools
