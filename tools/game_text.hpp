// What the player of `heddle explore` reads. No line is wider than kColumns.
#pragma once

#include <string>

#include "heddle/tools/play.hpp"

namespace heddle::tools {

/// The threads, one a line: number, name, what it is about to do, what it waits for. `=>` marks the
/// one that took the last step.
std::string threads_text(const Play& play, bool colour);
/// The steps after the first `from`, one a line, with what they printed.
std::string new_steps_text(const Position& position, std::size_t from, bool colour);
/// All steps as a witness table.
std::string steps_text(const Position& position, bool colour);
/// The objects: what is in them, what was done to them last.
std::string objects_text(const Position& position);
/// Why a thread waits, in sentences.
std::string why_text(const Position::Thread& thread);
/// A finding in one or two lines.
std::string short_finding_text(const Finding& finding, bool colour);

}  // namespace heddle::tools
