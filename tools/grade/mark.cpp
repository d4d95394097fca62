#include "heddle/tools/grade/mark.hpp"

#include <algorithm>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/grade/primitives_used.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools::grade {
namespace {

using Result = CheckMark::Result;

constexpr const char* kStates[] = {
    "examined", "missing-file",   "compile-error",       "link-error", "forbidden-code",
    "crash",    "stack-overflow", "no-scheduling-point", "early-exit", "no-report"};
constexpr const char* kResults[] = {"passed", "failed", "undecided", "not-tried"};

template <std::size_t n>
std::uint8_t number_of(const char* const (&names)[n], const std::string& name) {
  for (std::size_t i = 0; i < n; ++i) {
    if (name == names[i]) return static_cast<std::uint8_t>(i);
  }
  throw UsageError("there is no `" + name + "` in a mark");
}

/// Why a search without findings proves nothing; empty: it does.
std::string gap_of(const Report& report) {
  if (!report.stopped.empty()) return report.stopped;
  if (!report.limits.empty()) return joined(report.limits, "; ");
  return report.exhaustive ? "" : "not every interleaving was covered";
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    text +=
        (text.empty() ? "" : ", ") + (value.empty() ? "no result" : "`" + printable(value) + "`");
  }
  return text.empty() ? "no result" : text;
}

/// Whether threads can be left that never end: then there are executions without a result.
bool hangs(const Finding& finding) {
  const auto is = [](Kind kind) {
    return kind == Kind::deadlock || kind == Kind::livelock || kind == Kind::starvation ||
           kind == Kind::lost_wakeup;
  };
  return is(finding.kind) || (finding.symptom && is(*finding.symptom));
}

bool concerns(const Check& check, const Finding& finding) {
  if (finding.kind == Kind::nondeterministic_program) return true;
  if (check.property == Property::no_finding) return true;
  if (check.property == Property::outcomes) return hangs(finding);
  return std::find(check.kinds.begin(), check.kinds.end(), finding.kind) != check.kinds.end();
}

void judge_outcomes(const Check& check, const Report& report, CheckMark& mark) {
  const std::vector<std::string> seen = report.outcome_values();
  std::vector<std::string> wrong;
  std::vector<std::string> missing;
  for (const std::string& value : seen) {
    const auto& expected = check.expected;
    if (std::find(expected.begin(), expected.end(), value) == expected.end()) {
      wrong.push_back(value);
    }
  }
  for (const std::string& value : check.expected) {
    if (std::find(seen.begin(), seen.end(), value) == seen.end()) missing.push_back(value);
  }
  if (!wrong.empty() || seen.empty()) {
    mark.result = Result::failed;
    mark.why = "it can end with " + listed(wrong) + ", which is none of " + listed(check.expected);
  } else if (gap_of(report).empty() && !missing.empty()) {
    mark.result = Result::failed;
    mark.why = "it can never end with " + listed(missing);
  }
}

/// What the report says about a check of a run.
void judge(const Check& check, const Report& report, CheckMark& mark) {
  mark.result = Result::passed;
  std::vector<std::string> kinds;
  for (const Finding& finding : report.findings) {
    if (!concerns(check, finding)) continue;
    mark.result = Result::failed;
    mark.findings.push_back(finding.id);
    const std::string kind = spaced_name(finding.kind);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  if (mark.result == Result::failed) {
    mark.why = joined(kinds, ", ");
    return;
  }
  if (check.property == Property::outcomes) judge_outcomes(check, report, mark);
  const std::string gap = gap_of(report);
  if (mark.result == Result::passed && !gap.empty()) {
    mark.result = Result::undecided;
    mark.why = gap;
  }
}

void judge_code(const Check& check, const ObjectFile& code, CheckMark& mark) {
  mark.result = Result::passed;
  for (const std::string& primitive : check.primitives) {
    const bool used = refers_to(code, primitive);
    if (used == (check.property == Property::uses)) continue;
    mark.result = Result::failed;
    mark.why = used ? "it uses " + primitive : "it does not use " + primitive;
    return;
  }
}

void collect_findings(const Spec& spec, const std::vector<RunResult>& results, Mark& mark) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].report) continue;
    for (const Finding& finding : results[i].report->findings) {
      if (mark.find(finding.id) != nullptr) continue;
      mark.findings.push_back(
          {finding, spec.runs[i].model, finding_text(*results[i].report, finding, {})});
    }
  }
}

