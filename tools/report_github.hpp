// Reports for a workflow of GitHub Actions: annotations at the lines of the findings, and a summary
// of the step in Markdown.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/examined.hpp"

namespace heddle::tools {

/// Workflow commands, one a line: an `error` or `warning` for each finding, a `notice` for one that
/// a baseline knows, and an `error` for each target that fails without a finding. Files below
/// `folder` are named relative to it. The format:
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string github_annotations(const std::vector<Examined>& targets, const std::string& folder);

/// The summary: a table of the targets and, below it, each finding with its place and its compact
/// trace. At most about kSummaryBytes: findings that do not fit are counted.
std::string github_summary(const std::vector<Examined>& targets, const std::string& folder);

/// GitHub takes no more than 1 MiB from a step.
inline constexpr std::size_t kSummaryBytes = 1'000'000;

}  // namespace heddle::tools
