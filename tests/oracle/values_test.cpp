#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

TEST_CASE("oracle: Value", "[oracle][value]") {
  check_family([](Program& program, Random& random) {
    program.add<ValueSubject>(random.chance(60), 1);
    if (random.chance(30)) program.add<ValueSubject>(false, 1);
  });
}

TEST_CASE("oracle: Array", "[oracle][value]") {
  check_family([](Program& program, Random& random) {
    program.add<ValueSubject>(random.chance(60), 2);
    if (random.chance(30)) program.add<SharedSubject>();
  });
}
