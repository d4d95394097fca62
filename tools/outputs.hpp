// Where the reports of a command go beside the text: files, standard output, a workflow.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/examined.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/settings.hpp"

namespace heddle::tools {

/// A report as it is shown: whole, or as -q or --brief want it.
std::string report_words(const Report& report, const Settings& settings, const TextStyle& style);

/// To be asked before long work. Throws UsageError when two writers are given one file or want
/// standard output, or a file cannot be written.
void check_outputs(const Settings& settings);

/// Writes everything that was asked for. What cannot be written keeps nothing else from being
/// written; then throws UsageError that names it.
void write_outputs(const Settings& settings, const std::vector<Examined>& targets);

}  // namespace heddle::tools
