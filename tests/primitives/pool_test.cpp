// multiprocessing.Pool as one process sees it: the cases of CPython's behaviour.
#include <exception>
#include <string>
#include <tuple>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::args;
using WorkerPool = multiprocessing::Pool;

namespace {

int squared(int number) { return number * number; }
int fails_at_two(int number) {
  if (number == 2) throw RuntimeError("boom");
  return number;
}
int booms() { throw RuntimeError("boom"); }
int sleeps(double seconds) {
  sleep(seconds);
  return 1;
}
int to_the_power(int base, int exponent) {
  int product = 1;
  for (int i = 0; i < exponent; ++i) product *= base;
  return product;
}

/// A row about a pool with one worker.
template <class F>
Case with_pool(const char* id, F code, std::string expected) {
  return {id,
          [code] {
            const WorkerPool pool(1);
            const WorkerPool::With with(pool);
            return code(pool);
          },
          std::move(expected)};
}
template <class F>
std::string next_in_words(const F& iterator) {
  return result_of([&] { return iterator.next(); });
}

}  // namespace

TEST_CASE("Pool: calls as CPython carries them out", "[primitives][pool]") {
  const std::vector<int> none;
  check_cases({
      with_pool(
          "Pool.map",
          [](const WorkerPool& pool) {
            return pool.map(squared, {1, 2, 3});
          },
          "[1, 4, 9]"),
      with_pool(
          "Pool.map-empty", [=](const WorkerPool& pool) { return pool.map(squared, none); }, "[]"),
      with_pool(
          "Pool.starmap",
          [](const WorkerPool& pool) {
            return pool.starmap(to_the_power, std::vector{std::tuple(2, 3), std::tuple(3, 2)});
          },
          "[8, 9]"),
      with_pool(
          "Pool.apply", [](const WorkerPool& pool) { return pool.apply(squared, args(3)); }, "9"),
      with_pool(
          "Pool.imap",
          [](const WorkerPool& pool) {
            return pool.imap(squared, {3, 1, 2}).rest();
          },
          "[9, 1, 4]"),
      with_pool(
          "Pool.imap-unordered",
          [](const WorkerPool& pool) {
            return pool.imap_unordered(squared, {3, 1, 2}).rest();
          },
          "[9, 1, 4]"),  // there is one worker
      with_pool(
          "Pool.imap-chunksize",
          [](const WorkerPool& pool) { return pool.imap(squared, {1}, 0).rest(); },
          "raises ValueError: Chunksize must be 1+, not 0"),
  });
}

TEST_CASE("Pool: the exception of a task is thrown where its result is asked for",
          "[primitives][pool]") {
  for (const Case& each :
       {with_pool(
            "Pool.map-raises",
            [](const WorkerPool& pool) {
              return pool.map(fails_at_two, {1, 2, 3});
            },
            "raises RuntimeError: boom"),
        with_pool(
            "Pool.apply-raises", [](const WorkerPool& pool) { return pool.apply(booms); },
            "raises RuntimeError: boom")}) {
    INFO(each.id);
    CHECK(behaviour(each.call) == each.expected);
  }
}

