// `heddle explore` as users meet it.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/script.hpp"

#ifdef HEDDLE_COMMAND
TEST_CASE("explore: sessions that are piped in", "[tools][cli]") {
  CHECK(heddle::run_script("explore_test.sh", "piped") == 0);
}
TEST_CASE("explore: source files", "[tools][cli][compiles]") {
  CHECK(heddle::run_script("explore_test.sh", "sources") == 0);
}
TEST_CASE("explore: on a terminal", "[tools][cli]") {
  CHECK(heddle::run_script("explore_test.sh", "terminal") == 0);
}
#endif
