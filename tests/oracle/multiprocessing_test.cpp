#include "heddle/tests/oracle/multiprocessing.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

template <class T>
Place<T> new_place() {
  return std::make_shared<std::optional<T>>();
}

Meetings draw_meetings(Random& random, int mortal) {
  Meetings meetings;
  meetings.parties = random.below(4);
  meetings.has_action = random.chance(40);
  meetings.stops = random.chance(50);
  meetings.in_order = true;
  meetings.mortal = mortal;
  return meetings;
}

}  // namespace

TEST_CASE("oracle: mp.Semaphore", "[oracle][mpsync]") {
  check_family([](Program& program, Random& random) {
    const int permits = random.below(3);
    const bool bounded = random.chance(50);
    const auto place = new_place<mp::Semaphore>();
    using Spec = mp::Semaphore::Spec;
    program.add<ProtocolSubject<Spec>>(
        Spec::initial(permits, bounded ? permits : mp::Semaphore::kLargest),
        [=](Random& draws) { return draw_semaphore(draws, bounded, place); },
        [=] {
          if (bounded) {
            place->emplace(mp::BoundedSemaphore(permits));
          } else {
            place->emplace(permits);
          }
        });
    program.throws = random.chance(30);
  });
}

TEST_CASE("oracle: mp.Event", "[oracle][mpsync]") {
  check_family([](Program& program, Random& random) {
    for (int i = 1 + random.below(2); i > 0; --i) {
      const auto place = new_place<mp::Event>();
      program.add<ProtocolSubject<mp::Event::Spec>>(
          mp::Event::Spec::State{}, [=](Random& draws) { return draw_event(draws, place); },
          [=] { place->emplace(); });
    }
  });
}

TEST_CASE("oracle: mp.Condition", "[oracle][mpsync]") {
  check_family([](Program& program, Random&) {
    const auto place = new_place<mp::Condition>();
    program.add<ProtocolSubject<mp::Condition::Spec>>(
        mp::Condition::Spec::State{},
        [=](Random& draws) { return draw_condition(draws, false, place); },
        [=] { place->emplace(mp::Lock()); });
  });
}

TEST_CASE("oracle: mp.Condition with spurious wakeups", "[oracle][mpsync]") {
  check_family([](Program& program, Random&) {
    program.add<ProtocolSubject<mp::Condition::Spec>>(
        mp::Condition::Spec::State{},
        [=](Random& draws) { return draw_condition(draws, true, nullptr); });
  });
}

TEST_CASE("oracle: mp.Barrier", "[oracle][mpsync]") {
  check_family([](Program& program, Random& random) {
    const Meetings meetings = draw_meetings(random, 0);
    const auto place = new_place<mp::Barrier>();
    program.add<ProtocolSubject<mp::Barrier::Spec>>(
        barrier_state(meetings),
        [=](Random& draws) { return draw_barrier(draws, meetings, place); },
        [=] {
          std::function<void()> action;
          if (meetings.has_action) action = [] {};
          place->emplace(meetings.parties, action);
        });
  });
}

TEST_CASE("oracle: mp.Barrier whose users can be killed", "[oracle][mpsync]") {
  check_family([](Program& program, Random& random) {
    const Meetings meetings = draw_meetings(random, 60);
    program.add<ProtocolSubject<mp::Barrier::Spec>>(barrier_state(meetings), [=](Random& draws) {
      return draw_barrier(draws, meetings, nullptr);
    });
  });
}

TEST_CASE("oracle: mp.Barrier of which all users can be killed", "[oracle][mpsync]") {
  check_family([](Program& program, Random& random) {
    const Meetings meetings{.parties = 2 + random.below(2), .mortal = 100};
    const auto barrier = program.add<ProtocolSubject<mp::Barrier::Spec>>(
        barrier_state(meetings),
        [=](Random& draws) { return draw_barrier(draws, meetings, nullptr); });
    for (int thread = meetings.parties; thread > 0; --thread) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(2); i >= 0; --i) {
        std::ranges::move(barrier->draw(random), std::back_inserter(calls));
      }
    }
  });
}
