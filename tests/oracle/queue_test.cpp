#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

template <class Q>
Family queues(Order order) {
  return [order](Program& program, Random& random) {
    program.add<QueueSubject<Q>>(order, random.below(3));
    program.throws = random.chance(30);
  };
}

}  // namespace

TEST_CASE("oracle: Queue", "[oracle]") { check_family(queues<queue::Queue<int>>(Order::fifo)); }
TEST_CASE("oracle: LifoQueue", "[oracle]") {
  check_family(queues<queue::LifoQueue<int>>(Order::lifo));
}
TEST_CASE("oracle: PriorityQueue", "[oracle]") {
  check_family(queues<queue::PriorityQueue<int>>(Order::priority));
}
TEST_CASE("oracle: SimpleQueue", "[oracle]") {
  check_family([](Program& program, Random&) {
    program.add<QueueSubject<queue::SimpleQueue<int>>>(Order::fifo, 0);
  });
}
