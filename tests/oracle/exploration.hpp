// What Heddle makes of a small program, and the comparison with the reference.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "heddle/tests/oracle/program.hpp"
#include "heddle/tests/oracle/reference.hpp"

namespace heddle::oracle {

/// A class of equivalent executions: a hash of each event's thread, index, labels and alternative,
/// with the earlier events of other threads that it depends on.
using Form = std::pair<std::uint64_t, std::uint64_t>;
Form canonical_form(const Trace& trace);

struct Explored {
  Report report;
  Finals finals;
  std::map<Form, std::uint64_t> classes;  ///< by form: how many executions
};
/// Explores all of `program` depth-first.
Explored explore_program(const Program& program, const char* strategy, Reduce reduce);

/// Compares brute force, sleep sets and the reference, and replays every finding. Returns what is
/// wrong, one complaint a line; empty: nothing.
std::string complaints(const Program& program);

/// A random program of a family: its objects and subjects, no threads yet.
using Family = std::function<void(Program& program, Random& random)>;

/// The program of a family with this number: large enough to be interesting, small enough for brute
/// force.
std::unique_ptr<Program> draw_program(const Family& family, std::uint64_t number);

/// How many programs a family is tested with: HEDDLE_PROGRAMS, or 10,000 with HEDDLE_NIGHTLY=1, or
/// 300.
int programs_per_family();

/// Checks that many programs; fails with the first few complaints.
void check_family(const Family& family);
/// Whether one of the first `programs` programs has complaints, as those of a mutant must.
bool complains(const Family& family, int programs);

}  // namespace heddle::oracle
