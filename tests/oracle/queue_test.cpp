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

/// One or two producers and consumers of a few items each, and perhaps a thread that does anything.
template <class Q>
Family producers_and_consumers(Order order) {
  return [order](Program& program, Random& random) {
    const auto items = program.add<QueueSubject<Q>>(order, random.below(4));
    program.throws = random.chance(30);
    const auto add_thread = [&](auto draw) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(3); i >= 0; --i) {
        std::ranges::move(draw(), std::back_inserter(calls));
      }
    };
    for (int i = random.below(2); i >= 0; --i) add_thread([&] { return items->draw_put(random); });
    for (int i = random.below(2); i >= 0; --i) add_thread([&] { return items->draw_get(random); });
    if (random.chance(30)) add_thread([&] { return items->draw(random); });
  };
}

}  // namespace

TEST_CASE("oracle: Queue", "[oracle]") { check_family(queues<queue::Queue<int>>(Order::fifo)); }
TEST_CASE("oracle: Queue between producers and consumers", "[oracle]") {
  check_family(producers_and_consumers<queue::Queue<int>>(Order::fifo));
}
TEST_CASE("oracle: LifoQueue between producers and consumers", "[oracle]") {
  check_family(producers_and_consumers<queue::LifoQueue<int>>(Order::lifo));
}
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
