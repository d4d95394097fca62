// A row of a table of models, and the words that its expectations are written in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/model.hpp"

namespace heddle::programs {

using Outcomes = std::optional<std::vector<std::string>>;
using Count = std::optional<std::uint64_t>;

struct Row {
  const char* name;
  const char* file;
  const char* summary;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  void (*program)(const Parameters&);
  Expectation expected;
};

/// Nothing wrong. `interleavings` is what plain depth-first search runs, `executions` the reduced
/// search; `outcomes` are all results there are.
inline Expectation verified(Count interleavings, std::uint64_t executions, Outcomes outcomes = {}) {
  Expectation all;
  all.interleavings = interleavings;
  all.executions = executions;
  all.outcomes = std::move(outcomes);
  return all;
}

/// Exactly these kinds are found.
inline Expectation bug(std::vector<Kind> findings, Count interleavings, std::uint64_t executions,
                       Outcomes outcomes = {}) {
  Expectation all = verified(interleavings, executions, std::move(outcomes));
  all.verdict = Verdict::bug;
  all.findings = std::move(findings);
  return all;
}

inline Expectation sequential(Expectation expected) {
  expected.sequential = true;
  return expected;
}

inline Expectation with(const char* option, const char* value, Expectation expected) {
  expected.options.emplace_back(option, value);
  return expected;
}

/// Makes models of rows. Only the table of a file calls it, before main.
inline bool register_rows(std::vector<Row> rows, const char* group) {
  for (Row& row : rows) {
    Model model;
    model.name = row.name;
    model.summary = row.summary;
    for (const auto& [name, value] : row.parameters) model.parameters.declare(name, value);
    model.program = row.program;
    model.expected = std::move(row.expected);
    model.where = {row.file, row.name, 1};
    model.group = group;
    register_model(std::move(model));
  }
  return true;
}

}  // namespace heddle::programs
