// The queue module: each operation alone, against CPython's behaviour.
#include <string>
#include <utility>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using queue::Empty;
using queue::Full;
using queue::LifoQueue;
using queue::PriorityQueue;
using queue::Queue;
using queue::SimpleQueue;

namespace {

template <class AnyQueue, class... Items>
AnyQueue with_items(AnyQueue queue, Items... items) {
  (queue.put(items), ...);
  return queue;
}
Queue<int> full() { return with_items(Queue<int>(1), 1); }
Queue<int> one_item() { return with_items(Queue<int>(), 1); }

/// What `get` takes out until nothing is left, separated by blanks.
template <class AnyQueue>
std::string drained(const AnyQueue& queue) {
  std::string all;
  while (!queue.empty()) all += (all.empty() ? "" : " ") + detail::value_text(queue.get());
  return all;
}

constexpr const char* kNegative = "raises ValueError: 'timeout' must be a non-negative number";
constexpr const char* kTooOften = "raises ValueError: task_done() called too many times";

/// The rows that Queue, LifoQueue and PriorityQueue share.
template <class Q>
void check_common_cases(const char* order) {
  const auto bounded = [] { return with_items(Q(1), 1); };
  check_cases({
      {"order", [] { return drained(with_items(Q(), 2, 3, 1)); }, order},
      {"get-nowait-empty", [] { Q().get_nowait(); }, "raises queue.Empty"},
      {"get-timeout", [] { Q().get(true, 0.05); }, "raises queue.Empty"},
      {"get-timeout-negative", [] { Q().get(true, -1); }, kNegative},
      {"get-timeout-negative-full", [=] { bounded().get(true, -1); }, kNegative},
      {"put-nowait-full", [=] { bounded().put_nowait(2); }, "raises queue.Full"},
      {"put-timeout-full", [=] { bounded().put(2, true, 0.05); }, "raises queue.Full"},
      {"sizes",
       [] {
         const Q queue = with_items(Q(2), 1);
         return std::to_string(queue.qsize()) + detail::value_text(queue.empty()) +
                detail::value_text(queue.full()) + std::to_string(queue.maxsize());
       },
       "1falsefalse2"},
      {"get-empty", [] { Q().get(); }, "blocks"},
      {"put-full", [=] { bounded().put(2); }, "blocks"},
  });
}

}  // namespace

TEST_CASE("Queue, LifoQueue, PriorityQueue: what they share does what CPython's does",
          "[primitives][queue]") {
  check_common_cases<Queue<int>>("2 3 1");
  check_common_cases<LifoQueue<int>>("1 3 2");
  check_common_cases<PriorityQueue<int>>("1 2 3");
}

TEST_CASE("Queue: each operation alone does what CPython's does", "[primitives][queue]") {
  check_cases({
      {"queue.Queue.put-returns", [] { Queue<int>().put(1); }, "nothing"},
      {"queue.Queue.get-try-timeout-negative", [] { Queue<int>().get(false, -1); },
       "raises queue.Empty"},
      {"queue.Queue.get-timeout-zero", [] { Queue<int>().get(true, 0); }, "raises queue.Empty"},
      {"queue.Queue.get-timeout-zero-item", [] { return one_item().get(true, 0); }, "1"},
      {"queue.Queue.put-timeout-negative", [] { Queue<int>(1).put(1, true, -1); }, kNegative},
      {"queue.Queue.put-timeout-negative-unlimited", [] { Queue<int>(0).put(1, true, -1); },
       "nothing"},
      {"queue.Queue.put-try-timeout-negative", [] { Queue<int>(1).put(1, false, -1); }, "nothing"},
      {"queue.Queue.put-try-timeout-negative-full", [] { full().put(1, false, -1); },
       "raises queue.Full"},
      {"queue.Queue.put-timeout-zero-full", [] { full().put(1, true, 0); }, "raises queue.Full"},
      {"queue.Queue.full-exact", [] { return full().full(); }, "true"},
      {"queue.Queue.task-done-new", [] { Queue<int>().task_done(); }, kTooOften},
      {"queue.Queue.task-done-too-often",
       [] {
         const auto queue = one_item();
         queue.task_done();
         queue.task_done();
       },
       kTooOften},
      {"queue.Queue.task-done-before-get",
       [] {
         const auto queue = one_item();
         queue.task_done();
         queue.join();
         return queue.qsize();
       },
       "1"},
      {"queue.Queue.join-new", [] { Queue<int>().join(); }, "nothing"},
      {"queue.Queue.join-forgotten",
       [] {
         const auto queue = one_item();
         queue.get();
         queue.join();
       },
       "blocks"},
      {"queue.Queue.unfinished",
       [] {
         const auto queue = with_items(Queue<int>(), 1, 2);
         queue.get();
         return queue.unfinished_tasks();
       },
       "2"},
      {"queue.Queue.unfinished-full",
       [] {
         const auto queue = full();
         static_cast<void>(result_of([=] { queue.put_nowait(2); }));
         return queue.unfinished_tasks();
       },
       "1"},
  });
}

