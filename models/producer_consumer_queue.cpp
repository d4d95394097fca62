// A producer and a consumer over a queue with room for two items; -1 says that no more will come.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using queue::Queue;
using threading::Thread;

void producer_consumer_queue(const Parameters& parameters) {
  const int items = static_cast<int>(parameters["items"]);
  Queue<int> q(2, "q");
  const auto produce = [=] {
    for (int item = 1; item <= items; ++item) q.put(item);
    q.put(-1);
  };
  const auto consume = [=] {
    for (int item = q.get(); item != -1; item = q.get()) outcome(item);
  };

  Thread producer(produce, "producer");
  Thread consumer(consume, "consumer");
  producer.start();
  consumer.start();
  producer.join();
  consumer.join();
}

}  // namespace heddle::programs
