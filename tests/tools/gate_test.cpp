// What a gate in CI is made of.
#include <catch2/catch.hpp>

#include "heddle/tests/tools/script.hpp"

#ifdef HEDDLE_COMMAND
TEST_CASE("gate: options from a file", "[tools][cli]") {
  CHECK(heddle::run_script("gate_test.sh", "config") == 0);
}
TEST_CASE("gate: kept schedules are replayed first", "[tools][cli]") {
  CHECK(heddle::run_script("gate_test.sh", "corpus") == 0);
}
TEST_CASE("gate: the corpus of a source file", "[tools][cli][compiles]") {
  CHECK(heddle::run_script("gate_test.sh", "sources") == 0);
}
#endif
