// The main() of heddle_tests: Catch's.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
