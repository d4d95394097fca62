// A witness in few words: its decisive events, and all of it on one line.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/report.hpp"

namespace heddle::tools {

/// The events that the finding is about, in order; where none is marked, its last event. Empty only
/// for a finding without a witness.
std::vector<const ReportEvent*> decisive_events(const Finding& finding);

/// The first decisive event whose place in the source is known; null: there is none.
const ReportEvent* placed_event(const Finding& finding);

/// "read items = 0 (choice 1 of 2)": without control characters.
std::string event_words(const ReportEvent& event);

/// "t1: read x = 0 | t2: read x = 0, write x = 1 | t1: write x = 1": the witness on one line. Of a
/// long one the middle is left out, but no decisive event. Empty without a witness.
std::string compact_trace(const Finding& finding);

/// `file` as seen from `folder`, if it is below it, else as it is; both absolute or `file` relative
/// to `folder`. Without `.` and `..`.
std::string path_seen_from(const std::string& folder, const std::string& file);

/// The current folder.
std::string current_folder();

}  // namespace heddle::tools
