#include "heddle/tools/coverage.hpp"

#include <vector>

#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

/// A share in whole percents.
std::string percent(double share) {
  if (share > 0 && share < 0.01) return "below 1 %";
  return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

/// What the search counts, in short and in full.
struct Unit {
  std::string one;
  std::string many;
  std::string full_one;
  std::string full_many;
};

Unit unit_of(const Report& report) {
  if (draws(report.strategy)) {
    return {"random interleaving", "random interleavings", "random interleaving",
            "random interleavings"};
  }
  if (report.strategy == "replay") {
    return {"replayed execution", "replayed executions", "replayed execution",
            "replayed executions"};
  }
  if (report.strategy == "optimal" || option_of(report, "reduce") == "sleep") {
    const bool all = report.exhaustive;
    return {"execution", "executions", all ? "essentially different interleaving" : "execution",
            all ? "essentially different interleavings" : "executions"};
  }
  return {"interleaving", "interleavings", "interleaving", "interleavings"};
}

/// The modes in which the verdict holds: "dfs, free time, no bound".
std::string modes(const Report& report) {
  std::vector<std::string> words;
  if (report.strategy == "optimal") {
    words.emplace_back("optimal search");
    if (option_of(report, "dependence") == "plain") words.emplace_back("plain dependence");
  } else if (report.strategy == "dfs") {
    words.emplace_back(option_of(report, "reduce") == "sleep" ? "dfs, sleep sets" : "dfs");
  } else if (draws(report.strategy)) {
    if (report.strategy == "pct")
      words.push_back("pct d=" + option_of(report, "depth"));
    else if (report.strategy != "random")
      words.push_back(report.strategy);
    words.push_back("seed " + option_of(report, "seed"));
  }
  const std::string preemptions = option_of(report, "preemptions");
  if (!preemptions.empty()) {
    words.push_back((report.exhaustive ? "none needs more than " : "up to ") + preemptions +
                    (preemptions == "1" ? " preemption" : " preemptions"));
  }
  words.push_back(option_of(report, "time") == "virtual" ? "virtual time" : "free time");
  if (option_of(report, "notify-order") == "fifo") words.emplace_back("notify in order of arrival");
  const std::string spurious = option_of(report, "spurious");
  if (!spurious.empty() && spurious != "0") {
    words.push_back("up to " + spurious + " spurious wakeups a thread");
  }
  const std::string method = option_of(report, "start-method");
  if (!method.empty() && method != "fork") words.push_back("start method " + method);
  const std::string capacity = option_of(report, "pipe-capacity");
  if (!capacity.empty() && capacity != std::to_string(Options().pipe_capacity)) {
    words.push_back("pipes of " + capacity + (capacity == "1" ? " byte" : " bytes"));
  }
  if (option_of(report, "gil") == "off") words.emplace_back("no GIL");
  if (option_of(report, "plain") == "invisible")
    words.emplace_back("no switches at plain accesses");
  if (report.exhaustive && report.limits.empty() && preemptions.empty())
    words.emplace_back("no bound");
  return joined(words, ", ");
}

bool ended_at_error(const Report& report) {
  return report.stopped.find("execution with an error") != std::string::npos;
}

}  // namespace

std::string option_of(const Report& report, const std::string& name) {
  for (const auto& [option, value] : report.options) {
    if (option == name) return value;
  }
  return {};
}

std::string occurrences(const Report& report, const Finding& finding) {
  if (report.strategy == "replay") return "replayed";
  const bool none = finding.kind == Kind::nondeterministic_program;  // its runs do not count
  if (report.strategy == "follow" || none) return {};
  const Unit unit = unit_of(report);
  std::string count =
      with_commas(finding.executions) + " of " + counted(report.executions, unit.one, unit.many);
  if (report.exhaustive || draws(report.strategy)) return count;
  if (ended_at_error(report)) {
    return "found in execution " + with_commas(finding.first_execution) +
           " of an unfinished search";
  }
  return count + " so far";
}

std::string coverage(const Report& report) {
  if (report.strategy.empty()) return report.stopped.empty() ? "not explored" : report.stopped;
  const Unit unit = unit_of(report);
  std::string text;
  if (report.exhaustive && report.executions == 1) {
    text = "its only " + (unit.one == "execution" ? "interleaving" : unit.full_one);
  } else {
    text = report.exhaustive ? "all " : "";
    text += counted(report.executions, unit.full_one, unit.full_many);
  }
  const std::string where = modes(report);
  if (!where.empty()) text += " (" + where + ")";
  text += ", " + spoken_seconds(report.seconds);
  if (report.sequential && report.strategy != "replay") text += "; no second thread ever ran";
  if (!report.stopped.empty() && !draws(report.strategy)) text += ": " + report.stopped;
  if (draws(report.strategy) && report.verdict == Verdict::inconclusive) {
    text += ": " + report.stopped;
  }
  return text;
}

std::string saturation(const Report& report) {
  if (!report.sample) return {};
  const Sample& sample = *report.sample;
  return counted(sample.classes, "class", "classes") + " of interleavings seen, " +
         with_commas(sample.once) + " of them once: the next execution is of a new class with a " +
         "probability of about " + percent(sample.unseen());
}

std::string advice(const Report& report) {
  const auto stopped_by = [&report](const char* words) {
    return report.stopped.find(words) != std::string::npos;
  };
  if (ended_at_error(report))
    return "--keep-going finds all errors and counts how often each occurs";
  if (stopped_by("replayed first")) return "--keep-going searches all the same";
  if (report.verdict == Verdict::no_bug_found && draws(report.strategy)) {
    return "a sample proves nothing; --strategy optimal covers all interleavings if they are "
           "few enough";
  }
  if (report.verdict == Verdict::no_bug_found && !option_of(report, "preemptions").empty() &&
      report.stopped.empty()) {
    return "raise --preemptions, or leave it out to cover all interleavings";
  }
  if (report.verdict != Verdict::inconclusive) return {};
  if (stopped_by("time budget"))
    return "raise --max-time, or sample more widely with --strategy random";
  if (stopped_by("executions ran out")) {
    return "raise --max-executions, or sample more widely with --strategy random";
  }
  if (stopped_by("interrupted"))
    return "let it run on, or bound it with --max-time or --max-executions";
  return {};
}

}  // namespace heddle::tools
