// Schedule files: what is written is read back, and what is wrong is said with its line.
#include <catch2/catch.hpp>

#include <unistd.h>
#include <filesystem>

#include "heddle/checker/errors.hpp"
#include "heddle/tests/tools/sample_report.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/schedule_file.hpp"

using namespace heddle;
using namespace heddle::tools;
namespace fs = std::filesystem;

namespace {

ScheduleFile sample() {
  ScheduleFile file;
  file.program = "counter-unlocked";
  file.source = "/home/me/my counter.cpp";
  file.finding = "DR-7f3a12";
  file.kind = "data-race";
  file.parameters = {{"n", -3}};
  file.options = {{"time", "virtual"}, {"spurious", "1"}};
  file.schedule = "main,main.1;0,1*100;";
  for (int i = 0; i < 101; ++i) file.schedule += "5f";
  return file;
}

std::string error_of(const std::string& text) {
  try {
    parse_schedule_file("x.sched", text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("heddle-test-" + std::to_string(getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("schedule file: read as written", "[tools]") {
  const std::string text = schedule_file_text(sample());
  ScheduleFile read = parse_schedule_file("x.sched", text);
  CHECK(read.program_line == 3);
  read.program_line = 0;
  CHECK(read == sample());
  for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
    end = text.find('\n', begin);
    CHECK(end - begin <= 100);
  }
}

TEST_CASE("schedule file: what is wrong is said with its line", "[tools]") {
  using Catch::Contains;
  const std::string good = schedule_file_text(sample());
  CHECK_THAT(error_of(""), Contains("x.sched:1: this is no schedule of heddle"));
  CHECK_THAT(error_of("{\"json\": 1}\n"), Contains("x.sched:1: this is no schedule"));
  CHECK_THAT(error_of("heddle-schedule 2\n"), Contains("x.sched:1:") && Contains("format `2`"));
  CHECK_THAT(error_of("heddle-schedule 1\nprogram a\nfoo bar\n"),
             Contains("x.sched:3: unknown word"));
  CHECK_THAT(error_of("heddle-schedule 1\nprogram\n"), Contains("x.sched:2: `program` needs"));
  CHECK_THAT(error_of("heddle-schedule 1\nparameter n x\n"), Contains("x.sched:2: `parameter`"));
  CHECK_THAT(error_of("heddle-schedule 1\nprogram a\n"), Contains("no schedule"));
  CHECK_THAT(error_of(good.substr(0, good.size() - 4)), Contains("ends in the middle"));
  CHECK_THAT(error_of("heddle-schedule 1\nschedule\nmain;0;00\nend\n"),
             Contains("does not name its program"));
  CHECK_THAT(error_of("heddle-schedule 1\nprogram a\nschedule\n  main;7;00\nend\n"),
             Contains("x.sched:4: malformed schedule"));
}

TEST_CASE("schedule file: a folder gets one file for each finding", "[tools]") {
  const Folder place;
  const std::string deep = (place.path / "a/b").string();
  ScheduleFolder folder(deep);
  ScheduleFile file;
  file.program = "one";
  const Finding finding = lost_wakeup_report().findings[0];
  const std::string path = folder.add(file, finding);
  CHECK(path == deep + "/LW-7f3a12.sched");
  const ScheduleFile read = parse_schedule_file(path, read_file(path));
  CHECK(read.program == "one");
  CHECK(read.finding == "LW-7f3a12");
  CHECK(read.kind == "lost-wakeup");
  CHECK(read.schedule == finding.schedule);
  file.program = "two";
  CHECK(folder.add(file, finding) == deep + "/LW-7f3a12-two.sched");
  CHECK(std::distance(fs::directory_iterator(deep), {}) == 2);
}

TEST_CASE("schedule file: nothing is written without a folder or a schedule", "[tools]") {
  ScheduleFolder none("");
  Finding finding = lost_wakeup_report().findings[0];
  CHECK(none.add({}, finding).empty());
  finding.schedule.clear();
  ScheduleFolder folder("/proc/nowhere");
  CHECK(folder.add({}, finding).empty());
}

TEST_CASE("schedule file: a folder that cannot be made is said once", "[tools]") {
  ScheduleFolder folder("/proc/nowhere");
  const Finding finding = lost_wakeup_report().findings[0];
  CHECK_THROWS_AS(folder.add({}, finding), UsageError);
  CHECK(folder.add({}, finding).empty());
}

TEST_CASE("files: written whole or not at all", "[tools]") {
  const Folder place;
  fs::create_directories(place.path);
  const std::string path = (place.path / "x").string();
  write_file(path, "first");
  write_file(path, "second");
  CHECK(read_file(path) == "second");
  CHECK(std::distance(fs::directory_iterator(place.path), {}) == 1);
  CHECK_THROWS_WITH(write_file((place.path / "no/x").string(), ""),
                    Catch::Contains("cannot write") && Catch::Contains("No such file"));
  CHECK_THROWS_WITH(write_file("/dev/full", "x"), Catch::Contains("No space left"));
  CHECK_THROWS_WITH(read_file(place.path.string()), Catch::Contains("it is a folder"));
  CHECK_THROWS_WITH(check_writable((place.path / "no/x").string()),
                    Catch::Contains("cannot write"));
}
