// The subcommands, one file each. They throw UsageError for what the user can mend, and Nothing
// where there is nothing to explore.
#pragma once

#include <stdexcept>
#include <string>

#include "heddle/tools/settings.hpp"

namespace heddle::tools {

ExitCode check_command(const Settings& settings);
ExitCode replay_command(const Settings& settings);
ExitCode outcomes_command(const Settings& settings);
ExitCode estimate_command(const Settings& settings);
ExitCode explore_command(const Settings& settings);
ExitCode grade_command(const Settings& settings);
ExitCode list_command(const Settings& settings);
ExitCode report_command(const Settings& settings);
ExitCode demo_command(const Settings& settings);

/// There is nothing to explore: exit code 5.
class Nothing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Ctrl-C came before there was anything to report: exit code 4.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("it was interrupted") {}
};

/// The program departs from the schedule that it is to begin with: exit code 6.
class Departed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Prints one message to standard error: "heddle: ...".
void complain(const std::string& message);

/// Whether standard output takes colours.
bool wants_colour(const Settings& settings);

}  // namespace heddle::tools
