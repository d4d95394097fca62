#include "heddle/tools/report_sarif.hpp"

#include <algorithm>
#include <string_view>

#include "heddle/checker/version.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/report_json.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {
namespace {

constexpr const char* kSchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The base of all uris that are relative, by the name that others give to the top of the sources.
/// Where that is on this machine is not said: the log is the same on every one.
constexpr const char* kUriBase = "%SRCROOT%";

Json message(const std::string& text) { return {{"text", text}}; }

const char* level_of(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

/// The path as a part of a URI (RFC 3986).
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kAlso = "-._~/!$&'()*+,;=@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kAlso.find(c) != std::string_view::npos) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += '%';
    uri += kDigits[byte >> 4U];
    uri += kDigits[byte & 0xfU];
  }
  return uri;
}

/// "DataRace": how SARIF would have a rule's readable name.
std::string pascal_name(Kind kind) {
  std::string name;
  bool upper = true;
  for (const char c : kind_name(kind)) {
    if (c != '-') name += upper ? static_cast<char>(c - 'a' + 'A') : c;
    upper = c == '-';
  }
  return name;
}

Json rules() {
  Json all = Json::array();
  for (int i = 0; i <= static_cast<int>(Kind::relies_on_time); ++i) {
    const auto kind = static_cast<Kind>(i);
    const KindText& text = kind_text(kind);
    all.push_back({{"id", kind_name(kind)},
                   {"name", pascal_name(kind)},
                   {"shortDescription", message(std::string(text.brief) + ".")},
                   {"fullDescription", message(std::string(text.full))},
                   {"defaultConfiguration", {{"level", level_of(severity_of(kind))}}}});
  }
  return all;
}

class SarifRun {
 public:
  explicit SarifRun(std::string folder) : folder_(std::move(folder)) {}

  void add(const Report& report) {
    for (const Finding& finding : report.findings) results_.push_back(result(report, finding));
    const bool failed = report.verdict == Verdict::error;
    successful_ = successful_ && !failed;
    if (failed || report.verdict == Verdict::inconclusive) notify(report, failed);
  }

  [[nodiscard]] Json json() const {
    Json invocation = {{"executionSuccessful", successful_}};
    if (!notifications_.empty()) invocation["toolExecutionNotifications"] = notifications_;
    const Json driver = {{"name", "heddle"}, {"version", kVersion}, {"rules", rules()}};
    Json run = {{"tool", {{"driver", driver}}}, {"invocations", Json::array({invocation})}};
    run["results"] = results_;
    return run;
  }

 private:
  void notify(const Report& report, bool failed) {
    const std::string why = report.stopped.empty() ? "its verdict is " : report.stopped + ": ";
    notifications_.push_back({{"level", failed ? "error" : "warning"},
                              {"message", message(printable(report.target) + ": " + why +
                                                  std::string(verdict_name(report.verdict)))}});
  }

  [[nodiscard]] Json physical(const ReportEvent& event) const {
    const std::string path = path_seen_from(folder_, event.file);
    Json artifact;
    if (path.starts_with('/')) {
      artifact = {{"uri", "file://" + percent_encoded(path)}};
    } else {
      artifact = {{"uri", percent_encoded(path)}, {"uriBaseId", kUriBase}};
    }
    Json place = {{"artifactLocation", artifact}};
    if (event.line > 0) place["region"] = {{"startLine", event.line}};
    return place;
  }

  /// Where an event is: its place in the source, where known, and what happens there.
  [[nodiscard]] Json location(const ReportEvent& event) const {
    Json place = Json::object();
    if (!event.file.empty()) place["physicalLocation"] = physical(event);
    place["message"] = message(printable(event.thread) + ": " + event_words(event));
    return place;
  }

  [[nodiscard]] Json thread_flow(const Finding& finding, const std::string& thread) const {
    Json steps = Json::array();
    for (const ReportEvent& event : finding.events) {
      if (event.thread != thread) continue;
      Json step = {{"location", location(event)}, {"executionOrder", event.step}};
      if (event.decisive) step["importance"] = "essential";
      steps.push_back(step);
    }
    return {{"id", thread}, {"locations", steps}};
  }

  [[nodiscard]] Json code_flow(const Finding& finding) const {
    std::vector<std::string> threads;
    for (const ReportEvent& event : finding.events) {
      if (std::find(threads.begin(), threads.end(), event.thread) == threads.end()) {
        threads.push_back(event.thread);
      }
    }
    Json flows = Json::array();
    for (const std::string& thread : threads) flows.push_back(thread_flow(finding, thread));
    return {{"message", message("the witness: one thread flow for each thread")},
            {"threadFlows", flows}};
  }

  /// The first decisive event that has a place is where the finding is; the others are related.
  void place(const Report& report, const Finding& finding, Json& result) const {
    const Json target = {{"fullyQualifiedName", report.target}, {"kind", "function"}};
    Json at = Json::object();
    Json related = Json::array();
    for (const ReportEvent* event : decisive_events(finding)) {
      if (event->file.empty()) continue;
      if (at.empty()) {
        at = location(*event);
      } else {
        related.push_back(location(*event));
        related.back()["id"] = related.size();
      }
    }
    at["logicalLocations"] = Json::array({target});
    result["locations"] = Json::array({at});
    if (!related.empty()) result["relatedLocations"] = related;
  }

  [[nodiscard]] Json result(const Report& report, const Finding& finding) const {
    std::string text = finding.message;
    for (const auto& [heading, sentence] : finding.explanation) {
      text += "\n" + (heading.empty() ? sentence : heading + ": " + sentence);
    }
    Json json = {{"ruleId", kind_name(finding.kind)},
                 {"ruleIndex", static_cast<int>(finding.kind)},
                 {"level", level_of(finding.severity)},
                 {"message", message(text)}};
    place(report, finding, json);
    if (!finding.events.empty()) json["codeFlows"] = Json::array({code_flow(finding)});
    json["partialFingerprints"] = {{"heddle/v1", finding.id}};
    if (const auto& known = finding.known) {
      const Json owner = {{"owner", known->owner}, {"expires", known->expires}};
      json["suppressions"] = Json::array({{{"kind", "external"},
                                           {"status", "accepted"},
                                           {"justification", known->reason},
                                           {"properties", owner}}});
    }
    json["properties"] = {{"target", report.target},
                          {"schedule", finding.schedule},
                          {"preemptions", finding.preemptions},
                          {"executions", finding.executions}};
    if (finding.symptom) json["properties"]["symptom"] = kind_name(*finding.symptom);
    return json;
  }

  std::string folder_;
  Json results_ = Json::array();
  Json notifications_ = Json::array();
  bool successful_ = true;
};

}  // namespace

std::string write_sarif(const std::vector<Report>& reports, const std::string& folder) {
  SarifRun run(folder);
  for (const Report& report : reports) run.add(report);
  const Json log = {
      {"$schema", kSchemaUri}, {"version", "2.1.0"}, {"runs", Json::array({run.json()})}};
  return json_text(log, 1) + "\n";
}

}  // namespace heddle::tools
