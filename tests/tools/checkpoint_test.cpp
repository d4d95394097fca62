// Runs checkpoint_test.sh on the real binary.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

#ifdef HEDDLE_COMMAND
namespace {

int run_part(const std::string& part) {
  const std::string script = HEDDLE_SOURCE_FOLDER "/tests/tools/checkpoint_test.sh";
  return std::system(("bash " + script + " " + HEDDLE_COMMAND + " " + part).c_str());
}

}  // namespace

TEST_CASE("checkpoint: a process for every few executions", "[tools][cli]") {
  CHECK(run_part("legs") == 0);
}
TEST_CASE("checkpoint: killed at any moment", "[tools][cli]") { CHECK(run_part("killed") == 0); }
TEST_CASE("checkpoint: refused", "[tools][cli]") { CHECK(run_part("refused") == 0); }
#endif
