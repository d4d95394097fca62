// Whether a spec can be trusted: its reference solution must pass, and every solution that is wrong
// on purpose be caught.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/grade/mark.hpp"
#include "heddle/tools/grade/submission.hpp"

namespace heddle::tools::grade {

/// The reference, then the wrong ones.
std::vector<Submission> solutions_of(const Spec& spec);

/// A sentence for each thing that is not as it should be: `marks` are those of `solutions_of`.
std::vector<std::string> shortcomings(const Spec& spec, const std::vector<Mark>& marks);

}  // namespace heddle::tools::grade
