// All primitives in random programs, and the tests over them.
#pragma once

#include <catch2/catch.hpp>

#include "heddle/tests/oracle/condition.hpp"
#include "heddle/tests/oracle/counting.hpp"
#include "heddle/tests/oracle/exploration.hpp"
#include "heddle/tests/oracle/locks.hpp"
#include "heddle/tests/oracle/queues.hpp"
#include "heddle/tests/oracle/threads.hpp"
#include "heddle/tests/oracle/values.hpp"
#include "heddle/tests/oracle/variables.hpp"
