// Options from a file: a table for each command, with its options by their names.
//
//   [check]
//   targets = ["*"]
//   keep-going = true
//   max-time = "90s"
//   fail-on = ["deadlock", "data-race"]
//   parameters = { n = 4 }
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace heddle::tools {

/// Gives `command` the options that its table of the file has and its command line has not. To be
/// called while the command's options are being processed, by the first of them. Throws UsageError
/// "path:line: what" for a file that is no TOML, an option that there is not, or a value that is
/// none.
void take_config(CLI::App& command, const std::string& path);

}  // namespace heddle::tools
