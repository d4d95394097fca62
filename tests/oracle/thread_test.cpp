#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

TEST_CASE("oracle: Thread", "[oracle]") {
  check_family([](Program& program, Random& random) {
    const auto threads = program.add<ThreadsSubject>(1 + random.below(2));
    program.add<SharedSubject>();
    threads->draw_all(random);
  });
}
