#include "heddle/tools/witness_words.hpp"

#include <filesystem>

#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t kTraceAll = 60;  ///< events up to which none is left out
constexpr std::size_t kTraceFirst = 15;
constexpr std::size_t kTraceLast = 30;

bool in_trace(const Finding& finding, std::size_t at) {
  const std::size_t all = finding.events.size();
  return all <= kTraceAll || at < kTraceFirst || at + kTraceLast >= all ||
         finding.events[at].decisive;
}

}  // namespace

std::vector<const ReportEvent*> decisive_events(const Finding& finding) {
  std::vector<const ReportEvent*> found;
  for (const ReportEvent& event : finding.events) {
    if (event.decisive) found.push_back(&event);
  }
  if (found.empty() && !finding.events.empty()) found.push_back(&finding.events.back());
  return found;
}

const ReportEvent* placed_event(const Finding& finding) {
  for (const ReportEvent* event : decisive_events(finding)) {
    if (!event->file.empty()) return event;
  }
  return nullptr;
}

std::string event_words(const ReportEvent& event) {
  std::string text = printable(event.text);
  if (!event.note.empty()) text += " (" + printable(event.note) + ")";
  return text;
}

std::string compact_trace(const Finding& finding) {
  std::string text;
  const std::string* thread = nullptr;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < finding.events.size(); ++i) {
    const ReportEvent& event = finding.events[i];
    if (!in_trace(finding, i)) {
      ++left_out;
      continue;
    }
    if (left_out > 0) {
      text += " | ... " + counted(left_out, "step", "steps") + " left out ...";
      left_out = 0;
      thread = nullptr;
    }
    if (thread != nullptr && *thread == event.thread) {
      text += ", ";
    } else {
      text += (text.empty() ? "" : " | ") + printable(event.thread) + ": ";
    }
    text += event_words(event);
    thread = &event.thread;
  }
  return text;
}

std::string path_seen_from(const std::string& folder, const std::string& file) {
  namespace fs = std::filesystem;
  if (file.empty()) return {};
  const fs::path whole = (fs::path(folder) / file).lexically_normal();
  const fs::path relative = whole.lexically_relative(fs::path(folder).lexically_normal());
  const bool below = !relative.empty() && relative != "." && *relative.begin() != "..";
  return (below ? relative : whole).generic_string();
}

std::string current_folder() {
  std::error_code error;
  return std::filesystem::current_path(error).generic_string();
}

}  // namespace heddle::tools
