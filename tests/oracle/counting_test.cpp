#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle::oracle;

namespace {

BarrierSubject::Act draw_action(Random& random) {
  if (random.chance(50)) return BarrierSubject::Act::nothing;
  return random.chance(50) ? BarrierSubject::Act::runs : BarrierSubject::Act::throws;
}

}  // namespace

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
    program.add<BarrierSubject>(random.below(4), draw_action(random));
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: Barrier that only few look at", "[oracle]") {
  check_family([](Program& program, Random& random) {
    const BarrierSubject::Uses uses{random.chance(50) ? 0 : 15, random.chance(20), true};
    program.add<BarrierSubject>(1 + random.below(3), BarrierSubject::Act::nothing, uses);
    if (random.chance(30)) program.add<SharedSubject>();
    program.throws = random.chance(50);
  });
}

TEST_CASE("oracle: Barrier that is met at again and again", "[oracle]") {
  check_family([](Program& program, Random& random) {
    const int parties = 2 + random.below(2);
    const BarrierSubject::Uses uses{random.chance(50) ? 0 : 15, false, random.chance(50)};
    const auto act = random.chance(20) ? draw_action(random) : BarrierSubject::Act::nothing;
    const auto barrier = program.add<BarrierSubject>(parties, act, uses);
    const auto other = program.add<AtomicSubject>();
    for (int thread = parties + (random.chance(20) ? 1 : 0); thread > 0; --thread) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(3); i >= 0; --i) {
        const bool meets = random.chance(80);
        std::ranges::move(meets ? barrier->draw(random) : other->draw(random),
                          std::back_inserter(calls));
      }
    }
    program.throws = random.chance(30);
  });
}
