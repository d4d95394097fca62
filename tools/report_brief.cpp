#include "heddle/tools/report_brief.hpp"

#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {
namespace {

std::string finding_line(const Finding& finding) {
  std::string line = "  " + finding.id + "  " + spaced_name(finding.kind);
  if (finding.known) line += " (known)";
  if (const ReportEvent* event = placed_event(finding)) {
    line += "  " + printable(event->file) + ":" + std::to_string(event->line);
  }
  const std::string trace = compact_trace(finding);
  return line + "  " + (trace.empty() ? printable(finding.message) : trace) + "\n";
}

}  // namespace

std::string brief_text(const Report& report) {
  std::string text = verdict_line(report) + "\n";
  for (const Finding& finding : report.findings) text += finding_line(finding);
  return text;
}

}  // namespace heddle::tools
