// The words of the progress line.
#include "heddle/tools/progress.hpp"

#include <catch2/catch.hpp>

using namespace heddle::tools;

TEST_CASE("progress: executions, share, what is left, time and rate", "[tools]") {
  CHECK(progress_words("fib", {20, 400'000, 0, 0.25}) ==
        "fib: 400,000 executions, about 25 % done, 1 min 0 s left, 20.0 s, 20,000 a second");
}

TEST_CASE("progress: at the beginning no time left is promised", "[tools]") {
  CHECK(progress_words("fib", {2, 100, 0, 0.004}) ==
        "fib: 100 executions, less than 1 % done, 2.0 s, 50 a second");
}

TEST_CASE("progress: nothing of a share that is not known", "[tools]") {
  CHECK(progress_words("fib", {2, 100, 0, -1}) == "fib: 100 executions, 2.0 s, 50 a second");
}
