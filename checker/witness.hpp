// The witness of a finding: an execution put into words, and the finding's stable id.
#pragma once

#include <string>

#include "heddle/checker/detector.hpp"

namespace heddle {

/// "DR-7f3a12": the kind and a hash of where it is in the code (files, functions, objects, kinds of
/// operation), never of step numbers, line numbers or addresses: the same from run to run and after
/// unrelated edits.
std::string finding_id(const Trace& trace, const Detection& detection);

/// Fills in the witness: columns, events, schedule, preemptions, and the names of threads and
/// objects. `trace` must have been recorded with values.
void write_witness(const Trace& trace, const Detection& detection, Finding& finding);

}  // namespace heddle
