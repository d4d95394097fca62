// What is handed in: files, and folders of them.
#pragma once

#include <string>
#include <vector>

namespace heddle::tools::grade {

struct Submission {
  std::string name;
  std::string path;     ///< of the source file; empty: there is none
  std::string trouble;  ///< why there is none
};

/// The submissions that `paths` mean. A file is one; a folder with `file` in it is one; any other
/// folder has one in each .cpp file and each folder. Sorted by name within a folder, and names are
/// unique. Throws UsageError for a path that is not there and a folder without any.
std::vector<Submission> submissions_of(const std::vector<std::string>& paths,
                                       const std::string& file);

}  // namespace heddle::tools::grade
