#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

TEST_CASE("oracle: Semaphore", "[oracle]") {
  check_family([](Program& program, Random& random) {
    program.add<SemaphoreSubject>(random.below(3), false);
    if (random.chance(30)) program.add<SemaphoreSubject>(random.below(2), false);
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: Semaphore with many permits", "[oracle]") {
  check_family([](Program& program, Random& random) {
    const auto semaphore = program.add<SemaphoreSubject>(random.below(4), false);
    for (int thread = 2 + random.below(3); thread > 0; --thread) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(3); i >= 0; --i) {
        std::ranges::move(semaphore->draw(random), std::back_inserter(calls));
      }
    }
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: BoundedSemaphore", "[oracle]") {
  check_family([](Program& program, Random& random) {
    program.add<SemaphoreSubject>(random.below(3), true);
    if (random.chance(30)) program.add<SemaphoreSubject>(1, true);
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: Event", "[oracle]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) program.add<EventSubject>();
  });
}

TEST_CASE("oracle: Barrier", "[oracle]") {
  check_family([](Program& program, Random& random) {
    const auto act = random.chance(25) ? BarrierSubject::Act::throws : BarrierSubject::Act::nothing;
    program.add<BarrierSubject>(random.below(4), act);
    program.throws = random.chance(30);
  });
}
