// multiprocessing.Queue and JoinableQueue: each operation alone, against CPython's behaviour.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using multiprocessing::JoinableQueue;
template <class T>
using PipeQueue = multiprocessing::Queue<T>;

namespace {

template <class AnyQueue, class... Items>
AnyQueue holding(AnyQueue queue, Items... items) {
  (queue.put(items), ...);
  return queue;
}
/// Only executions in which something has come through the pipe by now.
template <class AnyQueue>
AnyQueue settled(AnyQueue queue) {
  assume(!queue.empty());
  return queue;
}

std::string closed(const std::string& type, const char* how) {
  return "<multiprocessing.queues." + type + " object at 0x..> " + how;
}

/// The rows that both share.
template <class Q>
void check_shared_rows(const std::string& type) {
  const auto full = [] { return holding(Q(1), 1); };
  const std::string is_closed = "raises ValueError: Queue " + closed(type, "is closed");
  const std::vector<Case> cases = {
      {"order",
       [] {
         const Q queue = holding(Q(), 2, 3, 1);
         return std::vector<int>{queue.get(), queue.get(), queue.get()};
       },
       "[2, 3, 1]"},
      {"put-returns", [] { Q().put(1); }, "nothing"},
      {"get-nowait-empty", [] { Q().get_nowait(); }, "raises queue.Empty"},
      {"get-timeout", [] { Q().get(true, 0.05); }, "raises queue.Empty"},
      {"get-timeout-negative", [] { Q().get(true, -1); }, "raises queue.Empty"},
      {"put-nowait-full", [=] { full().put_nowait(2); }, "raises queue.Full"},
      {"put-timeout-full", [=] { full().put(2, true, 0.05); }, "raises queue.Full"},
      {"put-timeout-negative-full", [=] { full().put(2, true, -1); }, "raises queue.Full"},
      {"put-timeout-negative", [] { Q(1).put(1, true, -1); }, "nothing"},
      {"sizes",
       [] {
         const Q queue = settled(holding(Q(2), 1));
         return std::to_string(queue.qsize()) + detail::value_text(queue.empty()) +
                detail::value_text(queue.full());
       },
       "1falsefalse"},
      {"put-closed",
       [] {
         const Q queue;
         queue.close();
         queue.put(1);
       },
       is_closed},
      {"get-closed",
       [] {
         const Q queue = holding(Q(), 1);
         queue.close();
         queue.get();
       },
       is_closed},
      {"get-empty", [] { Q().get(); }, "blocks"},
      {"put-full", [=] { full().put(2); }, "blocks"},
  };
  for (const Case& each : cases) {
    INFO(type << "." << each.id);
    CHECK(behaviour(each.call) == each.expected);
  }
}

/// What a program prints, in its first execution.
std::string printed(const std::function<void()>& program) {
  Options options;
  options.outcomes = Outcomes::stdout_text;
  const Results all = results(program, options);
  return all.size() == 1 ? all[0] : "several outputs";
}

/// Cannot be pickled.
struct Generator {};

}  // namespace

template <>
struct multiprocessing::Pickling<Generator> {
  static constexpr const char* kRefusal = "cannot pickle 'generator' object";
  static constexpr bool kInherited = false;
};

TEST_CASE("mp.Queue, JoinableQueue: what they share does what CPython's does",
          "[primitives][mpqueue]") {
  check_shared_rows<PipeQueue<int>>("Queue");
  check_shared_rows<JoinableQueue<int>>("JoinableQueue");
}

TEST_CASE("mp.Queue: closing it, and the feeder's end", "[primitives][mpqueue]") {
  const auto used = [] {
    const auto queue = settled(holding(PipeQueue<int>(), 1));
    queue.close();
    queue.join_thread();
    return queue;
  };
  const std::vector<Case> cases = {
      {"close-twice",
       [] {
         const PipeQueue<int> queue;
         queue.close();
         queue.close();
       },
       "nothing"},
      {"join-thread-open", [] { PipeQueue<int>().join_thread(); },
       "raises AssertionError: Queue " + closed("Queue", "not closed")},
      {"join-thread-no-put",
       [] {
         const PipeQueue<int> queue;
         queue.close();
         queue.join_thread();
       },
       "nothing"},
      {"join-thread-twice",
       [] {
         const auto queue = holding(PipeQueue<int>(), 1);
         queue.get();
         queue.close();
         queue.join_thread();
         queue.join_thread();
       },
       "nothing"},
      {"cancel-returns", [] { PipeQueue<int>().cancel_join_thread(); }, "nothing"},
      {"empty-closed", [=] { return used().empty(); }, "raises OSError: handle is closed"},
      {"empty-closed-no-put",
       [] {
         const PipeQueue<int> queue;
         queue.close();
         return queue.empty();
       },
       "true"},
      {"qsize-closed",
       [=] { return std::to_string(used().qsize()) + detail::value_text(used().full()); },
       "1false"},
  };
  for (const Case& each : cases) {
    INFO("mp.Queue." << each.id);
    CHECK(behaviour(each.call) == each.expected);
  }
}

TEST_CASE("mp.Queue: closed but not joined, empty() may find it open or not",
          "[primitives][mpqueue]") {
  CHECK(behaviour([] {
          const auto queue = settled(holding(PipeQueue<int>(), 1));
          queue.close();
          return result_of([=] { return queue.empty(); });
        }) == "false or raises OSError: handle is closed");
}

