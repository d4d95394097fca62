// Runs cli_test.sh on the real binary.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

#ifdef HEDDLE_COMMAND
namespace {

int run_script(const std::string& part) {
  const std::string script = HEDDLE_SOURCE_FOLDER "/tests/tools/cli_test.sh";
  return std::system(("bash " + script + " " + HEDDLE_COMMAND + " " + part).c_str());
}

}  // namespace

TEST_CASE("command line: models", "[tools][cli]") { CHECK(run_script("models") == 0); }
TEST_CASE("command line: source files", "[tools][cli][compiles]") {
  CHECK(run_script("sources") == 0);
}
#endif
