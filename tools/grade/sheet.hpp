// The marks of an assignment, as they are written: for people, for Gradescope, for spreadsheets,
// for CI. None of them holds a time: the same submissions give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/grade/mark.hpp"

namespace heddle::tools::grade {

struct Sheet {
  Spec spec;
  std::vector<Mark> marks;
};

/// Submissions that have one finding: equal ids.
struct Group {
  std::string id;
  Kind kind = Kind::data_race;
  std::vector<std::string> submissions;
};
/// The findings of all marks, those that most submissions have first.
std::vector<Group> groups_of(const std::vector<Mark>& marks);

/// The points of each submission; unless it is to be `brief` also what went wrong, and the groups.
std::string sheet_text(const Sheet& sheet, bool colour, bool brief = false);

/// Everything.
std::string sheet_json(const Sheet& sheet);

/// A line for each submission: name, state, points, of, the points of each check, ids of findings
/// with blanks in between, and the number of the group of submissions with the same findings.
std::string sheet_csv(const Sheet& sheet);

/// A test suite with a test case for each check of each submission; texts as the hints allow.
std::string sheet_junit(const Sheet& sheet);

/// Gradescope's results.json of one mark; texts as the hints allow.
std::string gradescope_json(const Spec& spec, const Mark& mark);

/// What a student is told of a check: empty where it is passed.
std::string told_of(const Spec& spec, const Mark& mark, const CheckMark& check);

}  // namespace heddle::tools::grade