TEST_CASE("mp.Queue: a put on a closed one is misuse where nobody catches it",
          "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const PipeQueue<int> queue;
    queue.close();
    queue.put(1);
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::misuse);
}

TEST_CASE("mp.Queue: right after a put it may seem empty", "[primitives][mpqueue]") {
  CHECK(results([] {
          const auto queue = holding(PipeQueue<int>(), 1);
          outcome(queue.empty());
          outcome(queue.qsize());
          outcome(result_of([=] { return queue.get_nowait(); }));
        }) == Results{"false 1 1", "true 1 1", "true 1 raises queue.Empty"});
}

TEST_CASE("mp.Queue: without a bound it is never full", "[primitives][mpqueue]") {
  CHECK(results([] {
          const auto queue = holding(PipeQueue<int>(-1), 1, 2, 3);
          outcome(queue.full());
          outcome(queue.qsize());
        }) == Results{"false 3"});
}

TEST_CASE("mp.Queue: the bound counts what is still in the buffer", "[primitives][mpqueue]") {
  CHECK(behaviour([] {
          const auto queue = holding(PipeQueue<int>(1), 1);
          return result_of([=] { queue.put_nowait(2); });
        }) == "raises queue.Full");
}

TEST_CASE("mp.Queue: a full one lets a put go on after a get", "[primitives][mpqueue]") {
  CHECK(results([] {
          const auto queue = holding(PipeQueue<int>(1), 1);
          const threading::Thread putter([=] { queue.put(2); });
          putter.start();
          outcome(queue.get());
          outcome(queue.get());
          putter.join();
        }) == Results{"1 2"});
}

TEST_CASE("mp.Queue: the feeder is a daemon thread, started by the first put",
          "[primitives][mpqueue]") {
  CHECK(results([] {
          const PipeQueue<int> queue;
          outcome(threading::active_count());
          queue.put(1);
          const threading::Thread feeder = threading::enumerate().at(1);
          outcome(feeder.name());
          outcome(feeder.daemon());
        }) == Results{"1 QueueFeederThread true"});
}

TEST_CASE("mp.Queue: what is got is a copy", "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const PipeQueue<Shared<int>> queue;
    const Shared<int> variable{1};
    queue.put(variable);
    const Shared<int> copy = queue.get();
    variable.set(2);
    outcome(copy.get());
  });
  CHECK(report.outcome_values() == Results{"1"});
  CHECK(report.findings.empty());
}

TEST_CASE("mp.Queue: a variable is pickled when the feeder takes it", "[primitives][mpqueue]") {
  const Report report = explore_all([] {
    const PipeQueue<Shared<std::vector<int>>> queue;
    const Shared<std::vector<int>> list{{1}, "list"};
    queue.put(list);
    list.write([](std::vector<int>& items) { items.push_back(2); });
    outcome(queue.get().get());
  });
  CHECK(report.outcome_values() == Results{"[1, 2]", "[1]"});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::data_race);
  CHECK(report.findings[0].threads == std::vector<std::string>{"main", "QueueFeederThread"});
}

TEST_CASE("mp.Queue: what cannot be pickled is dropped with a message", "[primitives][mpqueue]") {
  CHECK(printed([] { PipeQueue<Generator>().put({}); }) ==
        "Traceback (most recent call last): ...\nTypeError: cannot pickle 'generator' object\n");
  CHECK(printed([] { PipeQueue<PipeQueue<int>>().put(PipeQueue<int>()); }) ==
        "Traceback (most recent call last): ...\nRuntimeError: Queue objects should only be shared "
        "between processes through inheritance\n");
}

TEST_CASE("mp.Queue: a dropped item makes room", "[primitives][mpqueue]") {
  CHECK(results([] {
          const PipeQueue<Generator> queue(1);
          queue.put({});
          queue.put({});
          outcome(queue.qsize());
        }) == Results{"0", "1"});
}

TEST_CASE("JoinableQueue: task_done and join alone", "[primitives][mpqueue]") {
  constexpr const char* kTooOften = "raises ValueError: task_done() called too many times";
  const auto one_item = [] { return holding(JoinableQueue<int>(), 1); };
  const std::vector<Case> cases = {
      {"task-done-new", [] { JoinableQueue<int>().task_done(); }, kTooOften},
      {"task-done-too-often",
       [=] {
         const auto queue = one_item();
         queue.task_done();
         queue.task_done();
       },
       kTooOften},
      {"task-done-before-get",
       [=] {
         const auto queue = one_item();
         queue.task_done();
         queue.join();
       },
       "nothing"},
      {"join-new", [] { JoinableQueue<int>().join(); }, "nothing"},
      {"put-lambda",
       [] {
         const JoinableQueue<Generator> queue;
         queue.put({});
         queue.task_done();
         queue.join();
       },
       "nothing"},
  };
  for (const Case& each : cases) {
    INFO("mp.JoinableQueue." << each.id);
    CHECK(behaviour(each.call) == each.expected);
  }
}

TEST_CASE("JoinableQueue: join does not look again when it wakes", "[primitives][mpqueue]") {
  CHECK(behaviour([] {
          const auto queue = holding(JoinableQueue<int>(), 1);
          const threading::Thread joiner([=] {
            queue.join();
            outcome("joined");
          });
          joiner.start();
          queue.task_done();
          queue.put(2);
          joiner.join();
          queue.task_done();
          return "after";
        }) == "after | joined");
}
