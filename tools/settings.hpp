// All that a command line says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/options.hpp"
#include "heddle/tools/exit_code.hpp"
#include "heddle/tools/sandbox.hpp"

namespace heddle::tools {

/// A share of the targets: the number-th of so many.
struct Shard {
  std::size_t number = 1;
  std::size_t count = 1;
};

struct Settings {
  std::vector<std::string> targets;  ///< names, globs, files; of list: patterns; of demo: a name;
                                     ///< of grade: submissions
  Options search;
  /// The options of the search that were given, by name: they go before those of a model's table
  /// or of a schedule file.
  std::vector<std::pair<std::string, std::string>> given;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  std::string schedule;  ///< replay --schedule
  bool lenient = false;
  std::string break_at;  ///< replay: the step at which a debugger stops, `last`, or empty
  bool expected = false;
  std::string from;       ///< explore --from: a schedule file, or empty
  bool tutorial = false;  ///< explore --tutorial: the target is a level
  std::string model;      ///< explore --model: which one of a file; empty: its only one
  std::string source;     ///< explore: the file that this program was made from
  ExitRules rules;
  std::string json;        ///< a file, "-", or empty: none (list: anything but empty)
  std::string junit;       ///< a file, "-", or empty: none
  std::string sarif;       ///< a file, "-", or empty: none
  std::string html;        ///< a file, "-", or empty: none
  std::string gradescope;  ///< grade: a file, "-", or empty: none
  std::string csv;         ///< grade: a file, "-", or empty: none
  std::string spec;        ///< grade: the file of the assignment
  bool self_test = false;  ///< grade: the solutions that the spec names
  bool github = false;     ///< annotations, and the summary of the step
  bool brief = false;      ///< the text: a line for each target and each finding
  bool text = false;       ///< report: the text beside other things
  std::string checkpoint;  ///< a file in which the search is kept; empty: none
  std::string resume;      ///< a file from which the search goes on; empty: it begins
  std::size_t jobs = 1;    ///< targets that are explored at once
  Shard shard;
  std::optional<Sandbox> sandbox = {};         ///< check: the models are not trusted
  std::string baseline;                        ///< a file of known findings; empty: none
  std::string schedules = "heddle-schedules";  ///< a folder; empty: none
  std::string colour = "auto";
  bool quiet = false;
  int verbose = 0;
  std::string program = "heddle";  ///< as it was called: for the commands that reports name

  /// Whether the search option `name` was given.
  [[nodiscard]] bool gave(const std::string& name) const {
    for (const auto& [option, value] : given) {
      if (option == name) return true;
    }
    return false;
  }
  /// The text report goes to standard output unless another writer goes there.
  [[nodiscard]] bool shows_text() const {
    return json != "-" && junit != "-" && sarif != "-" && html != "-" && gradescope != "-" &&
           csv != "-";
  }
};

}  // namespace heddle::tools
