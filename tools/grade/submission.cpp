#include "heddle/tools/grade/submission.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "heddle/checker/errors.hpp"

namespace heddle::tools::grade {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargest = std::uintmax_t{1} << 20U;  ///< bytes of a source file

/// Links are not followed: they may lead to the reference solution.
Submission of_file(const std::string& name, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return {name, "", "it has no `" + path.filename().string() + "`"};
  if (!fs::is_regular_file(status)) {
    return {name, "", "`" + path.filename().string() + "` is no ordinary file"};
  }
  if (fs::file_size(path, error) > kLargest) {
    return {name, "", "`" + path.filename().string() + "` is larger than 1 MiB"};
  }
  return {name, path.string(), ""};
}

std::string name_of(const fs::path& path, const std::string& file) {
  const fs::path full = fs::absolute(path).lexically_normal();
  if (path.filename() == file) return full.parent_path().filename().string();
  const fs::path last = full.filename().empty() ? full.parent_path().filename() : full.filename();
  return last.extension() == ".cpp" ? last.stem().string() : last.string();
}

void add_folder(const fs::path& folder, const std::string& file, std::vector<Submission>& all) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder / file, error))) {
    all.push_back(of_file(name_of(folder, file), folder / file));
    return;
  }
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  const std::size_t before = all.size();
  for (const fs::path& entry : entries) {
    const std::string name = entry.filename().string();
    if (name.starts_with(".")) continue;
    if (fs::is_directory(fs::symlink_status(entry, error))) {
      all.push_back(of_file(name, entry / file));
    } else if (entry.extension() == ".cpp") {
      all.push_back(of_file(entry.stem().string(), entry));
    }
  }
  if (all.size() == before) {
    throw UsageError("there is no submission in `" + folder.string() + "`: neither `" + file +
                     "`, nor other .cpp files, nor folders");
  }
}

}  // namespace

std::vector<Submission> submissions_of(const std::vector<std::string>& paths,
                                       const std::string& file) {
  std::vector<Submission> all;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) throw UsageError("there is no file or folder `" + path + "`");
    if (fs::is_directory(path, error)) {
      add_folder(path, file, all);
    } else {
      all.push_back(of_file(name_of(path, file), path));
    }
  }
  std::set<std::string> names;
  for (Submission& submission : all) {
    const std::string name = submission.name;
    for (int i = 2; !names.insert(submission.name).second; ++i) {
      submission.name = name + " (" + std::to_string(i) + ")";
    }
  }
  return all;
}

}  // namespace heddle::tools::grade
