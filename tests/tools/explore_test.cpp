// Runs explore_test.sh on the real binary.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

#ifdef HEDDLE_COMMAND
namespace {

int run_sessions(const std::string& part) {
  const std::string script = HEDDLE_SOURCE_FOLDER "/tests/tools/explore_test.sh";
  return std::system(("bash " + script + " " + HEDDLE_COMMAND + " " + part).c_str());
}

}  // namespace

TEST_CASE("explore: sessions that are piped in", "[tools][cli]") {
  CHECK(run_sessions("piped") == 0);
}
TEST_CASE("explore: source files", "[tools][cli]") { CHECK(run_sessions("sources") == 0); }
TEST_CASE("explore: on a terminal", "[tools][cli]") { CHECK(run_sessions("terminal") == 0); }
#endif
