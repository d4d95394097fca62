// Submissions in the file system, and grade_test.sh on the real command.
#include <catch2/catch.hpp>

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/grade/submission.hpp"

using namespace heddle;
using namespace heddle::tools;
using namespace heddle::tools::grade;

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("heddle-grade-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }
  void add(const std::string& name) const {
    fs::create_directories((path_ / name).parent_path());
    write_file(path_ / name, "int x;\n");
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("submissions: files, folders, and what is none", "[tools][grade]") {
  const Folder folder;
  for (const char* file : {"all/bob.cpp", "all/alice/buffer.cpp", "all/carol/notes.txt",
                           "all/read.me", "all/.hidden.cpp", "one/buffer.cpp", "none/notes.txt"}) {
    folder.add(file);
  }
  fs::create_symlink(folder / "one/buffer.cpp", folder / "all/dave.cpp");
  const auto found =
      submissions_of({folder / "all", folder / "one", folder / "one/buffer.cpp"}, "buffer.cpp");
  REQUIRE(found.size() == 6);
  CHECK(found[0].name == "alice");
  CHECK(found[0].path == folder / "all/alice/buffer.cpp");
  CHECK(found[1].name == "bob");
  CHECK(found[2].name == "carol");
  CHECK(found[2].path.empty());
  CHECK(found[2].trouble == "it has no `buffer.cpp`");
  CHECK(found[3].trouble == "`dave.cpp` is no ordinary file");
  CHECK(found[4].name == "one");
  CHECK(found[5].name == "one (2)");
  CHECK_THROWS_AS(submissions_of({folder / "none"}, "buffer.cpp"), UsageError);
  CHECK_THROWS_AS(submissions_of({folder / "missing"}, "buffer.cpp"), UsageError);
}

// Under a sanitizer programs need more memory than any sandbox gives.
#if defined(HEDDLE_COMMAND) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
TEST_CASE("grade: the shipped assignment", "[tools][grade][compiles]") {
  const std::string script = HEDDLE_SOURCE_FOLDER "/tests/tools/grade/grade_test.sh";
  CHECK(std::system(
            ("bash " + script + " " + HEDDLE_COMMAND + " " + HEDDLE_SOURCE_FOLDER).c_str()) == 0);
}
#endif
