#include "heddle/tools/grade/spec.hpp"

#include <algorithm>
#include <filesystem>

#include "heddle/tools/grade/primitives_used.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/toml_file.hpp"

namespace heddle::tools::grade {
namespace {

constexpr std::int64_t kMost = 1'000'000'000;

/// Kinds that end the search: a submission that has one gets no points, whatever the checks say.
bool is_death(Kind kind) {
  return kind == Kind::crash || kind == Kind::early_exit || kind == Kind::stack_overflow ||
         kind == Kind::no_scheduling_point;
}

/// The kinds that are the same mistake to a student.
std::vector<Kind> with_kin(Kind kind) {
  switch (kind) {
    case Kind::data_race: return {kind, Kind::lost_update};
    case Kind::deadlock: return {kind, Kind::livelock, Kind::starvation};
    case Kind::lost_wakeup: return {kind, Kind::stolen_wakeup};
    default: return {kind};
  }
}

std::vector<std::string> property_names() {
  std::vector<std::string> all = {"no-finding", "outcomes", "uses", "avoids"};
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    if (is_death(static_cast<Kind>(kind))) continue;
    all.push_back("no-" + std::string(kind_name(static_cast<Kind>(kind))));
  }
  return all;
}

[[noreturn]] void unknown(const TomlTable& table, const char* member, const std::string& wrong,
                          const std::vector<std::string>& known) {
  const std::vector<std::string> near = near_names(wrong, known);
  table.refuse(member, "`" + printable(wrong) + "` is no " + member + "; " +
                           (near.empty() ? "there are: " + joined(known, ", ")
                                         : "near names: " + joined(near, ", ")));
}

void take_property(const TomlTable& table, Check& check) {
  check.property_name = table.required_text("property");
  const std::string& name = check.property_name;
  const std::vector<std::string> known = property_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    unknown(table, "property", name, known);
  }
  if (name == "outcomes") check.property = Property::outcomes;
  if (name == "uses") check.property = Property::uses;
  if (name == "avoids") check.property = Property::avoids;
  if (name.starts_with("no-") && name != "no-finding") {
    check.property = Property::no_kinds;
    check.kinds = with_kin(*kind_from_name(name.substr(3)));
  }
}

/// What belongs to one property alone.
void take_details(const TomlTable& table, Check& check) {
  const bool code = check.property == Property::uses || check.property == Property::avoids;
  const auto belongs = [&](const char* member, bool here) {
    if (here && !table.has(member)) {
      table.refuse(nullptr, "the check has no `" + std::string(member) + "`, which `" +
                                check.property_name + "` needs");
    }
    if (!here && table.has(member)) {
      table.refuse(member, "`" + std::string(member) + "` means nothing to `" +
                               check.property_name + "`: leave it out");
    }
  };
  belongs("outcomes", check.property == Property::outcomes);
  belongs("primitives", code);
  belongs("model", !code);
  if (code) {
    belongs("parameters", false);
    belongs("spurious", false);
  }
  check.expected = table.texts("outcomes");
  check.primitives = table.texts("primitives");
  for (const std::string& primitive : check.primitives) {
    const std::vector<std::string>& known = primitive_names();
    if (std::find(known.begin(), known.end(), primitive) == known.end()) {
      unknown(table, "primitives", primitive, known);
    }
  }
}

Run run_of(const TomlTable& table) {
  Run run;
  run.model = table.required_text("model");
  run.spurious = table.number("spurious", 0).value_or(0);
  if (run.spurious > 100) table.refuse("spurious", "`spurious` is at most 100");
  if (!table.has("parameters")) return run;
  const toml::value& parameters = table.at("parameters");
  if (!parameters.is_table()) table.refuse("parameters", "`parameters` is a table of numbers");
  for (const auto& [name, value] : parameters.as_table()) {
    if (!value.is_integer()) {
      table.refuse("parameters", "the parameter `" + printable(name) + "` is a whole number");
    }
    run.parameters.emplace_back(name, value.as_integer());
  }
  std::sort(run.parameters.begin(), run.parameters.end());
  return run;
}

std::size_t number_of(std::vector<Run>& runs, const Run& run) {
  const auto known = std::find(runs.begin(), runs.end(), run);
  if (known != runs.end()) return static_cast<std::size_t>(known - runs.begin());
  runs.push_back(run);
  return runs.size() - 1;
}

