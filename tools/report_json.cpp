#include "heddle/tools/report_json.hpp"

#include "heddle/checker/errors.hpp"
#include "heddle/checker/version.hpp"

namespace heddle::tools {
namespace {

ReportEvent event_from_json(const Json& json) {
  ReportEvent event;
  json.at("step").get_to(event.step);
  json.at("thread").get_to(event.thread);
  json.at("operation").get_to(event.operation);
  json.at("object").get_to(event.object);
  json.at("value").get_to(event.value);
  json.at("text").get_to(event.text);
  json.at("file").get_to(event.file);
  json.at("line").get_to(event.line);
  json.at("preemption").get_to(event.preemption);
  json.at("switched").get_to(event.switched);
  json.at("blocked").get_to(event.blocked);
  json.at("decisive").get_to(event.decisive);
  json.at("note").get_to(event.note);
  json.at("output").get_to(event.output);
  json.at("after").get_to(event.after);
  return event;
}

template <class T>
Json list(const std::vector<T>& values) {
  Json all = Json::array();
  for (const T& value : values) all.push_back(to_json(value));
  return all;
}

Kind kind_of(const Json& json) {
  const auto name = json.get<std::string>();
  const std::optional<Kind> kind = kind_from_name(name);
  if (!kind) throw UsageError("unknown kind of finding `" + name + "`");
  return *kind;
}

std::optional<Known> known_from_json(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Known{json.at("owner"), json.at("expires"), json.at("reason")};
}

/// The parts of an explanation read "heading: sentence".
std::pair<std::string, std::string> explanation_of(const std::string& text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 2)};
}

/// Calls `read`, and puts what the JSON library says into our words.
template <class F>
auto reading(F read) {
  try {
    return read();
  } catch (const Json::exception& error) {
    throw UsageError(std::string("this is no report of heddle: ") + error.what());
  }
}

Json counts(const Report& report) {
  const double seconds = report.seconds;
  const auto runs = static_cast<double>(report.executions + report.redundant);
  return {{"executions", report.executions},
          {"complete", report.complete},
          {"blocked", report.blocked},
          {"redundant", report.redundant},
          {"truncated", report.truncated},
          {"steps", report.steps},
          {"replayed_steps", report.replayed_steps},
          {"seconds", seconds},
          {"cpu_seconds", report.cpu_seconds},
          {"executions_per_second", seconds > 0 ? runs / seconds : 0.0},
          {"peak_rss_bytes", report.peak_rss_bytes},
          {"sequential", report.sequential},
          {"time_used", report.time_used}};
}

void read_counts(const Json& json, Report& report) {
  json.at("executions").get_to(report.executions);
  json.at("complete").get_to(report.complete);
  json.at("blocked").get_to(report.blocked);
  json.at("redundant").get_to(report.redundant);
  json.at("truncated").get_to(report.truncated);
  json.at("steps").get_to(report.steps);
  json.at("replayed_steps").get_to(report.replayed_steps);
  json.at("seconds").get_to(report.seconds);
  json.at("cpu_seconds").get_to(report.cpu_seconds);
  json.at("peak_rss_bytes").get_to(report.peak_rss_bytes);
  json.at("sequential").get_to(report.sequential);
  json.at("time_used").get_to(report.time_used);
}

}  // namespace

Json to_json(const ReportEvent& event) {
  return {
      {"step", event.step},         {"thread", event.thread},   {"operation", event.operation},
      {"object", event.object},     {"value", event.value},     {"text", event.text},
      {"file", event.file},         {"line", event.line},       {"preemption", event.preemption},
      {"switched", event.switched}, {"blocked", event.blocked}, {"decisive", event.decisive},
      {"note", event.note},         {"output", event.output},   {"after", event.after}};
}

Json to_json(const Outcome& outcome) {
  return {
      {"value", outcome.value}, {"executions", outcome.executions}, {"schedule", outcome.schedule}};
}

Json to_json(const Finding& finding) {
  Json explanation = Json::array();
  for (const auto& [heading, sentence] : finding.explanation) {
    explanation.push_back(heading.empty() ? sentence : heading + ": " + sentence);
  }
  Json json = {{"id", finding.id}, {"kind", kind_name(finding.kind)}, {"symptom", nullptr}};
  if (finding.symptom) json["symptom"] = kind_name(*finding.symptom);
  json["severity"] = finding.severity == Severity::error ? "error" : "warning";
  json["message"] = finding.message;
  json["explanation"] = explanation;
  json["executions"] = finding.executions;
  json["first_execution"] = finding.first_execution;
  json["schedule"] = finding.schedule;
  json["preemptions"] = finding.preemptions;
  json["columns"] = finding.columns;
  json["threads"] = finding.threads;
  json["objects"] = finding.objects;
  json["events"] = list(finding.events);
  json["known"] = nullptr;
  if (const auto& known = finding.known) {
    json["known"] = {
        {"owner", known->owner}, {"expires", known->expires}, {"reason", known->reason}};
  }
  return json;
}

