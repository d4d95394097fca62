// What a submission gets, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heddle/tools/grade/object_file.hpp"
#include "heddle/tools/grade/spec.hpp"
#include "heddle/tools/report_json.hpp"

namespace heddle::tools::grade {

enum class State : std::uint8_t {
  examined,      ///< all checks were made: the points are theirs
  missing_file,  ///< it lacks the file that is to be handed in
  compile_error,
  link_error,      ///< it lacks what the checks call
  forbidden_code,  ///< refused before it ran
  crash,           ///< its end was the end of the search: no points; the next three as well
  stack_overflow,
  no_scheduling_point,
  early_exit,
  no_report,  ///< the search broke down, or its report is not to be trusted: no points
};
/// "examined", "compile-error" ...
std::string state_name(State state);

/// The state of a submission in which this kind is found, if it ends the search.
std::optional<State> death_of(Kind kind);

struct CheckMark {
  enum class Result : std::uint8_t {
    passed,
    failed,
    undecided,  ///< the search was not completed: nothing is proven
    not_tried,  ///< a check that it comes after failed, or nothing was examined
  };
  std::string name;
  Result result = Result::not_tried;
  std::int64_t points = 0;
  std::int64_t of = 0;
  std::string why;                    ///< a sentence; empty: passed
  std::vector<std::string> findings;  ///< ids of those for which it fails
};
/// "passed", "failed", "undecided", "not-tried".
std::string result_name(CheckMark::Result result);

struct Found {
  Finding finding;
  std::string model;  ///< that it was first found in
  std::string text;   ///< for people: the witness and why
};

struct Mark {
  std::string name;  ///< of the submission
  State state = State::examined;
  std::string why;  ///< a sentence or more; empty: all was examined
  std::int64_t points = 0;
  std::int64_t of = 0;
  std::vector<CheckMark> checks;  ///< in the order of the spec
  std::vector<Found> findings;    ///< each id once, in order of discovery

  [[nodiscard]] const Found* find(const std::string& id) const;
};

/// What a run showed: its report, or why there is none.
struct RunResult {
  std::optional<Report> report;
  std::string trouble;
};

/// The mark of a submission that was examined: `results` are of Spec::runs, in their order, and may
/// end with the first that ended the search; `code` is its object file. Depends on nothing else.
Mark mark_of(const Spec& spec, const std::string& name, const ObjectFile& code,
             const std::vector<RunResult>& results);

/// The mark of one that could not be examined.
Mark no_mark(const Spec& spec, const std::string& name, State state, std::string why);

Json to_json(const Mark& mark);
Mark mark_from_json(const Json& json);

}  // namespace heddle::tools::grade
