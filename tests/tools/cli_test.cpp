// The command line as users meet it.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/script.hpp"

#ifdef HEDDLE_COMMAND
TEST_CASE("command line: models", "[tools][cli]") {
  CHECK(heddle::run_script("cli_test.sh", "models") == 0);
}
TEST_CASE("command line: source files", "[tools][cli][compiles]") {
  CHECK(heddle::run_script("cli_test.sh", "sources") == 0);
}
#endif
