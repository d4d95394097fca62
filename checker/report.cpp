#include "heddle/checker/report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace heddle {
namespace {

struct KindWords {
  Kind kind;
  std::string_view name;
  std::string_view letters;
};
constexpr std::array kKinds = {
    KindWords{Kind::data_race, "data-race", "DR"},
    KindWords{Kind::deadlock, "deadlock", "DL"},
    KindWords{Kind::lost_wakeup, "lost-wakeup", "LW"},
    KindWords{Kind::stolen_wakeup, "stolen-wakeup", "SW"},
    KindWords{Kind::lost_update, "lost-update", "LU"},
    KindWords{Kind::assertion, "assertion", "AS"},
    KindWords{Kind::uncaught_exception, "uncaught-exception", "UE"},
    KindWords{Kind::livelock, "livelock", "LL"},
    KindWords{Kind::starvation, "starvation", "ST"},
    KindWords{Kind::misuse, "misuse", "MU"},
    KindWords{Kind::leaked_thread, "leaked-thread", "LT"},
    KindWords{Kind::lock_order, "lock-order", "LO"},
    KindWords{Kind::nondeterministic_program, "nondeterministic-program", "ND"},
    KindWords{Kind::daemon_killed_holding, "daemon-killed-holding", "DK"},
    KindWords{Kind::fork_with_held_lock, "fork-with-held-lock", "FL"},
    KindWords{Kind::endpoint_race, "endpoint-race", "ER"},
    KindWords{Kind::join_before_drain, "join-before-drain", "JD"},
    KindWords{Kind::terminated_holding, "terminated-holding", "TH"},
    KindWords{Kind::task_done_missing, "task-done-missing", "TD"},
    KindWords{Kind::unpicklable_argument, "unpicklable-argument", "UA"},
    KindWords{Kind::crash, "crash", "CR"},
    KindWords{Kind::stack_overflow, "stack-overflow", "SO"},
    KindWords{Kind::no_scheduling_point, "no-scheduling-point", "NS"},
    KindWords{Kind::early_exit, "early-exit", "EE"},
    KindWords{Kind::fork_with_threads, "fork-with-threads", "FT"},
    KindWords{Kind::orphaned_process, "orphaned-process", "OP"},
    KindWords{Kind::relies_on_time, "relies-on-time", "RT"},
};
constexpr std::array<std::string_view, 5> kVerdicts = {"verified", "no-bug-found", "bug",
                                                       "inconclusive", "error"};

/// An outcome's place among others: nothing, then numbers by value, then texts.
std::tuple<int, std::int64_t, std::string_view> place_of(const Outcome& outcome) {
  const std::string& text = outcome.value;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return {text.empty() ? 0 : (is_number ? 1 : 2), is_number ? number : 0, text};
}

}  // namespace

std::string_view kind_name(Kind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }
std::string_view kind_letters(Kind kind) { return kKinds[static_cast<std::size_t>(kind)].letters; }

std::optional<Kind> kind_from_name(std::string_view name) {
  for (const KindWords& words : kKinds) {
    if (words.name == name) return words.kind;
  }
  return std::nullopt;
}

Severity severity_of(Kind kind) {
  switch (kind) {
    case Kind::lock_order:
    case Kind::fork_with_threads:
    case Kind::orphaned_process:
    case Kind::relies_on_time: return Severity::warning;
    default: return Severity::error;
  }
}

std::string_view verdict_name(Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> verdict_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i] == name) return static_cast<Verdict>(i);
  }
  return std::nullopt;
}

bool Report::has(Kind kind) const { return find(kind) != nullptr; }

const Finding* Report::find(Kind kind) const {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [kind](const Finding& finding) { return finding.kind == kind; });
  return found == findings.end() ? nullptr : &*found;
}

void Report::put_in_order() {
  if (outcomes.size() == 1 && outcomes[0].value.empty()) outcomes.clear();
  std::sort(outcomes.begin(), outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return place_of(a) < place_of(b); });
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
}

std::vector<std::string> Report::outcome_values() const {
  std::vector<std::string> values;
  values.reserve(outcomes.size());
  for (const Outcome& outcome : outcomes) values.push_back(outcome.value);
  return values;
}

}  // namespace heddle
