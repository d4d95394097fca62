// JSON: nothing is lost on the way there and back, and the schema describes it.
#include <catch2/catch.hpp>

#include <regex>

#include "heddle/checker/errors.hpp"
#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tests/tools/validation.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/report_json.hpp"

using namespace heddle;
using namespace heddle::tools;

namespace {

bool has_type(const Json& json, const std::string& type) {
  if (type == "object") return json.is_object();
  if (type == "array") return json.is_array();
  if (type == "string") return json.is_string();
  if (type == "boolean") return json.is_boolean();
  if (type == "null") return json.is_null();
  if (type == "integer") return json.is_number_integer();
  return type == "number" && json.is_number();
}

/// The part of JSON Schema 2020-12 that report.schema.json uses.
class Validator {
 public:
  explicit Validator(Json schema) : root_(std::move(schema)) {}

  /// The places at which `json` is not what the schema says.
  std::vector<std::string> operator()(const Json& json) {
    wrong_.clear();
    check(json, root_, "");
    return wrong_;
  }

 private:
  void check(const Json& json, const Json& schema, const std::string& path) {
    const auto wrong = [&](const char* keyword) { wrong_.push_back(path + ": " + keyword); };
    for (const auto& [keyword, value] : schema.items()) {
      if (keyword == "$ref")
        check(json, root_.at(Json::json_pointer(value.get<std::string>().substr(1))), path);
      if (keyword == "type" && !has_type(json, value)) wrong("type");
      if (keyword == "const" && json != value) wrong("const");
      if (keyword == "enum" && std::find(value.begin(), value.end(), json) == value.end())
        wrong("enum");
      if (keyword == "minimum" && json.is_number() && json.get<double>() < value.get<double>())
        wrong("minimum");
      if (keyword == "pattern" && json.is_string() &&
          !std::regex_search(json.get<std::string>(), std::regex(value.get<std::string>()))) {
        wrong("pattern");
      }
      if (keyword == "anyOf") check_any(json, value, path);
      if (keyword == "required" && json.is_object()) {
        for (const Json& name : value) {
          if (!json.contains(name.get<std::string>())) wrong("required");
        }
      }
      if (keyword == "items" && json.is_array()) {
        for (std::size_t i = 0; i < json.size(); ++i)
          check(json[i], value, path + "/" + std::to_string(i));
      }
    }
    if (json.is_object()) check_members(json, schema, path);
  }

  void check_members(const Json& json, const Json& schema, const std::string& path) {
    for (const auto& [name, member] : json.items()) {
      const std::string place = path + "/" + name;
      if (schema.contains("properties") && schema["properties"].contains(name)) {
        check(member, schema["properties"][name], place);
      } else if (schema.contains("additionalProperties")) {
        const Json& others = schema["additionalProperties"];
        if (others.is_boolean()) {
          if (!others.get<bool>()) wrong_.push_back(place + ": additionalProperties");
        } else {
          check(member, others, place);
        }
      }
    }
  }

  void check_any(const Json& json, const Json& choices, const std::string& path) {
    for (const Json& choice : choices) {
      const std::size_t before = wrong_.size();
      check(json, choice, path);
      if (wrong_.size() == before) return;
      wrong_.resize(before);
    }
    wrong_.push_back(path + ": anyOf");
  }

  Json root_;
  std::vector<std::string> wrong_;
};

Validator schema() {
  return Validator(Json::parse(read_file(HEDDLE_SOURCE_FOLDER "/tools/report.schema.json")));
}

/// All fields at once: to_json is a function of them all, so equal JSON means equal reports; and a
/// few are compared by themselves in case to_json forgets one.
void check_equal(const Report& a, const Report& b) {
  CHECK(to_json(a) == to_json(b));
  CHECK(a.target == b.target);
  CHECK(a.source == b.source);
  CHECK(a.verdict == b.verdict);
  CHECK(a.exhaustive == b.exhaustive);
  CHECK(a.strategy == b.strategy);
  CHECK(a.options == b.options);
  CHECK(a.executions == b.executions);
  CHECK(a.complete == b.complete);
  CHECK(a.blocked == b.blocked);
  CHECK(a.redundant == b.redundant);
  CHECK(a.truncated == b.truncated);
  CHECK(a.steps == b.steps);
  CHECK(a.replayed_steps == b.replayed_steps);
  CHECK(a.seconds == b.seconds);
  CHECK(a.cpu_seconds == b.cpu_seconds);
  CHECK(a.peak_rss_bytes == b.peak_rss_bytes);
  CHECK(a.sequential == b.sequential);
  CHECK(a.time_used == b.time_used);
  CHECK(a.limits == b.limits);
  CHECK(a.stopped == b.stopped);
  CHECK(a.sample == b.sample);
  CHECK(a.estimate == b.estimate);
  CHECK(a.outcomes == b.outcomes);
  CHECK(a.findings == b.findings);
}

}  // namespace