TEST_CASE("Queue: without a bound it is never full", "[primitives][queue]") {
  for (const int maxsize : {0, -1}) {
    CHECK(results([=] {
            const Queue<int> queue(maxsize);
            for (int i = 0; i < 100; ++i) queue.put(i);
            outcome(queue.full());
            outcome(queue.qsize());
          }) == Results{"false 100"});
  }
}

TEST_CASE("Queue: an item that is a handle is the same object", "[primitives][queue]") {
  CHECK(results([] {
          const Queue<Shared<int>> queue;
          const Shared<int> item{1};
          queue.put(item);
          item.set(2);
          outcome(queue.get().get());
        }) == Results{"2"});
}

TEST_CASE("PriorityQueue: pairs are compared as pairs", "[primitives][queue]") {
  CHECK(results([] {
          using Pair = std::pair<int, std::string>;
          const PriorityQueue<Pair> queue;
          for (const Pair& pair : {Pair{2, "b"}, Pair{1, "z"}, Pair{1, "a"}}) queue.put(pair);
          for (int i = 0; i < 3; ++i) outcome(queue.get().second);
        }) == Results{"a z b"});
}

TEST_CASE("PriorityQueue: items of equal priority come out as from Python's heap",
          "[primitives][queue]") {
  struct Job {
    int priority;
    int number;
    bool operator<(const Job& other) const { return priority < other.priority; }
  };
  CHECK(results([] {
          const PriorityQueue<Job> queue;
          for (int number = 0; number < 20; ++number) queue.put({number * 7 % 3, number});
          for (int number = 0; number < 20; ++number) outcome(queue.get().number);
        }) == Results{"0 6 12 3 9 15 18 13 19 10 4 16 7 1 14 5 2 11 17 8"});  // by heapq
}

TEST_CASE("PriorityQueue: an item that cannot be compared is in, but uncounted",
          "[primitives][queue]") {
  struct Odd {
    int value;
    bool operator<(const Odd&) const { throw TypeError("'<' not supported"); }
  };
  CHECK(results([] {
          const PriorityQueue<Odd> queue;
          queue.put({1});
          outcome(result_of([=] { queue.put({2}); }));
          outcome(queue.qsize());
          outcome(queue.unfinished_tasks());
        }) == Results{"raises TypeError: '<' not supported 2 1"});
}

TEST_CASE("SimpleQueue: each operation alone does what CPython's does", "[primitives][queue]") {
  using Simple = SimpleQueue<int>;
  check_cases({
      {"queue.SimpleQueue.order", [] { return drained(with_items(Simple(), 2, 3, 1)); }, "2 3 1"},
      {"queue.SimpleQueue.put-arguments", [] { Simple().put(1, true, -5); }, "nothing"},
      {"queue.SimpleQueue.put-nowait", [] { Simple().put_nowait(1); }, "nothing"},
      {"queue.SimpleQueue.get-nowait-empty", [] { Simple().get_nowait(); }, "raises queue.Empty"},
      {"queue.SimpleQueue.get-try-empty", [] { Simple().get(false); }, "raises queue.Empty"},
      {"queue.SimpleQueue.get-timeout", [] { Simple().get(true, 0.05); }, "raises queue.Empty"},
      {"queue.SimpleQueue.get-timeout-zero", [] { Simple().get(true, 0); }, "raises queue.Empty"},
      {"queue.SimpleQueue.get-timeout-negative", [] { Simple().get(true, -1); }, kNegative},
      {"queue.SimpleQueue.get-try-timeout-negative", [] { Simple().get(false, -1); },
       "raises queue.Empty"},
      {"queue.SimpleQueue.sizes",
       [] {
         const Simple queue = with_items(Simple(), 1);
         return std::to_string(queue.qsize()) + detail::value_text(queue.empty());
       },
       "1false"},
      {"queue.SimpleQueue.get-empty", [] { Simple().get(); }, "blocks"},
  });
}

TEST_CASE("SimpleQueue: it has no full, task_done and join", "[primitives][queue]") {
  constexpr auto has_full = []<class Q>(const Q*) {
    return requires(Q q) { q.full(); };
  };
  constexpr auto has_task_done = []<class Q>(const Q*) {
    return requires(Q q) { q.task_done(); };
  };
  constexpr auto has_join = []<class Q>(const Q*) {
    return requires(Q q) { q.join(); };
  };
  constexpr const SimpleQueue<int>* simple = nullptr;
  constexpr const Queue<int>* bounded = nullptr;
  CHECK_FALSE((has_full(simple) || has_task_done(simple) || has_join(simple)));
  CHECK((has_full(bounded) && has_task_done(bounded) && has_join(bounded)));
}