/// Sets the state of a submission that did not let the search end.
void look_for_deaths(const std::vector<RunResult>& results, Mark& mark) {
  for (const RunResult& result : results) {
    if (!result.report) {
      mark.state = State::no_report;
      mark.why = result.trouble;
      return;
    }
    for (const Finding& finding : result.report->findings) {
      const auto death = death_of(finding.kind);
      if (!death) continue;
      mark.state = *death;
      mark.why = finding.message;
      return;
    }
  }
}

}  // namespace

std::optional<State> death_of(Kind kind) {
  switch (kind) {
    case Kind::crash: return State::crash;
    case Kind::stack_overflow: return State::stack_overflow;
    case Kind::no_scheduling_point: return State::no_scheduling_point;
    case Kind::early_exit: return State::early_exit;
    default: return std::nullopt;
  }
}

std::string state_name(State state) { return kStates[static_cast<std::size_t>(state)]; }
std::string result_name(Result result) { return kResults[static_cast<std::size_t>(result)]; }

const Found* Mark::find(const std::string& id) const {
  for (const Found& found : findings) {
    if (found.finding.id == id) return &found;
  }
  return nullptr;
}

Mark no_mark(const Spec& spec, const std::string& name, State state, std::string why) {
  Mark mark;
  mark.name = name;
  mark.state = state;
  mark.why = std::move(why);
  mark.of = spec.points();
  for (const Check& check : spec.all_checks) {
    mark.checks.push_back(
        {check.name, Result::not_tried, 0, check.points, "no points: " + state_name(state), {}});
  }
  return mark;
}

Mark mark_of(const Spec& spec, const std::string& name, const ObjectFile& code,
             const std::vector<RunResult>& results) {
  Mark mark = no_mark(spec, name, State::examined, "");
  look_for_deaths(results, mark);
  const State state = mark.state;
  if (state != State::examined) mark = no_mark(spec, name, state, mark.why);
  collect_findings(spec, results, mark);
  if (state != State::examined) return mark;
  for (std::size_t i = 0; i < mark.checks.size(); ++i) {
    const Check& check = spec.all_checks[i];
    CheckMark& own = mark.checks[i];
    own.why.clear();
    for (const std::size_t before : check.after) {
      if (mark.checks[before].result != Result::passed) {
        own.why = "comes after `" + mark.checks[before].name + "`";
      }
    }
    if (!own.why.empty()) continue;
    if (check.property == Property::uses || check.property == Property::avoids) {
      judge_code(check, code, own);
    } else {
      judge(check, *results[check.run].report, own);
    }
    if (own.result == Result::passed) own.points = own.of;
    mark.points += own.points;
  }
  return mark;
}

Json to_json(const Mark& mark) {
  Json json = {{"submission", mark.name},  {"state", state_name(mark.state)},
               {"points", mark.points},    {"of", mark.of},
               {"why", mark.why},          {"checks", Json::array()},
               {"findings", Json::array()}};
  for (const CheckMark& check : mark.checks) {
    json["checks"].push_back({{"name", check.name},
                              {"result", result_name(check.result)},
                              {"points", check.points},
                              {"of", check.of},
                              {"why", check.why},
                              {"findings", check.findings}});
  }
  for (const Found& found : mark.findings) {
    json["findings"].push_back(
        {{"model", found.model}, {"finding", tools::to_json(found.finding)}, {"text", found.text}});
  }
  return json;
}

Mark mark_from_json(const Json& json) {
  Mark mark;
  mark.name = json.at("submission");
  mark.state = static_cast<State>(number_of(kStates, json.at("state")));
  mark.points = json.at("points");
  mark.of = json.at("of");
  mark.why = json.at("why");
  for (const Json& check : json.at("checks")) {
    mark.checks.push_back({check.at("name"),
                           static_cast<Result>(number_of(kResults, check.at("result"))),
                           check.at("points"), check.at("of"), check.at("why"),
                           check.at("findings").get<std::vector<std::string>>()});
  }
  for (const Json& found : json.at("findings")) {
    mark.findings.push_back(
        {finding_from_json(found.at("finding")), found.at("model"), found.at("text")});
  }
  return mark;
}

}  // namespace heddle::tools::grade
