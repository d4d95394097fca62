// multiprocessing.Pool: how many executions small programs have.
#include <string>

#include "heddle/tests/checker/engine.hpp"
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::pool_count_tests {

using multiprocessing::active_children;
using multiprocessing::Pool;
using threading::args;

namespace {

int square(int number) { return number * number; }
int exits(int code) { throw SystemExit(code); }
std::string two_workers(const Pool& pool) {
  const auto name = [] { return multiprocessing::current_process().name(); };
  const std::string first = pool.apply(name);
  return first + " " + pool.apply(name);
}

}  // namespace

TEST_CASE("Pool: the numbers of executions", "[primitives][pool]") {
  // A worker that has got no task may be terminated before it has begun.
  CHECK(count([] {
          const Pool pool(1);
          pool.apply(square, args(3));
        }) == Counts{2, 1});
  CHECK(count([] {
          const Pool pool(2);
          pool.apply(square, args(3));
        }) == Counts{44, 4});
  CHECK(count([] {
          const Pool pool(2);
          pool.map(square, {1, 2});
        }) == Counts{122, 6});
  CHECK(count([] {
          const Pool pool(2);
          outcome(pool.imap_unordered(square, {3, 1}).rest());
        }) == Counts{578, 8});
  CHECK(count([] {
          const Pool pool(1);
          const auto both = pool.map_async(square, {1, 2}, 1);
          outcome(both.ready());
          outcome(both.ready());
        }) == Counts{126, 15});
  const Report closed = explore_all([] {
    const Pool pool(2);
    pool.map_async(square, {1, 2, 3});
    pool.close();
    pool.join();
  });
  CHECK(closed.executions == 8);  // who takes which: nothing else is seen
}

TEST_CASE("Pool: the numbers of executions where workers end", "[primitives][pool]") {
  CHECK(count([] {
          const Pool pool(2);
          pool.map_async(square, {1, 2});
          pool.terminate();
        }) == Counts{700, 28});
  CHECK(count([] {
          const Pool pool(1);
          const auto result = pool.apply_async(square, args(3));
          active_children()[0].terminate();
          outcome(result.get());
        }) == Counts{262, 10});
  CHECK(count([] {
          const Pool pool(1);
          pool.apply_async(exits, args(1));
          outcome(pool.apply(square, args(4)));
        }) == Counts{19, 2});
  // A spawned worker has no memory of its parent: when it is started is not seen.
  CHECK(count([] {
          const Pool pool(1, {.maxtasksperchild = 1});
          outcome(two_workers(pool));
        }) == Counts{2070, 27});
  CHECK(count([] {
          const Pool pool(
              1, {.maxtasksperchild = 1, .context = multiprocessing::get_context("spawn")});
          outcome(two_workers(pool));
        }) == Counts{1380, 5});
}

}  // namespace heddle::pool_count_tests