Json to_json(const Sample& sample) {
  return {{"executions", sample.executions},
          {"classes", sample.classes},
          {"seen_once", sample.once},
          {"unseen", sample.unseen()}};
}

Json to_json(const Estimate& estimate) {
  return {{"probes", estimate.probes},
          {"executions", estimate.executions},
          {"low", estimate.low},
          {"high", estimate.high},
          {"classes", estimate.classes}};
}

Json to_json(const Report& report) {
  Json json = {{"target", report.target},
               {"source", report.source},
               {"verdict", verdict_name(report.verdict)},
               {"exhaustive", report.exhaustive},
               {"strategy", report.strategy},
               {"options", Json::object()}};
  for (const auto& [name, value] : report.options) json["options"][name] = value;
  json.update(counts(report));
  json["limits"] = report.limits;
  json["stopped"] = report.stopped;
  json["makespan"] = report.makespan ? Json{{"shortest", report.makespan->shortest},
                                            {"longest", report.makespan->longest}}
                                     : Json(nullptr);
  json["sample"] = report.sample ? to_json(*report.sample) : Json(nullptr);
  json["estimate"] = report.estimate ? to_json(*report.estimate) : Json(nullptr);
  json["outcomes"] = list(report.outcomes);
  json["findings"] = list(report.findings);
  return json;
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Outcome outcome_from_json(const Json& json) {
  return reading([&json] {
    return Outcome{json.at("value"), json.at("executions"), json.at("schedule")};
  });
}

Finding finding_from_json(const Json& json) {
  return reading([&json] {
    Finding finding;
    json.at("id").get_to(finding.id);
    finding.kind = kind_of(json.at("kind"));
    if (!json.at("symptom").is_null()) finding.symptom = kind_of(json.at("symptom"));
    finding.severity = json.at("severity") == "error" ? Severity::error : Severity::warning;
    json.at("message").get_to(finding.message);
    for (const Json& text : json.at("explanation")) {
      finding.explanation.push_back(explanation_of(text.get<std::string>()));
    }
    json.at("executions").get_to(finding.executions);
    json.at("first_execution").get_to(finding.first_execution);
    json.at("schedule").get_to(finding.schedule);
    json.at("preemptions").get_to(finding.preemptions);
    json.at("columns").get_to(finding.columns);
    json.at("threads").get_to(finding.threads);
    json.at("objects").get_to(finding.objects);
    for (const Json& event : json.at("events")) finding.events.push_back(event_from_json(event));
    finding.known = known_from_json(json.at("known"));
    return finding;
  });
}

Report report_from_json(const Json& json) {
  return reading([&json] {
    Report report;
    json.at("target").get_to(report.target);
    json.at("source").get_to(report.source);
    const auto verdict = json.at("verdict").get<std::string>();
    const std::optional<Verdict> known = verdict_from_name(verdict);
    if (!known) throw UsageError("unknown verdict `" + verdict + "`");
    report.verdict = *known;
    json.at("exhaustive").get_to(report.exhaustive);
    json.at("strategy").get_to(report.strategy);
    for (const auto& [name, value] : json.at("options").items()) {
      report.options.emplace_back(name, value.get<std::string>());
    }
    read_counts(json, report);
    json.at("limits").get_to(report.limits);
    json.at("stopped").get_to(report.stopped);
    if (const Json& makespan = json.at("makespan"); !makespan.is_null()) {
      report.makespan = Makespan{makespan.at("shortest"), makespan.at("longest")};
    }
    if (const Json& sample = json.at("sample"); !sample.is_null()) {
      report.sample = Sample{sample.at("executions"), sample.at("classes"), sample.at("seen_once")};
    }
    if (const Json& estimate = json.at("estimate"); !estimate.is_null()) {
      report.estimate = Estimate{estimate.at("probes"), estimate.at("executions"),
                                 estimate.at("low"), estimate.at("high"), estimate.at("classes")};
    }
    for (const Json& outcome : json.at("outcomes")) {
      report.outcomes.push_back(outcome_from_json(outcome));
    }
    for (const Json& finding : json.at("findings")) {
      report.findings.push_back(finding_from_json(finding));
    }
    return report;
  });
}

std::string write_json(const std::vector<Report>& reports) {
  const Json file = {{"heddle", kVersion}, {"format", kJsonFormat}, {"results", list(reports)}};
  return json_text(file, 1) + "\n";
}

std::vector<Report> parse_json(std::string_view text) {
  return reading([text] {
    const Json file = Json::parse(text);
    if (file.at("format") != kJsonFormat) {
      throw UsageError("the report has format " + file.at("format").dump() +
                       "; this heddle reads format " + std::to_string(kJsonFormat));
    }
    std::vector<Report> reports;
    for (const Json& result : file.at("results")) reports.push_back(report_from_json(result));
    return reports;
  });
}

}  // namespace heddle::tools
