#include "heddle/tests/oracle/managers.hpp"

#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

using multiprocessing::detail::DictSpec;
using multiprocessing::detail::ListSpec;
using multiprocessing::detail::ProxySpec;
using multiprocessing::detail::ServerSpec;

}  // namespace

TEST_CASE("oracle: a dict of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<DictSubject<int>>();
    if (random.chance(20)) program.add<SharedSubject>();
  });
}
TEST_CASE("oracle: a dict of a manager with more keys than its state knows", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<DictSubject<int>>(false, 12 + random.below(4));
  });
}
TEST_CASE("oracle: a dict of a manager whose keys cannot be told apart", "[oracle][manager]") {
  check_family([](Program& program, Random&) { program.add<DictSubject<DullKey>>(); });
}
TEST_CASE("oracle: a list of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    program.add<ListSubject<>>(random.below(3));
    if (random.chance(20)) program.add<SharedSubject>();
  });
}
TEST_CASE("oracle: the shutdown of a manager", "[oracle][manager]") {
  check_family([](Program& program, Random& random) {
    if (random.chance(50)) {
      program.add<DictSubject<int>>(true);
    } else {
      program.add<ListSubject<>>(1, true);
    }
  });
}
