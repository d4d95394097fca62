#include "heddle/tools/report_text.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "heddle/tools/coverage.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_table.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t kResultsShown = 12;

struct Word {
  const char* text;
  Colour colour;
};

Word word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::verified: return {"VERIFIED", Colour::green};
    case Verdict::no_bug_found: return {"NO BUG FOUND", Colour::green};
    case Verdict::bug: return {"BUG", Colour::red};
    case Verdict::inconclusive: return {"INCONCLUSIVE", Colour::yellow};
    case Verdict::error: return {"ERROR", Colour::red};
  }
  return {"ERROR", Colour::red};
}

Word word_of(const Finding& finding) {
  if (finding.kind == Kind::nondeterministic_program) return word_of(Verdict::error);
  return finding.severity == Severity::error ? word_of(Verdict::bug)
                                             : Word{"WARNING", Colour::yellow};
}

std::string header(const Report& report, const Finding& finding, bool colour) {
  const Word word = word_of(finding);
  std::string left =
      std::string(word.text) + "  " + printable(report.target) + "   " + spaced_name(finding.kind);
  if (finding.symptom) left += " (" + spaced_name(*finding.symptom) + ")";
  const std::string seen = occurrences(report, finding);
  const std::string right = finding.id + (seen.empty() ? "" : "   " + seen);
  std::string line = left + "   " + right;
  if (width(line) <= kColumns) {
    line = padded(left, kColumns - width(right)) + right;
  } else {
    line = left + "\n" + std::string(kColumns - std::min(kColumns, width(right)), ' ') + right;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  const std::size_t first = std::string(word.text).size();
  return coloured(line.substr(0, first), word.colour, colour) +
         coloured(line.substr(first), Colour::bold, colour) + "\n";
}

/// How many errors and warnings: "2 errors and 1 warning".
std::string tally(const Report& report) {
  std::size_t errors = 0;
  for (const Finding& finding : report.findings) {
    errors += finding.severity == Severity::error ? 1 : 0;
  }
  const std::size_t warnings = report.findings.size() - errors;
  std::string text;
  if (errors > 0) text = counted(errors, "error", "errors");
  if (warnings > 0) {
    text += (errors > 0 ? " and " : "") + counted(warnings, "warning", "warnings");
  }
  return text;
}

/// A result in words.
std::string result_text(const Outcome& outcome) {
  return outcome.value.empty() ? "(none)" : printable(outcome.value);
}

/// A large number in few digits: "1,234", "4.1e+09".
std::string about(double number) {
  if (number < 1e6) return with_commas(static_cast<std::uint64_t>(number + 0.5));
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.1e", number);
  return digits;
}

std::string results_line(const Report& report) {
  if (report.outcomes.empty()) return {};
  const std::size_t count = report.outcomes.size();
  std::string text =
      count == 1 ? "1 possible result: " : with_commas(count) + " possible results: ";
  if (!report.exhaustive) {
    text = counted(count, "result", "results") + " seen: ";
  }
  for (std::size_t i = 0; i < count && i < kResultsShown; ++i) {
    text += (i > 0 ? ", " : "") + result_text(report.outcomes[i]);
  }
  if (count > kResultsShown) text += ", ... (`outcomes` lists all)";
  return labelled("  results ", text);
}

/// What the marks in front of the steps mean.
std::string legend(const Finding& finding, bool colour) {
  const bool named = std::any_of(finding.events.begin(), finding.events.end(),
                                 [](const ReportEvent& event) { return event.decisive; });
  std::string text;
  if (named) text += " >  named below";
  if (finding.preemptions > 0) {
    text += std::string(named ? "    " : "  ") + "*  the thread that ran could have gone on";
  }
  return text.empty() ? text : coloured(text, Colour::faint, colour) + "\n";
}

}  // namespace

std::string finding_text(const Report& report, const Finding& finding, const TextStyle& style) {
  std::string text = header(report, finding, style.colour);
  if (!finding.message.empty()) text += labelled("  ", printable(finding.message));
  const std::string table = witness_table(finding, style.colour);
  if (!table.empty()) text += "\n" + table + legend(finding, style.colour);
  std::string below;
  for (const auto& [heading, sentence] : finding.explanation) {
    const std::string label = padded("  " + printable(heading), 9) + " ";
    below += labelled(label, printable(sentence));
  }
  if (!finding.events.empty() && finding.preemptions == 0 && finding.columns.size() > 1) {
    below += labelled("  remark  ",
                      "no preemption: no thread is interrupted, each switch is where one waits "
                      "or ends.");
  }
  if (const auto& known = finding.known) {
    below +=
        labelled("  known   ", printable(known->owner) + ", until " + printable(known->expires) +
                                   ": " + printable(known->reason));
  }
  const std::string replay = style.replay ? style.replay(finding) : std::string{};
  if (!replay.empty()) below += "  replay  " + replay + "\n";
  if (!below.empty()) text += "\n" + below;
  return text;
}