TEST_CASE("JSON: nothing is lost on the way there and back", "[tools]") {
  Report odd = verified_report();
  odd.verdict = Verdict::inconclusive;
  odd.sequential = true;
  odd.limits = {"polling cut after 3 idle rounds"};
  odd.stopped = "it was interrupted";
  odd.executions = ~std::uint64_t{0};
  odd.findings.emplace_back().explanation = {{"", "no heading"}, {"why", "a: b: c"}};
  odd.source = "odd.cpp";
  odd.findings[0].known = Known{"alice", "2026-12-31", "soon"};
  const std::vector<Report> reports = {lost_wakeup_report(), verified_report(), odd, Report{}};
  const std::vector<Report> read = parse_json(write_json(reports));
  REQUIRE(read.size() == reports.size());
  for (std::size_t i = 0; i < reports.size(); ++i) check_equal(reports[i], read[i]);
}

TEST_CASE("JSON: what a random search estimates", "[tools]") {
  Report report = verified_report();
  report.sample = Sample{1000, 40, 5};
  report.estimate = Estimate{1000, 3432.5, 3000, 4e12, 40};
  check_equal(report, parse_json(write_json({report}))[0]);
  CHECK(schema()(Json::parse(write_json({report}))).empty());
  CHECK(to_json(report)["sample"]["unseen"] == 0.005);
}

TEST_CASE("JSON: every kind and verdict has a name that is read back", "[tools]") {
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    Finding finding = lost_wakeup_report().findings[0];
    finding.kind = static_cast<Kind>(kind);
    finding.symptom.reset();
    CHECK(finding_from_json(to_json(finding)) == finding);
  }
}

TEST_CASE("JSON: what is written is what the schema says", "[tools]") {
  Validator validate = schema();
  const auto wrong = validate(Json::parse(write_json({lost_wakeup_report(), verified_report()})));
  CHECK(wrong == std::vector<std::string>{});
  CHECK(validate(Json::parse(write_json({}))).empty());
}

TEST_CASE("JSON: a validator that knows all of JSON Schema agrees", "[tools]") {
  Report known = lost_wakeup_report();
  known.findings[0].known = Known{"alice", "2026-12-31", "soon"};
  CHECK(json_objections(write_json({known, verified_report(), warning_report(), odd_report(),
                                    inconclusive_report(), failed_report()}))
            .empty());
  known.findings[0].known->expires = "tomorrow";
  CHECK_THAT(json_objections(write_json({known})), Catch::Contains("tomorrow"));
}

TEST_CASE("JSON: the schema refuses what is wrong", "[tools]") {
  Validator validate = schema();
  const Json good = Json::parse(write_json({lost_wakeup_report()}));
  const auto spoilt = [&](const char* place, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(place)] = value;
    return validate(bad);
  };
  using Wrong = std::vector<std::string>;
  CHECK(spoilt("/format", 2) == Wrong{"/format: const"});
  CHECK(spoilt("/results/0/verdict", "fine") == Wrong{"/results/0/verdict: enum"});
  CHECK(spoilt("/results/0/executions", -1) == Wrong{"/results/0/executions: minimum"});
  CHECK(spoilt("/results/0/more", 1) == Wrong{"/results/0/more: additionalProperties"});
  CHECK(spoilt("/results/0/options/time", 1) == Wrong{"/results/0/options/time: type"});
  CHECK(spoilt("/results/0/findings/0/id", "x") == Wrong{"/results/0/findings/0/id: pattern"});
  CHECK(spoilt("/results/0/findings/0/symptom", 3) ==
        Wrong{"/results/0/findings/0/symptom: anyOf"});
  CHECK(spoilt("/results/0/findings/0/events/0/step", "1") ==
        Wrong{"/results/0/findings/0/events/0/step: type"});
  Json bad = good;
  bad["results"][0].erase("seconds");
  CHECK(validate(bad) == Wrong{"/results/0: required"});
}

TEST_CASE("JSON: the schema names every kind", "[tools]") {
  const Json json = Json::parse(read_file(HEDDLE_SOURCE_FOLDER "/tools/report.schema.json"));
  std::vector<std::string> kinds;
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    kinds.emplace_back(kind_name(static_cast<Kind>(kind)));
  }
  CHECK(json["$defs"]["kind"]["enum"].get<std::vector<std::string>>() == kinds);
}

TEST_CASE("JSON: bytes that are no text do not stop the writer", "[tools]") {
  Report report = lost_wakeup_report();
  report.findings[0].events[0].output = "caf\xe9\x01";
  const std::vector<Report> read = parse_json(write_json({report}));
  CHECK(read[0].findings[0].events[0].output == "caf\xef\xbf\xbd\x01");
}

TEST_CASE("JSON: what is no report is refused with a reason", "[tools]") {
  using Catch::Contains;
  CHECK_THROWS_AS(parse_json(""), UsageError);
  CHECK_THROWS_WITH(parse_json("{}"), Contains("no report of heddle"));
  CHECK_THROWS_WITH(parse_json("{\"format\": 9, \"results\": []}"), Contains("format 9"));
  CHECK_THROWS_WITH(parse_json("{\"format\": 1, \"results\": [{}]}"), Contains("target"));
}
