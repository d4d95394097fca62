// Queues of multiprocessing against brute force; wrong dependences that it must find.
#include "heddle/tests/oracle/mp_queues.hpp"
#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;
using PipeQueue = multiprocessing::QueueSpec;

namespace {

/// Programs with `Wrong` taken for independent have complaints.
template <class Wrong>
void check_queue_mutant(Wrong /*wrong*/) {
  CHECK(complains(process_queues<Mutant<PipeQueue, Wrong>>(), 2 * kPrograms));
}

bool flushes(const Label& label) {
  return label.is(PipeQueue::kSend) || label.is(PipeQueue::kFlush);
}

}  // namespace

TEST_CASE("oracle: Queue of multiprocessing", "[oracle][mpqueue]") {
  check_family(process_queues<PipeQueue>());
}
TEST_CASE("mutant: puts of one process commute", "[oracle][mutant][mpqueue]") {
  check_queue_mutant(
      [](const Label& a, const Label& b) { return both(a, b, PipeQueue::kPut) && a.a == b.a; });
}
TEST_CASE("mutant: puts of two processes commute in a bounded queue", "[oracle][mutant][mpqueue]") {
  check_queue_mutant(
      [](const Label& a, const Label& b) { return both(a, b, PipeQueue::kPut) && a.a != b.a; });
}
TEST_CASE("mutant: sends of two processes commute", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) { return flushes(a) && flushes(b); });
}
TEST_CASE("mutant: a get does not depend on the send of its item", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return a.is(PipeQueue::kReceive) && flushes(b) && a.tag == b.tag;
  });
}
TEST_CASE("mutant: a get makes no room in the pipe", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return a.is(PipeQueue::kReceive) && flushes(b) && a.tag != b.tag;
  });
}
TEST_CASE("mutant: a get makes no room for a put", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return pair(a, b, PipeQueue::kReceive, PipeQueue::kPut);
  });
}
TEST_CASE("mutant: readers commute", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) { return both(a, b, PipeQueue::kLock); });
}
TEST_CASE("mutant: the read lock is not given back", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return pair(a, b, PipeQueue::kLock, PipeQueue::kReceive);
  });
}
TEST_CASE("mutant: empty does not depend on sends", "[oracle][mutant][mpqueue]") {
  check_queue_mutant(
      [](const Label& a, const Label& b) { return a.is(PipeQueue::kEmpty) && flushes(b); });
}
TEST_CASE("mutant: qsize does not depend on puts", "[oracle][mutant][mpqueue]") {
  check_queue_mutant(
      [](const Label& a, const Label& b) { return pair(a, b, PipeQueue::kSize, PipeQueue::kPut); });
}
TEST_CASE("mutant: a feeder does not depend on the put of its item", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return a.is(PipeQueue::kPut) && (b.is(PipeQueue::kTake) || b.is(PipeQueue::kFlush));
  });
}
TEST_CASE("mutant: a put and a task_done commute", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return pair(a, b, PipeQueue::kTaskDone, PipeQueue::kPut);
  });
}
TEST_CASE("mutant: joins commute with the last task_done", "[oracle][mutant][mpqueue]") {
  check_queue_mutant([](const Label& a, const Label& b) {
    return a.is(PipeQueue::kTaskDone) && (b.is(PipeQueue::kJoin) || b.is(PipeQueue::kJoined));
  });
}
TEST_CASE("mutant: calls of task_done commute", "[oracle][mutant][mpqueue]") {
  check_queue_mutant(
      [](const Label& a, const Label& b) { return both(a, b, PipeQueue::kTaskDone); });
}