std::string verdict_line(const Report& report) {
  const std::string count = tally(report);
  return std::string(word_of(report.verdict).text) + "  " + printable(report.target) + "  " +
         (count.empty() ? "" : count + "; ") + coverage(report);
}

std::string verdict_text(const Report& report, bool colour) {
  const Word word = word_of(report.verdict);
  std::string all;
  for (const std::string& line : wrapped(verdict_line(report), kColumns)) {
    if (all.empty()) {
      const std::size_t first = std::string(word.text).size();
      all = coloured(line.substr(0, first), word.colour, colour) + line.substr(first) + "\n";
      continue;
    }
    for (const std::string& part : wrapped(line, kColumns - 10)) {
      all += std::string(10, ' ') + part + "\n";
    }
  }
  const std::string seen = saturation(report);
  if (!seen.empty()) all += labelled("  classes ", seen);
  for (const std::string& limit : report.limits) all += labelled("  limit   ", printable(limit));
  const std::string next = advice(report);
  if (!next.empty()) all += labelled("  next    ", next);
  return all;
}

std::string estimate_text(const Report& report) {
  if (!report.estimate) return verdict_text(report, false);
  const Estimate& estimate = *report.estimate;
  const double mean = estimate.executions;
  std::string text = labelled(
      "", printable(report.target) + "  about " + about(mean) +
              (mean == 1 ? " interleaving" : " interleavings") +
              " (95 % confidence: " + about(estimate.low) + " to " + about(estimate.high) + "; " +
              counted(estimate.probes, "random probe", "random probes") + ", seed " +
              option_of(report, "seed") + "), " + spoken_seconds(report.seconds));
  text += labelled("  dfs     ", "--reduce none runs each of them once");
  text += labelled("  reduced ",
                   "sleep sets and the optimal search need no more, one run for each class: " +
                       std::string(estimate.classes >= estimate.high ? "up to " : "at least ") +
                       "about " + about(estimate.classes) + " of them");
  for (const std::string& limit : report.limits) text += labelled("  limit   ", printable(limit));
  return text;
}

std::string makespan_line(const Report& report) {
  if (!report.makespan || report.makespan->longest == 0) return {};
  std::string text = spoken_seconds(report.makespan->longest);
  if (report.makespan->shortest < report.makespan->longest) {
    text = spoken_seconds(report.makespan->shortest) + " to " + text;
  }
  return labelled("  time    ", text + " of virtual time");
}

std::string report_text(const Report& report, const TextStyle& style) {
  std::string text;
  for (const Finding& finding : report.findings) {
    text += finding_text(report, finding, style) + "\n";
  }
  return text + verdict_text(report, style.colour) + results_line(report) + makespan_line(report);
}

std::string outcomes_text(const Report& report, bool colour) {
  if (report.outcomes.empty()) {
    return labelled("  ",
                    "no results: the program calls outcome() in no complete execution "
                    "(--outcomes stdout takes what it prints)");
  }
  std::size_t values = 6;
  std::size_t counts = 5;
  for (const Outcome& outcome : report.outcomes) {
    values = std::max(values, width(result_text(outcome)));
    counts = std::max(counts, width(with_commas(outcome.executions)));
  }
  values = std::min<std::size_t>(values, 48);
  const std::string heading =
      "  " + padded("result", values) + "  " + std::string(counts - 5, ' ') + "count  schedule";
  std::string text = coloured(heading, Colour::bold, colour) + "\n";
  for (const Outcome& outcome : report.outcomes) {
    const std::vector<std::string> value = wrapped(result_text(outcome), values);
    const std::size_t room = kColumns - 2 - values - 2 - counts - 2;
    std::string schedule = printable(outcome.schedule);
    if (width(schedule) > room) schedule = schedule.substr(0, room - 3) + "...";
    const std::string count = with_commas(outcome.executions);
    text += "  " + padded(value.front(), values) + "  " + std::string(counts - width(count), ' ') +
            count + "  " + schedule + "\n";
    for (std::size_t i = 1; i < value.size(); ++i) text += "  " + value[i] + "\n";
  }
  return text;
}

}  // namespace heddle::tools
