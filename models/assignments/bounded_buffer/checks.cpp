// What a bounded buffer is examined with: one model for each question.
#include <heddle/heddle.hpp>

#include <string>
#include <vector>

#include "bounded_buffer.hpp"

using namespace heddle;

namespace {

/// Starts `threads` and waits for their ends.
void run(std::vector<threading::Thread> threads) {
  for (threading::Thread& thread : threads) thread.start();
  for (threading::Thread& thread : threads) thread.join();
}

/// Not to be guessed: who makes items up is found out in one of the cases.
int unknown_number() { return 40 * choose(2); }

}  // namespace

HEDDLE_MODEL("order", "one thread puts and takes: first in, first out") {
  const auto buffer = make_bounded_buffer(2);
  const int zero = unknown_number();
  std::string taken;
  buffer->put(zero + 1);
  buffer->put(zero + 2);
  taken += std::to_string(buffer->take() - zero);
  buffer->put(zero + 3);
  taken += std::to_string(buffer->take() - zero);
  taken += std::to_string(buffer->take() - zero);
  outcome(taken);
}

HEDDLE_MODEL("one-to-one", "a producer of three items and a consumer, with room for one") {
  const auto buffer = make_bounded_buffer(1);
  const int zero = unknown_number();
  Shared<std::string> taken(std::string{}, "taken");
  run({threading::Thread(
           [=] {
             for (int item = 1; item <= 3; ++item) buffer->put(zero + item);
           },
           "producer"),
       threading::Thread(
           [=] {
             std::string all;
             for (int i = 0; i < 3; ++i) all += std::to_string(buffer->take() - zero);
             taken.set(all);
           },
           "consumer")});
  outcome(taken.get());
}

HEDDLE_MODEL("two-to-two", "two producers and two consumers of one item each, with room for one") {
  const auto buffer = make_bounded_buffer(1);
  Atomic<int> sum(0, "sum");
  const auto consume = [=] { sum.add(buffer->take()); };
  run({threading::Thread(consume, "consumer1"), threading::Thread(consume, "consumer2"),
       threading::Thread([=] { buffer->put(1); }, "producer1"),
       threading::Thread([=] { buffer->put(2); }, "producer2")});
  outcome(sum.load());
}

HEDDLE_MODEL("bound", "puts that have returned are never ahead of takes by more than the room") {
  const auto buffer = make_bounded_buffer(1);
  Atomic<int> put(0, "put");
  Atomic<int> asked(0, "asked");
  invariant({put, asked}, [=] { return put.peek() - asked.peek() <= 1; });
  run({threading::Thread(
           [=] {
             for (int item = 1; item <= 3; ++item) {
               buffer->put(item);
               put.add(1);
             }
           },
           "producer"),
       threading::Thread(
           [=] {
             for (int i = 0; i < 3; ++i) {
               asked.add(1);
               buffer->take();
             }
           },
           "consumer")});
}