TEST_CASE("Pool: an uncaught exception of a task is that of the caller", "[primitives][pool]") {
  const Report report = explore_all([] {
    const WorkerPool pool(1);
    pool.apply(booms);
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(kind_name(report.findings[0].kind) == kind_name(Kind::uncaught_exception));
}

TEST_CASE("Pool: imap goes on after an exception, a generator of chunks does not",
          "[primitives][pool]") {
  const auto four_times = [](int chunksize) {
    return behaviour([=] {
      const WorkerPool pool(1);
      const auto iterator = pool.imap(fails_at_two, {1, 2, 3}, chunksize);
      std::string all;
      for (int i = 0; i < 4; ++i) all += (i > 0 ? ", " : "") + next_in_words(iterator);
      return all;
    });
  };
  CHECK(four_times(1) == "1, raises RuntimeError: boom, 3, raises StopIteration");
  CHECK(four_times(2) ==
        "raises RuntimeError: boom, raises StopIteration, raises StopIteration, raises "
        "StopIteration");
}

TEST_CASE("Pool: a generator of chunks has no next with a timeout", "[primitives][pool]") {
  CHECK(behaviour([] {
          const WorkerPool pool(1);
          return std::to_string(pool.imap(squared, {1, 2}, 2).next(1.0));
        }) == "raises AttributeError: 'generator' object has no attribute 'next'");
}

TEST_CASE("Pool: what a result says before and after it has come", "[primitives][pool]") {
  const std::string late = "raises multiprocessing.context.TimeoutError";
  for (const Case& each : {
           with_pool(
               "Pool.imap-timeout",
               [](const WorkerPool& pool) {
                 return pool.imap(sleeps, std::vector<double>{5}).next(0.05);
               },
               late),
           with_pool(
               "Pool.async-timeout",
               [](const WorkerPool& pool) { return pool.apply_async(sleeps, args(5.0)).get(0.05); },
               late),
           with_pool(
               "Pool.async-ready",
               [](const WorkerPool& pool) { return pool.apply_async(sleeps, args(5.0)).ready(); },
               "false"),
           with_pool(
               "Pool.async-ready",
               [](const WorkerPool& pool) {
                 return pool.apply_async(sleeps, args(5.0)).successful();
               },
               "raises ValueError: <multiprocessing.pool.ApplyResult object at 0x..> not ready"),
           with_pool(
               "Pool.async-wait",
               [](const WorkerPool& pool) {
                 const auto result = pool.apply_async(sleeps, args(5.0));
                 result.wait(0.05);
                 return result.ready();
               },
               "false"),
           with_pool(
               "Pool.async-successful",
               [](const WorkerPool& pool) {
                 const auto result = pool.apply_async(booms);
                 result.wait();
                 return result.successful();
               },
               "false"),
       }) {
    INFO(each.id);
    CHECK(behaviour(each.call, in_virtual_time()) == each.expected);
  }
}

TEST_CASE("Pool: a result that fails early is ready when all have come", "[primitives][pool]") {
  CHECK(behaviour(
            [] {
              const WorkerPool pool(2);
              const auto both = pool.map_async(
                  [](int moments) {
                    if (moments == 0) throw RuntimeError("boom");
                    sleep(moments);
                    return moments;
                  },
                  {0, 3}, 1);
              sleep(1);
              const std::string ready = both.ready() ? "ready, " : "not ready, ";
              return ready + result_of([&] { return both.get(); });
            },
            in_virtual_time()) == "not ready, raises RuntimeError: boom");
}

TEST_CASE("Pool: callbacks get what has come", "[primitives][pool]") {
  CHECK(results([] {
          const WorkerPool pool(1);
          const auto result = pool.apply_async(
              squared, args(3),
              {.callback = [](int value) { outcome(value); },
               .error_callback = [](const std::exception_ptr&) { outcome("bad"); }});
          result.wait();
        }) == Results{"9"});
  CHECK(results([] {
          const WorkerPool pool(1);
          const auto result =
              pool.apply_async(booms, {},
                               {.callback = [](int value) { outcome(value); },
                                .error_callback =
                                    [](const std::exception_ptr& error) {
                                      outcome(result_of([&] { std::rethrow_exception(error); }));
                                    }});
          result.wait();
        }) == Results{"raises RuntimeError: boom"});
  CHECK(results([] {
          const WorkerPool pool(1);
          const auto result = pool.map_async(
              squared, {1, 2}, 1, {.callback = [](const std::vector<int>& all) { outcome(all); }});
          result.wait();
        }) == Results{"[1, 4]"});
}

TEST_CASE("Pool: wrong arguments of the constructor", "[primitives][pool]") {
  check_cases({
      {"Pool.size-zero", [] { const WorkerPool pool(0); },
       "raises ValueError: Number of processes must be at least 1"},
      {"Pool.size-negative", [] { const WorkerPool pool(-1); },
       "raises ValueError: Number of processes must be at least 1"},
      {"Pool.maxtasks-zero", [] { const WorkerPool pool(1, {.maxtasksperchild = 0}); },
       "raises ValueError: maxtasksperchild must be a positive int or None"},
  });
}

TEST_CASE("Pool: close, terminate and join", "[primitives][pool]") {
  check_cases({
      with_pool(
          "Pool.join-running", [](const WorkerPool& pool) { pool.join(); },
          "raises ValueError: Pool is still running"),
      with_pool(
          "Pool.close-join",
          [](const WorkerPool& pool) {
            pool.close();
            pool.join();
          },
          "nothing"),
      with_pool(
          "Pool.close-twice",
          [](const WorkerPool& pool) {
            pool.close();
            pool.close();
          },
          "nothing"),
      with_pool(
          "Pool.map-closed",
          [](const WorkerPool& pool) {
            pool.close();
            return pool.map(squared, {1});
          },
          "raises ValueError: Pool not running"),
      with_pool(
          "Pool.close-pending",
          [](const WorkerPool& pool) {
            const auto result = pool.map_async(squared, {1, 2, 3});
            pool.close();
            pool.join();
            return result.get();
          },
          "[1, 4, 9]"),
      with_pool(
          "Pool.terminate",
          [](const WorkerPool& pool) {
            pool.terminate();
            pool.join();
          },
          "nothing"),
      with_pool(
          "Pool.terminate-twice",
          [](const WorkerPool& pool) {
            pool.terminate();
            pool.terminate();
          },
          "nothing"),
      with_pool(
          "Pool.map-terminated",
          [](const WorkerPool& pool) {
            pool.terminate();
            return pool.map(squared, {1});
          },
          "raises ValueError: Pool not running"),
      {"Pool.with",
       [] {
         const WorkerPool pool(1);
         { const WorkerPool::With with(pool); }
         return pool.map(squared, {1});
       },
       "raises ValueError: Pool not running"},
      {"Pool.with-closed",
       [] {
         const WorkerPool pool(1);
         pool.close();
         const WorkerPool::With with(pool);
       },
       "raises ValueError: Pool not running"},
  });
}

TEST_CASE("Pool: what cannot be pickled", "[primitives][pool]") {
  CHECK(behaviour([] {
          const WorkerPool pool(1);
          const multiprocessing::SimpleQueue<WorkerPool> queue;
          queue.put(pool);
          return std::string("put");
        }) ==
        "raises NotImplementedError: pool objects cannot be passed between processes or pickled");
  CHECK(behaviour([] {
          const WorkerPool pool(1);
          return std::to_string(
              pool.apply([](const threading::Lock&) { return 1; }, args(threading::Lock())));
        }) == "raises TypeError: cannot pickle '_thread.lock' object");
  CHECK(behaviour([] {
          const WorkerPool pool(1);
          pool.apply([] { return threading::Lock(); });
          return std::string("returned");
        }) ==
        "raises multiprocessing.pool.MaybeEncodingError: Error sending result: '[]'. Reason: "
        "'TypeError(\"cannot pickle '_thread.lock' object\")'");
}

TEST_CASE("Pool: a result that cannot come is waited for for ever", "[primitives][pool]") {
  for (const Case& each : {with_pool(
                               "Pool.worker-exits",
                               [](const WorkerPool& pool) {
                                 return pool.apply([] {
                                   throw SystemExit(0);
                                   return 1;
                                 });
                               },
                               "blocks"),
                           with_pool(
                               "Pool.get-terminated",
                               [](const WorkerPool& pool) {
                                 const auto result = pool.apply_async(sleeps, args(5.0));
                                 pool.terminate();
                                 return result.get();
                               },
                               "blocks")}) {
    INFO(each.id);
    CHECK(behaviour(each.call, in_virtual_time()) == each.expected);
  }
}

TEST_CASE("Pool: a call that returns nothing", "[primitives][pool]") {
  CHECK(results([] {
          const WorkerPool pool(1);
          pool.apply([](int) {}, args(1));
          outcome(pool.map([](int) {}, {1, 2}));
        }) == Results{"[None, None]"});
}

TEST_CASE("Pool: arguments are copied when a task is put", "[primitives][pool]") {
  CHECK(results([] {
          const WorkerPool pool(1);
          std::vector<int> list{1};
          const auto size =
              pool.apply_async([](std::vector<int>& all) { return all.size(); }, args(list));
          list.push_back(2);
          outcome(size.get());
        }) == Results{"1"});
}
