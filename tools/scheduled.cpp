#include "heddle/tools/scheduled.hpp"

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/search_options.hpp"

namespace heddle::tools {

Scheduled scheduled_by(const std::string& path, const Settings& settings) {
  Scheduled scheduled{read_schedule_file(path), {}, settings};
  const ScheduleFile& file = scheduled.file;
  for (const auto& [name, value] : file.options) {
    if (settings.gave(name)) continue;
    try {
      set_search_option(scheduled.settings.search, name, value);
    } catch (const UsageError& error) {
      throw UsageError(path + ": " + error.what());
    }
    scheduled.settings.given.emplace_back(name, value);
  }
  auto& parameters = scheduled.settings.parameters;
  parameters.insert(parameters.begin(), file.parameters.begin(), file.parameters.end());
  if (!file.source.empty() && settings.source.empty()) {
    scheduled.target = targets_of({file.source}).front();
  } else if (const Model* model = find_model(file.program)) {
    scheduled.target.model = model;
  } else {
    throw UsageError(
        path + ":" + std::to_string(file.program_line) +
        ": the schedule is of a program that is not here: " + unknown_model(file.program));
  }
  return scheduled;
}

}  // namespace heddle::tools
