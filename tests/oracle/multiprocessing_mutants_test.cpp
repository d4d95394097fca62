// Wrong dependences of the primitives of multiprocessing: the comparison that passes for the right
// ones must find every one of them.
#include "heddle/tests/oracle/multiprocessing.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

/// The comparison passes for a specification with these protocols and fails for its mutant.
template <class Spec, class Wrong>
void check_protocol_mutant(const typename Spec::State& initial,
                           const std::function<Protocols(Random&)>& draw, Wrong /*wrong*/) {
  const auto family = [&]<class Any>(Any /*spec*/) {
    return Family(
        [&](Program& program, Random&) { program.add<ProtocolSubject<Any>>(initial, draw); });
  };
  CHECK_FALSE(complains(family(Spec{}), kPrograms));
  CHECK(complains(family(Mutant<Spec, Wrong>{}), kPrograms));
}

template <class Wrong>
void check_event_mutant(Wrong wrong) {
  check_protocol_mutant<mp::Event::Spec>(
      {}, [](Random& random) { return draw_event(random, nullptr); }, wrong);
}
template <class Wrong>
void check_condition_mutant(Wrong wrong) {
  check_protocol_mutant<mp::Condition::Spec>(
      {}, [](Random& random) { return draw_condition(random, false, nullptr); }, wrong);
}
template <class Wrong>
void check_barrier_mutant(const Meetings& meetings, Wrong wrong) {
  check_protocol_mutant<mp::Barrier::Spec>(
      barrier_state(meetings),
      [=](Random& random) { return draw_barrier(random, meetings, nullptr); }, wrong);
}

}  // namespace

TEST_CASE("mutant: get_value depends on nothing", "[oracle][mutant][mpsync]") {
  using Spec = mp::Semaphore::Spec;
  check_protocol_mutant<Spec>(
      Spec::initial(1, mp::Semaphore::kLargest),
      [](Random& random) { return draw_semaphore(random, false, nullptr); },
      [](const Label& a, const Label&) { return a.is(mp::Semaphore::kValue); });
}
TEST_CASE("mutant: set and clear of an mp event commute", "[oracle][mutant][mpsync]") {
  check_event_mutant([](const Label& a, const Label& b) {
    return pair(a, b, mp::Event::kSet, mp::Event::kClear);
  });
}
TEST_CASE("mutant: the last look of a wait depends on nothing", "[oracle][mutant][mpsync]") {
  check_event_mutant([](const Label& a, const Label&) { return a.is(mp::Event::kLook); });
}
TEST_CASE("mutant: waits of an mp event do not depend on set", "[oracle][mutant][mpsync]") {
  check_event_mutant(
      [](const Label& a, const Label& b) { return pair(a, b, mp::Event::kSet, mp::Event::kWait); });
}
TEST_CASE("mutant: waiters that compete for a notify commute", "[oracle][mutant][mpsync]") {
  check_condition_mutant(
      [](const Label& a, const Label& b) { return both(a, b, mp::Condition::kResume); });
}
TEST_CASE("mutant: a notify of an mp condition does not depend on timeouts",
          "[oracle][mutant][mpsync]") {
  check_condition_mutant([](const Label& a, const Label& b) {
    return a.is(mp::Condition::kResume) && a.expired &&
           (b.is(mp::Condition::kNotify) || b.is(mp::Condition::kNotifyAll));
  });
}
TEST_CASE("mutant: arrivals commute although some can be killed", "[oracle][mutant][mpsync]") {
  check_barrier_mutant(
      {.parties = 2, .in_order = true, .mortal = 50},
      [](const Label& a, const Label& b) { return both(a, b, mp::Barrier::kArrive); });
}
TEST_CASE("mutant: who wakes at a barrier does not depend on the last to arrive",
          "[oracle][mutant][mpsync]") {
  check_barrier_mutant({.parties = 2, .in_order = true, .mortal = 100},
                       [](const Label& a, const Label& b) {
                         return pair(a, b, mp::Barrier::kWake, mp::Barrier::kArrive);
                       });
}
TEST_CASE("mutant: those who wake late commute", "[oracle][mutant][mpsync]") {
  check_barrier_mutant(
      {.parties = 3, .in_order = true, .mortal = 100},
      [](const Label& a, const Label& b) { return both(a, b, mp::Barrier::kWake); });
}
