// multiprocessing.SimpleQueue against CPython's behaviour.
#include <string>
#include <utility>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::simple_queue_test {
namespace {

using multiprocessing::args;
using multiprocessing::Process;
using multiprocessing::SimpleQueue;

constexpr const char* kClosed = "raises OSError: handle is closed";

SimpleQueue<int> closed() {
  const SimpleQueue<int> queue;
  queue.put(1);
  queue.close();
  queue.close();
  return queue;
}

Options starting(StartMethod method) {
  Options options;
  options.start_method = method;
  return options;
}

TEST_CASE("mp.SimpleQueue: alone", "[primitives][pipe]") {
  check_cases({
      {"mp.SimpleQueue.order",
       [] {
         const SimpleQueue<int> queue;
         for (const int item : {2, 3, 1}) queue.put(item);
         const int one = queue.get();
         const int two = queue.get();
         return 100 * one + 10 * two + queue.get();
       },
       "231"},
      {"mp.SimpleQueue.empty",
       [] {
         const SimpleQueue<int> queue;
         const bool before = queue.empty();
         queue.put(1);
         return std::string(detail::value_text(before)) + detail::value_text(queue.empty());
       },
       "truefalse"},
      {"mp.SimpleQueue.changed-after-put",
       [] {
         const SimpleQueue<std::vector<int>> queue;
         std::vector<int> list{1};
         queue.put(list);
         list.push_back(2);
         return queue.get().size();
       },
       "1"},
      {"mp.SimpleQueue.put-closed", [] { closed().put(1); }, kClosed},
      {"mp.SimpleQueue.get-closed", [] { closed().get(); }, kClosed},
      {"mp.SimpleQueue.empty-closed", [] { static_cast<void>(closed().empty()); }, kClosed},
      {"mp.SimpleQueue.close-twice", [] { closed(); }, "nothing"},
      {"mp.SimpleQueue.get-empty", [] { SimpleQueue<int>().get(); }, "blocks"},
      {"mp.SimpleQueue.put-large",
       [] { SimpleQueue<std::string>().put(std::string(200'000, 'x')); }, "blocks"},
      {"mp.SimpleQueue.through-queue",
       [] { SimpleQueue<SimpleQueue<int>>().put(SimpleQueue<int>()); },
       "raises RuntimeError: SimpleQueue objects should only be shared between processes through "
       "inheritance"},
  });
}

TEST_CASE("mp.SimpleQueue: a child puts under every start method", "[primitives][pipe]") {
  for (const auto method : {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    const Report report = explore_all(
        [] {
          const SimpleQueue<int> queue;
          const Process child([](SimpleQueue<int> q) { q.put(5); }, args(queue));
          child.start();
          outcome(queue.get());
          child.join();
        },
        starting(method));
    CHECK(report.outcome_values() == Results{"5"});
    CHECK(report.findings.empty());
    CHECK(report.executions == 1);
  }
}

TEST_CASE("mp.SimpleQueue: what was captured does not exist in a spawned process",
          "[primitives][pipe]") {
  const auto program = [] {
    const SimpleQueue<int> queue;
    const Process child([=] { outcome(result_of([=] { queue.put(5); })); });
    child.start();
    child.join();
  };
  CHECK(results(program, starting(StartMethod::spawn)) == Results{kClosed});
}

TEST_CASE("mp.SimpleQueue: a closed one cannot be passed to a spawned process",
          "[primitives][pipe]") {
  CHECK(results(
            [] {
              const SimpleQueue<int> queue = closed();
              const Process child([](SimpleQueue<int>) {}, args(queue));
              outcome(result_of([=] { child.start(); }));
            },
            starting(StartMethod::spawn)) == Results{kClosed});
}

TEST_CASE("mp.SimpleQueue: two producers come in either order", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const SimpleQueue<int> queue;
    const auto put = [](SimpleQueue<int> q, int item) { q.put(item); };
    const Process one(put, args(queue, 1));
    const Process two(put, args(queue, 2));
    one.start();
    two.start();
    const int first = queue.get();
    outcome(10 * first + queue.get());
    one.join();
    two.join();
  });
  CHECK(report.outcome_values() == Results{"12", "21"});
  CHECK(report.executions == 2);
  CHECK(report.findings.empty());
}

TEST_CASE("mp.SimpleQueue: a getter that is killed keeps the read lock", "[primitives][pipe]") {
  const Report report = explore_all([] {
    const SimpleQueue<int> queue("queue");
    const Process child([](SimpleQueue<int> q) { q.get(); }, args(queue));
    child.start();
    child.kill();
    child.join();
    queue.put(1);
    outcome(queue.get());
  });
  CHECK(report.outcome_values() == Results{"1"});  // killed before it had begun
  CHECK(report.has(Kind::terminated_holding));
  CHECK(report.executions == 3);
}

TEST_CASE("mp.SimpleQueue: put waits for room", "[primitives][pipe]") {
  Options options;
  options.pipe_capacity = 20;
  const Report report = explore_all(
      [] {
        const SimpleQueue<int> queue;
        const Process child(
            [](SimpleQueue<int> q) {
              for (int i = 0; i < 3; ++i) q.put(i);
            },
            args(queue));
        child.start();
        for (int i = 0; i < 3; ++i) outcome(queue.get());
        child.join();
      },
      options);
  CHECK(report.outcome_values() == Results{"0 1 2"});
  CHECK(report.findings.empty());
  CHECK(report.executions == 1);
}

}  // namespace
}  // namespace heddle::simple_queue_test
