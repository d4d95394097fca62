// Pools against brute force; wrong dependences that it must find.
#include "heddle/tests/oracle/pools.hpp"

#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;
using TaskPool = multiprocessing::PoolSpec;
using TaskResult = multiprocessing::PoolResultSpec;

namespace {

/// Programs with `Wrong` taken for independent have complaints.
template <class Wrong>
void check_pool_mutant(Wrong /*wrong*/) {
  CHECK(complains(pools<Mutant<TaskPool, Wrong>>(), 2 * kPrograms));
}
template <class Wrong>
void check_result_mutant(Wrong /*wrong*/) {
  CHECK(complains(pool_results<Mutant<TaskResult, Wrong>>(), 2 * kPrograms));
}

bool takes_a_task(const Label& label) { return label.is(TaskPool::kTake) && label.result != 0; }
bool learns_the_end(const Label& label) {
  const int kind = label.kind;
  return (kind == TaskPool::kTake || kind == TaskPool::kReceive || kind == TaskPool::kRenew) &&
         label.result == 0;
}

}  // namespace

TEST_CASE("oracle: Pool", "[oracle][pool]") { check_family(pools<TaskPool>()); }
TEST_CASE("oracle: results of a Pool", "[oracle][pool]") {
  check_family(pool_results<TaskResult>());
}

TEST_CASE("mutant: puts into a pool commute", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) { return both(a, b, TaskPool::kPut); });
}
TEST_CASE("mutant: workers that take tasks commute", "[oracle][mutant][pool]") {
  check_pool_mutant(
      [](const Label& a, const Label& b) { return takes_a_task(a) && takes_a_task(b); });
}
TEST_CASE("mutant: a take does not depend on the put of its task", "[oracle][mutant][pool]") {
  check_pool_mutant(
      [](const Label& a, const Label& b) { return takes_a_task(a) && b.is(TaskPool::kPut); });
}
TEST_CASE("mutant: a put does not depend on close", "[oracle][mutant][pool]") {
  check_pool_mutant(
      [](const Label& a, const Label& b) { return pair(a, b, TaskPool::kPut, TaskPool::kClose); });
}
TEST_CASE("mutant: a take does not depend on terminate", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskPool::kTake, TaskPool::kTerminate);
  });
}
TEST_CASE("mutant: the end does not depend on the tasks that are done", "[oracle][mutant][pool]") {
  check_pool_mutant(
      [](const Label& a, const Label& b) { return learns_the_end(a) && b.is(TaskPool::kDone); });
}
TEST_CASE("mutant: the end of the tasks does not depend on the last take",
          "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return learns_the_end(a) && a.is(TaskPool::kTake) && takes_a_task(b);
  });
}
TEST_CASE("mutant: a put does not depend on who learns that there is no more",
          "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return learns_the_end(a) && a.is(TaskPool::kTake) && b.is(TaskPool::kPut);
  });
}
TEST_CASE("mutant: who replaces workers does not depend on the tasks that are done",
          "[oracle][mutant][pool]") {
  check_pool_mutant(
      [](const Label& a, const Label& b) { return pair(a, b, TaskPool::kRenew, TaskPool::kDone); });
}
TEST_CASE("mutant: who handles results does not depend on terminate", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskPool::kReceive, TaskPool::kTerminate);
  });
}
TEST_CASE("mutant: join does not depend on close", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return a.is(TaskPool::kLook) && (b.is(TaskPool::kClose) || b.is(TaskPool::kTerminate));
  });
}
TEST_CASE("mutant: close and terminate commute", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskPool::kClose, TaskPool::kTerminate);
  });
}
TEST_CASE("mutant: results that are sent commute", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) { return both(a, b, TaskPool::kSend); });
}
TEST_CASE("mutant: who handles a result does not depend on who sent it", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskPool::kReceive, TaskPool::kSend);
  });
}
TEST_CASE("mutant: who replaces workers does not depend on their ends", "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskPool::kRenew, TaskPool::kAbandon);
  });
}
TEST_CASE("mutant: who replaces workers does not depend on the end of the pool",
          "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return a.is(TaskPool::kRenew) && (b.is(TaskPool::kClose) || b.is(TaskPool::kTerminate));
  });
}
TEST_CASE("mutant: the end does not depend on that of the pool's process",
          "[oracle][mutant][pool]") {
  check_pool_mutant([](const Label& a, const Label& b) {
    return learns_the_end(a) && b.is(TaskPool::kAbandon) && b.result != 0;
  });
}

TEST_CASE("mutant: chunks that fail commute", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return both(a, b, TaskResult::kDone) && a.tag == 0 && b.tag == 0;
  });
}
TEST_CASE("mutant: chunks commute whose order of arrival is seen", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return both(a, b, TaskResult::kDone) && a.tag != 0 && b.tag != 0;
  });
}
TEST_CASE("mutant: get does not depend on the chunks", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskResult::kGet, TaskResult::kDone);
  });
}
TEST_CASE("mutant: ready does not depend on the chunks", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskResult::kReady, TaskResult::kDone);
  });
}
TEST_CASE("mutant: next does not depend on the chunk that comes next", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskResult::kNext, TaskResult::kDone) && a.a != 0;
  });
}
TEST_CASE("mutant: next does not depend on what arrives next", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) {
    return pair(a, b, TaskResult::kNext, TaskResult::kDone) && a.a == 0;
  });
}
TEST_CASE("mutant: who asks for the next commute", "[oracle][mutant][pool]") {
  check_result_mutant([](const Label& a, const Label& b) { return both(a, b, TaskResult::kNext); });
}
