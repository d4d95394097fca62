// The queue module with several threads, after CPython's own tests (test_queue.py), over all
// interleavings.
#include <string>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using queue::LifoQueue;
using queue::PriorityQueue;
using queue::Queue;
using queue::SimpleQueue;
using threading::Thread;

TEST_CASE("Queue: a waiting get takes the next item, a waiting put the next room",
          "[primitives][queue]") {
  CHECK(results([] {
          const Queue<int> queue;
          const Thread getter([=] { outcome(queue.get()); });
          getter.start();
          queue.put(5);
        }) == Results{"5"});
  CHECK(results([] {
          const Queue<int> queue(1);
          queue.put(1);
          const Thread putter([=] { queue.put(2); });
          putter.start();
          outcome(queue.get());
          outcome(queue.get());
        }) == Results{"1 2"});
}

TEST_CASE("Queue: one put wakes one of three getters, and each may be it", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue;
    const Queue<int> got;
    for (int number = 1; number <= 3; ++number) {
      Thread([=] { got.put(number * queue.get()); }, {.daemon = true}).start();
    }
    queue.put(10);
    outcome(got.get());
    outcome(got.empty());
  });
  CHECK(report.outcome_values() == Results{"10 true", "20 true", "30 true"});
}

TEST_CASE("Queue: items arrive in the order in which they were put", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue(2);
    const Thread producer([=] {
      for (int i = 1; i <= 4; ++i) queue.put(i);
    });
    producer.start();
    for (int i = 1; i <= 4; ++i) check(queue.get() == i, "first in, first out");
  });
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Queue: two producers interleave in every way", "[primitives][queue]") {
  const auto program = [] {
    const Queue<char> queue;
    const auto produce = [=](char first, char second) {
      queue.put(first);
      queue.put(second);
    };
    run_threads(
        {Thread(produce, threading::args('a', 'b')), Thread(produce, threading::args('c', 'd'))});
    std::string order;
    while (queue.qsize() > 0) order += queue.get();
    outcome(order);
  };
  const Report report = explore_all(program, without_reduction());
  CHECK(report.executions == 6);
  CHECK(report.outcome_values() == Results{"abcd", "acbd", "acdb", "cabd", "cadb", "cdab"});
  CHECK(results(program) == report.outcome_values());
}

// test_queue_task_done, test_queue_join
TEST_CASE("Queue: join returns when every item has been dealt with", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue;
    const Shared<int> sum{0, "sum"};
    const threading::Lock lock;
    for (int i = 0; i < 2; ++i) {
      Thread(
          [=] {
            for (;;) {
              const int item = queue.get();
              lock.acquire();
              sum += item;
              lock.release();
              queue.task_done();
            }
          },
          {.daemon = true})
          .start();
    }
    queue.put(1);
    queue.put(2);
    queue.join();
    outcome(sum.get());
  });
  CHECK(report.outcome_values() == Results{"3"});
  CHECK_FALSE(report.has(Kind::data_race));
}

TEST_CASE("Queue: join looks at the count again when it wakes", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue;
    queue.put(1);
    const Thread joiner([=] { queue.join(); });
    joiner.start();
    queue.task_done();
    queue.put(2);  // before or after the joiner has looked
    joiner.join();
    outcome("joined");
  });
  CHECK(report.outcome_values() == Results{"joined"});
  CHECK(report.has(Kind::deadlock));
}

TEST_CASE("Queue: put and get may time out or not", "[primitives][queue]") {
  CHECK(results([] {
          const Queue<int> queue(1);
          queue.put(1);
          const Thread getter([=] { queue.get(); });
          getter.start();
          outcome(result_of([=] { queue.put(2, true, 1); }));
        }) == Results{"nothing", "raises queue.Full"});
  CHECK(results([] {
          const Queue<int> queue;
          const Thread putter([=] { queue.put(1); });
          putter.start();
          outcome(result_of([=] { return queue.get(true, 1); }));
        }) == Results{"1", "raises queue.Empty"});
}

TEST_CASE("Queue: empty is only a snapshot", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue;
    queue.put(1);
    const auto take = [=] {
      if (!queue.empty()) queue.get_nowait();
    };
    run_threads({Thread(take), Thread(take)});
  });
  CHECK(report.has(Kind::uncaught_exception));
}

namespace {

template <class AnyQueue>
Report pass_on(const AnyQueue& make) {
  return explore_all([make] {
    const auto queue = make();
    const Shared<int> value{0, "value"};
    const Thread producer([=] {
      value.set(42);
      queue.put(1);
    });
    producer.start();
    queue.get();
    outcome(value.get());
  });
}

}  // namespace

TEST_CASE("queues: who gets an item knows what was done before it was put", "[primitives][queue]") {
  CHECK(pass_on([] { return Queue<int>(); }).verdict == Verdict::verified);
  CHECK(pass_on([] { return LifoQueue<int>(); }).verdict == Verdict::verified);
  CHECK(pass_on([] { return PriorityQueue<int>(); }).verdict == Verdict::verified);
  CHECK(pass_on([] { return SimpleQueue<int>(); }).verdict == Verdict::verified);
}

TEST_CASE("Queue: a get does not know what was done before a later put", "[primitives][queue]") {
  CHECK(explore_all([] {
          const Queue<int> queue;
          const Shared<int> value{0, "value"};
          const Thread producer([=] {
            queue.put(1);
            value.set(42);
            queue.put(2);
          });
          producer.start();
          queue.get();
          static_cast<void>(value.get());
        }).has(Kind::data_race));
}

TEST_CASE("Queue: who finds room knows what was done before it was made", "[primitives][queue]") {
  const Report report = explore_all([] {
    const Queue<int> queue(1);
    const Shared<int> value{0, "value"};
    queue.put(1);
    const Thread getter([=] {
      value.set(42);
      queue.get();
    });
    getter.start();
    queue.put(2);
    outcome(value.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"42"});
}
