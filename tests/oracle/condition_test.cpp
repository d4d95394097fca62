#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

template <class Subject>
Family conditions(NotifyOrder order, int spurious) {
  return [order, spurious](Program& program, Random& random) {
    program.options.notify_order = order;
    program.options.spurious = spurious;
    program.add<Subject>();
    program.throws = random.chance(30);
  };
}

}  // namespace

TEST_CASE("oracle: Condition over an RLock", "[oracle]") {
  check_family(conditions<RLockCondition>(NotifyOrder::any, 0));
}
TEST_CASE("oracle: Condition over a Lock", "[oracle]") {
  check_family(conditions<LockCondition>(NotifyOrder::any, 0));
}
TEST_CASE("oracle: Condition that wakes in order", "[oracle]") {
  check_family(conditions<RLockCondition>(NotifyOrder::fifo, 0));
}
TEST_CASE("oracle: Condition with spurious wakeups", "[oracle]") {
  check_family(conditions<RLockCondition>(NotifyOrder::any, 1));
}
TEST_CASE("oracle: Condition over a Lock that wakes in order and spuriously", "[oracle]") {
  check_family(conditions<LockCondition>(NotifyOrder::fifo, 1));
}
