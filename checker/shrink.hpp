// Shrinking: of the executions that show a finding, one that is easy to read.
#pragma once

#include <functional>

#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"

namespace heddle {

/// The finding with the simplest witness that was found in Options::shrink executions, or in the
/// first of them that have 100,000 events together: one with the fewest preemptions, of these one
/// with the fewest events, then with the fewest timeouts, spurious wakeups and other alternatives,
/// then with the fewest changes of thread. It has been run and shows the same finding (id and
/// symptom). Says so if two of its steps, swapped, make the error disappear; to know that takes up
/// to 64 executions more.
///
/// It is returned as it is where no execution alone shows it (a lost update that is known by
/// comparing two, and these two are not among the simplest), of a livelock, which is long because
/// it does not end, or if that budget is 0.
///
/// Searches by moving and dropping pieces of the schedule (A. Zeller, R. Hildebrandt, "Simplifying
/// and Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28, 2002), and
/// then bound by bound for fewer preemptions (Options::preemptions): the number of preemptions is
/// the least there is if that search came to its end.
Finding shrink(const std::function<void()>& program, const Options& options,
               const Finding& finding);

}  // namespace heddle
