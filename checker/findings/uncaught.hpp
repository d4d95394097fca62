// What the three kinds for exceptions that leave a thread share.
#pragma once

#include "heddle/checker/detector.hpp"

namespace heddle::findings {

/// One detection of `kind` for every uncaught exception of that category.
void conclude_uncaught(const Trace& trace, Category category, Kind kind,
                       std::vector<Detection>& out);
/// The exception of the detection's thread, or null.
const Uncaught* uncaught_of(const Trace& trace, const Detection& detection);
/// "RuntimeError: release unlocked lock".
std::string exception_words(const Uncaught& uncaught);
/// Where the exception came from: the thread's last event, but for the releases of unwinding. (One
/// that released nothing is what failed.)
EventIndex last_deed(const Trace& trace, const Uncaught& uncaught);
/// Adds what the thread had done last, and what it left locked. True if that says what to do.
bool explain_end(const Trace& trace, const Uncaught& uncaught, Finding& finding);

}  // namespace heddle::findings
