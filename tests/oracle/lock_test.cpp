#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

TEST_CASE("oracle: Lock", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<LockSubject>();
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: RLock", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<RLockSubject>();
    program.throws = random.chance(30);
  });
}
