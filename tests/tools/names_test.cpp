// Globs, and what a misspelt name may have meant.
#include <catch2/catch.hpp>

#include "heddle/tools/names.hpp"

using namespace heddle::tools;

TEST_CASE("names: edit distance counts swaps of neighbours as one", "[tools]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("counter", "conuter") == 1);
  CHECK(edit_distance("flaw", "lawn") == 2);
}

TEST_CASE("names: the nearest come first, at most three", "[tools]") {
  const std::vector<std::string> names = {"barrier",   "counter-locked", "counter-unlocked",
                                          "semaphore", "daemon",         "counter"};
  CHECK(near_names("counter-unloked", names) ==
        std::vector<std::string>{"counter-unlocked", "counter-locked"});
  CHECK(near_names("semafore", names) == std::vector<std::string>{"semaphore"});
  CHECK(near_names("locked", names) ==
        std::vector<std::string>{"counter-locked", "counter-unlocked"});
  CHECK(near_names("zebra-crossing", names).empty());
  CHECK(near_names("aaa", {"aab", "aac", "aad", "aae"}).size() == 3);
}

TEST_CASE("names: globs", "[tools]") {
  CHECK(is_glob("counter-*"));
  CHECK(is_glob("a?"));
  CHECK_FALSE(is_glob("counter-locked"));
  CHECK(matches_glob("counter-*", "counter-locked"));
  CHECK(matches_glob("*", "anything"));
  CHECK(matches_glob("[ab]*", "barrier"));
  CHECK_FALSE(matches_glob("counter", "counter-locked"));
}
