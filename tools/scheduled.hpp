// What a schedule file is of: the target, with the options and parameters that it was found with.
#pragma once

#include <string>

#include "heddle/tools/schedule_file.hpp"
#include "heddle/tools/settings.hpp"
#include "heddle/tools/targets.hpp"

namespace heddle::tools {

struct Scheduled {
  ScheduleFile file;
  Target target;
  Settings settings;  ///< those that were given go before those of the file
};

/// Reads a schedule file. Throws UsageError when it cannot be read, or its program is not here.
Scheduled scheduled_by(const std::string& path, const Settings& settings);

}  // namespace heddle::tools