void add_check(const TomlTable& table, Spec& spec) {
  Check check;
  check.name = table.required_text("name");
  std::vector<std::string> earlier;
  for (const Check& other : spec.all_checks) earlier.push_back(other.name);
  if (std::find(earlier.begin(), earlier.end(), check.name) != earlier.end()) {
    table.refuse("name", "there is a check `" + printable(check.name) + "` already");
  }
  take_property(table, check);
  take_details(table, check);
  const auto points = table.number("points", 0);
  if (!points) table.refuse(nullptr, "the check has no `points`");
  if (*points > kMost) table.refuse("points", "`points` is too large");
  check.points = *points;
  for (const std::string& name : table.texts("after")) {
    const auto at = std::find(earlier.begin(), earlier.end(), name);
    if (at == earlier.end()) {
      table.refuse("after", "no check before this one is called `" + printable(name) + "`");
    }
    check.after.push_back(static_cast<std::size_t>(at - earlier.begin()));
  }
  if (table.has("model")) check.run = number_of(spec.runs, run_of(table));
  spec.all_checks.push_back(std::move(check));
}

void add_wrong(const TomlTable& table, Spec& spec) {
  WrongSolution wrong;
  wrong.file = table.required_text("file");
  for (const std::string& name : table.texts("findings")) {
    const auto kind = kind_from_name(name);
    if (!kind) {
      std::vector<std::string> known;
      for (int k = 0; k <= static_cast<int>(Kind::relies_on_time); ++k) {
        known.emplace_back(kind_name(static_cast<Kind>(k)));
      }
      unknown(table, "findings", name, known);
    }
    wrong.findings.push_back(*kind);
  }
  if (wrong.findings.empty()) {
    table.refuse("findings", "the wrong solution has no `findings`: name what must be found in it");
  }
  spec.wrong.push_back(std::move(wrong));
}

void take_budget(const std::string& path, const toml::value& value, Budget& budget) {
  const TomlTable table(path, value, "`budget`",
                        {"executions", "steps", "memory_mib", "output_kib"});
  const auto take = [&table](const char* name, std::int64_t least, auto usual) {
    const auto number = table.number(name, least).value_or(static_cast<std::int64_t>(usual));
    if (number > kMost) table.refuse(name, std::string("`") + name + "` is too large");
    return static_cast<std::uint64_t>(number);
  };
  budget.executions = take("executions", 1, budget.executions);
  budget.steps = static_cast<std::uint32_t>(take("steps", 1, budget.steps));
  budget.sandbox.memory_bytes = take("memory_mib", 128, budget.sandbox.memory_bytes >> 20U) << 20U;
  budget.sandbox.output_bytes = take("output_kib", 0, budget.sandbox.output_bytes >> 10U) << 10U;
}

/// A name without folders: files are found beside the spec, and copies of submissions are given it.
std::string plain_file_name(const TomlTable& table, const char* member) {
  std::string name = table.required_text(member);
  if (name.find('/') != std::string::npos || !name.ends_with(".cpp")) {
    table.refuse(member,
                 std::string("`") + member + "` is the name of a .cpp file, without folder");
  }
  return name;
}

}  // namespace

std::int64_t Spec::points() const {
  std::int64_t all = 0;
  for (const Check& check : all_checks) all += check.points;
  return all;
}

Spec parse_spec(const std::string& path, std::string_view text) {
  const toml::value root = toml_of(path, text);
  const TomlTable table(path, root, "the spec",
                        {"title", "file", "checks", "reference", "given", "allow", "hints",
                         "budget", "check", "wrong"});
  Spec spec;
  spec.path = path;
  spec.folder = std::filesystem::path(path).parent_path().string();
  if (spec.folder.empty()) spec.folder = ".";
  spec.title = table.required_text("title");
  spec.file = plain_file_name(table, "file");
  spec.checks = table.required_text("checks");
  spec.reference = table.required_text("reference");
  spec.given = table.texts("given");
  spec.allowed = table.texts("allow");
  const std::int64_t hints = table.number("hints", 0).value_or(2);
  if (hints > 2) table.refuse("hints", "`hints` is 0 (kinds), 1 (messages) or 2 (reports)");
  spec.hints = static_cast<Hints>(hints);
  if (table.has("budget")) take_budget(path, table.at("budget"), spec.budget);
  for (const toml::value& one : table.tables("check")) {
    add_check(TomlTable(path, one, "the check",
                        {"name", "model", "parameters", "spurious", "property", "outcomes",
                         "primitives", "points", "after"}),
              spec);
  }
  if (spec.all_checks.empty()) malformed(path, 1, "there is no [[check]]");
  for (const toml::value& one : table.tables("wrong")) {
    add_wrong(TomlTable(path, one, "the wrong solution", {"file", "findings"}), spec);
  }
  return spec;
}

}  // namespace heddle::tools::grade
