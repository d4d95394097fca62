#include "heddle/tools/game_text.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_table.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t kMostOfName = 24;
constexpr std::size_t kMostWays = 12;    ///< shown, but for the last
constexpr std::size_t kUsualDeed = 40;   ///< of a step
constexpr std::size_t kMostOfDeed = 52;  ///< beyond that a place is not put into its column

std::string without_blanks_at_end(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string place_text(const std::string& file, int line) {
  if (file.empty()) return {};
  return printable(file.substr(file.rfind('/') + 1)) + ":" + std::to_string(line);
}

/// `text` behind `margin`, and a place in the column `at` where it fits, else after the text.
std::string placed(const std::string& margin, const std::string& text, const std::string& place,
                   std::size_t at) {
  const bool fits = width(margin) + at + width(place) <= kColumns && width(text) <= at;
  if (place.empty() || !fits) {
    return labelled(margin, text + (place.empty() ? "" : "  (" + place + ")"));
  }
  return without_blanks_at_end(margin + padded(text, at) + place) + "\n";
}

std::string deed_of(const Position::Thread& thread) {
  if (thread.next.empty()) return "has ended";
  const std::string next = printable(thread.next);
  if (thread.ways.size() > 1) {
    const std::string count = "one of " + std::to_string(thread.ways.size()) + " ways:";
    return thread.ways[0] == "way 1" ? next + ", " + count : count;
  }
  if (!thread.ways.empty()) return thread.ways[0].empty() ? next : printable(thread.ways[0]);
  const std::string waits = printable(thread.waits);
  if (waits.starts_with("join(")) return next + " BLOCKED";
  if (waits.starts_with(next)) return next + " BLOCKED" + waits.substr(next.size());
  return next + " BLOCKED (" + waits + ")";
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", seconds);
  return text;
}

/// Columns of names and of what is about to be done, so that most places find room beside them.
struct Widths {
  std::size_t names = 4;
  std::size_t deeds = 10;
};

Widths widths_of(const Position& position) {
  Widths widths;
  std::size_t places = 0;
  for (const Position::Thread& thread : position.threads) {
    widths.names = std::max(widths.names, std::min(width(printable(thread.name)), kMostOfName));
    places = std::max(places, width(place_text(thread.file, thread.line)));
  }
  const std::size_t room = kColumns - std::min(kColumns, widths.names + places + 11);
  for (const Position::Thread& thread : position.threads) {
    const std::size_t deed = width(deed_of(thread));
    if (deed <= std::min(room, kMostOfDeed)) widths.deeds = std::max(widths.deeds, deed);
  }
  return widths;
}

Colour colour_of(const Position::Thread& thread) {
  if (thread.next.empty()) return Colour::faint;
  return thread.ways.empty() ? Colour::red : Colour::none;
}

/// Several ways to go, one a line.
std::string ways_text(const Position::Thread& thread, const std::string& number,
                      std::size_t indent) {
  std::string text;
  for (std::size_t way = 0; way < thread.ways.size(); ++way) {
    const bool gap = way >= kMostWays && way + 1 < thread.ways.size();
    if (gap && way == kMostWays) text += std::string(indent, ' ') + "...\n";
    if (gap) continue;
    const std::string label = number + "/" + std::to_string(way + 1);
    text +=
        labelled(std::string(indent, ' ') + padded(label, 5) + " ", printable(thread.ways[way]));
  }
  return text;
}

}  // namespace

std::string threads_text(const Play& play, bool colour) {
  const Position& position = play.position();
  const Widths widths = widths_of(position);
  std::string text;
  if (position.now > 0) text += "  time " + seconds_text(position.now) + " s\n";
  const std::string current = play.current();
  for (std::size_t i = 0; i < position.threads.size(); ++i) {
    const Position::Thread& thread = position.threads[i];
    const std::string number = std::to_string(i);
    std::string margin = thread.path == current ? "=>" : "  ";
    margin += std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + "  ";
    const std::string name = wrapped(printable(thread.name), widths.names).front();
    margin += padded(name, widths.names + 2);
    const std::string place = place_text(thread.file, thread.line);
    std::string line = placed(margin, deed_of(thread), place, widths.deeds + 2);
    line.pop_back();
    text += coloured(line, colour_of(thread), colour) + "\n";
    if (thread.ways.size() > 1) text += ways_text(thread, number, width(margin) + 2);
  }
  return text;
}

std::string new_steps_text(const Position& position, std::size_t from, bool colour) {
  const std::vector<ReportEvent>& events = position.steps.events;
  std::size_t names = 4;
  for (const std::string& name : position.steps.columns) {
    names = std::max(names, std::min(width(printable(name)), kMostOfName));
  }
  std::string text;
  for (std::size_t i = from; i < events.size(); ++i) {
    const ReportEvent& event = events[i];
    if (event.blocked) continue;
    std::string margin = "  step " + std::to_string(event.step) + "  ";
    margin += padded(wrapped(printable(event.thread), names).front(), names + 2);
    std::string deed = printable(event.text);
    if (!event.note.empty()) deed += " (" + printable(event.note) + ")";
    text += placed(margin, deed, place_text(event.file, event.line), kUsualDeed);
    std::istringstream lines(event.output);
    for (std::string line; std::getline(lines, line);) {
      for (const std::string& part : wrapped(printable(line), kColumns - width(margin) - 2)) {
        text += std::string(width(margin), ' ') +
                coloured(without_blanks_at_end("| " + part), Colour::cyan, colour) + "\n";
      }
    }
  }
  return text;
}

std::string steps_text(const Position& position, bool colour) {
  if (position.steps.events.empty()) return "nothing has happened yet\n";
  return witness_table(position.steps, colour);
}

std::string objects_text(const Position& position) {
  if (position.objects.empty()) return "no object has been used yet\n";
  std::size_t names = 4;
  std::size_t values = 4;
  for (const Position::Object& object : position.objects) {
    names = std::max(names, std::min(width(printable(object.name)), kMostOfName));
    values = std::max(values, std::min(width(printable(object.now)), kMostOfName));
  }
  std::string text;
  for (const Position::Object& object : position.objects) {
    const std::string name = wrapped(printable(object.name), names).front();
    const std::string now =
        object.now.empty() ? "" : wrapped(printable(object.now), values).front();
    text +=
        labelled("  " + padded(name, names + 2) + padded(now, values + 2), printable(object.last));
  }
  return text;
}

std::string why_text(const Position::Thread& thread) {
  const std::string name = printable(thread.name);
  if (thread.next.empty()) return name + " has ended.\n";
  if (thread.why.empty()) return name + " is not blocked: it can " + printable(thread.next) + ".\n";
  std::string text;
  for (const std::string& sentence : thread.why) text += labelled("  ", printable(sentence));
  return text;
}

std::string short_finding_text(const Finding& finding, bool colour) {
  const bool error = finding.severity == Severity::error;
  std::string kind(kind_name(finding.kind));
  std::replace(kind.begin(), kind.end(), '-', ' ');
  const std::string word = error ? "BUG" : "WARNING";
  const std::string text =
      labelled(word + "  ", kind + ": " + printable(finding.message) +
                                " (`findings` shows the report " + finding.id + ")");
  return coloured(word, error ? Colour::red : Colour::yellow, colour) + text.substr(word.size());
}

}  // namespace heddle::tools
