// Searches that are kept in a file, and gone on with.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/script.hpp"

#ifdef HEDDLE_COMMAND
TEST_CASE("checkpoint: a process for every few executions", "[tools][cli]") {
  CHECK(heddle::run_script("checkpoint_test.sh", "legs") == 0);
}
TEST_CASE("checkpoint: killed at any moment", "[tools][cli]") {
  CHECK(heddle::run_script("checkpoint_test.sh", "killed") == 0);
}
TEST_CASE("checkpoint: refused", "[tools][cli]") {
  CHECK(heddle::run_script("checkpoint_test.sh", "refused") == 0);
}
#endif
