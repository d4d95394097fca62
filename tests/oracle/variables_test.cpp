#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

TEST_CASE("oracle: Shared", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<SharedSubject>();
  });
}

TEST_CASE("oracle: Shared that is awaited", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<SharedSubject>(true);
  });
}

TEST_CASE("oracle: Atomic", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<AtomicSubject>();
  });
}

TEST_CASE("oracle: Atomic that is awaited", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<AtomicSubject>(true);
  });
}

TEST_CASE("oracle: choose", "[oracle]") {
  check_family([](Program& program, Random& random) {
    program.add<ChoiceSubject>();
    if (random.chance(70)) program.add<SharedSubject>();
    if (random.chance(30)) program.add<LockSubject>();
  });
}
