#include "heddle/tools/report_github.hpp"

#include <algorithm>
#include <string_view>

#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {
namespace {

/// The text of a workflow command; in a property `:` and `,` have a meaning as well.
std::string escaped(std::string_view text, bool property) {
  std::string safe;
  for (const char c : text) {
    if (c == '%') {
      safe += "%25";
    } else if (c == '\r') {
      safe += "%0D";
    } else if (c == '\n') {
      safe += "%0A";
    } else if (property && c == ':') {
      safe += "%3A";
    } else if (property && c == ',') {
      safe += "%2C";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string known_words(const Known& known) {
  return "known: " + known.owner + ", until " + known.expires + ": " + known.reason;
}

const char* command_of(const Finding& finding) {
  if (finding.known) return "notice";
  return finding.severity == Severity::error ? "error" : "warning";
}

std::string annotation(const Report& report, const Finding& finding, const std::string& folder) {
  std::string line = std::string("::") + command_of(finding) + " ";
  if (const ReportEvent* event = placed_event(finding)) {
    line += "file=" + escaped(path_seen_from(folder, event->file), true);
    line += ",line=" + std::to_string(event->line) + ",";
  }
  line +=
      "title=" +
      escaped(spaced_name(finding.kind) + " in " + report.target + " (" + finding.id + ")", true);
  std::string message = finding.message;
  const std::string trace = compact_trace(finding);
  if (!trace.empty()) message += "\n" + trace;
  if (finding.known) message += "\n" + known_words(*finding.known);
  return line + "::" + escaped(message, false) + "\n";
}

/// Why a target fails that has no finding; empty: it does not.
std::string failure_words(const Examined& target) {
  if (!target.differences.empty()) {
    std::string text = "it is not as expected";
    for (const std::string& line : target.differences) text += "\n" + line;
    return text;
  }
  if (target.code == ExitCode::success || !target.report.findings.empty()) return {};
  if (target.code == ExitCode::nothing && target.report.stopped.empty()) {
    return "no second thread was ever started: there is nothing to explore";
  }
  return target.report.stopped.empty() ? "not every interleaving was covered"
                                       : target.report.stopped;
}

/// `text` in Markdown, on one line, with nothing in it that Markdown or HTML would take for its
/// own.
std::string markdown(std::string_view text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '<') {
      safe += "&lt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else {
      if (std::string_view("\\`*_[]>#|~!@").find(c) != std::string_view::npos) safe += '\\';
      safe += c;
    }
  }
  return safe;
}

/// `text` as code: between more backticks than it has in a row.
std::string code_span(std::string_view text) {
  std::size_t longest = 0;
  std::size_t now = 0;
  for (const char c : text) {
    now = c == '`' ? now + 1 : 0;
    longest = std::max(longest, now);
  }
  const std::string fence(longest + 1, '`');
  const std::string blank = longest > 0 ? " " : "";
  return fence + blank + std::string(text) + blank + fence;
}

std::string findings_words(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (!text.empty()) text += ", ";
    text += finding.id + (finding.known ? " (known)" : "");
  }
  return text;
}

std::string table_row(const Examined& target) {
  const Report& report = target.report;
  const std::string mark = target.code == ExitCode::success ? "pass" : "**fail**";
  return "| " + markdown(report.target) + " | " + mark + " | " +
         std::string(verdict_name(report.verdict)) + " | " + with_commas(report.executions) +
         " | " + markdown(findings_words(report)) + " |\n";
}

std::string finding_item(const Report& report, const Finding& finding, const std::string& folder) {
  std::string text = "- **" + finding.id + "** " + spaced_name(finding.kind) + " in " +
                     markdown(report.target) + ": " + markdown(finding.message);
  if (const ReportEvent* event = placed_event(finding)) {
    const std::string place = printable(path_seen_from(folder, event->file));
    text += " " + code_span(place + ":" + std::to_string(event->line));
  }
  if (finding.known) text += " *" + markdown(known_words(*finding.known)) + "*";
  const std::string trace = compact_trace(finding);
  return text + "\n" + (trace.empty() ? "" : "  " + code_span(trace) + "\n");
}

}  // namespace

std::string github_annotations(const std::vector<Examined>& targets, const std::string& folder) {
  std::string text;
  for (const Examined& target : targets) {
    for (const Finding& finding : target.report.findings) {
      text += annotation(target.report, finding, folder);
    }
    const std::string why = failure_words(target);
    if (why.empty()) continue;
    text += "::error title=" + escaped(target.report.target + " fails", true) +
            "::" + escaped(why, false) + "\n";
  }
  return text;
}

std::string github_summary(const std::vector<Examined>& targets, const std::string& folder) {
  const auto failing = static_cast<std::uint64_t>(
      std::count_if(targets.begin(), targets.end(),
                    [](const Examined& target) { return target.code != ExitCode::success; }));
  std::string text = "### heddle: " + counted(targets.size(), "target", "targets") + ", " +
                     with_commas(failing) + " failing\n\n";
  if (targets.empty()) return text;
  text += "| target | result | verdict | executions | findings |\n|---|---|---|---:|---|\n";
  for (const Examined& target : targets) text += table_row(target);
  text += "\n";
  std::size_t left_out = 0;
  for (const Examined& target : targets) {
    for (const Finding& finding : target.report.findings) {
      const std::string item = finding_item(target.report, finding, folder);
      if (text.size() + item.size() <= kSummaryBytes) {
        text += item;
      } else {
        ++left_out;
      }
    }
  }
  if (left_out > 0) text += "- " + counted(left_out, "more finding", "more findings") + "\n";
  return text + "\n";
}

}  // namespace heddle::tools
