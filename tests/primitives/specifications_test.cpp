// Properties that every specification has, on random histories: what `alternatives` allows `apply`
// can do, equal histories give equal labels, and what synchronises is dependent.
#include <functional>
#include <random>
#include <typeinfo>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;

namespace {

/// A random action of kind 0..kinds-1 with small arguments.
Action random_action(std::mt19937& random, int kinds) {
  Action action;
  action.kind = static_cast<std::uint8_t>(random() % static_cast<unsigned>(kinds));
  action.thread = static_cast<ThreadId>(random() % 4);
  action.may_expire = random() % 3 == 0;
  action.a = static_cast<std::int64_t>(random() % 3);
  action.b = static_cast<std::int64_t>(random() % 3);
  return action;
}

template <class Spec>
struct History {
  typename Spec::State state;
  std::vector<Label> labels;

  /// Applies the action in one of the ways that it can go; nothing if it is blocked.
  void step(Action action, std::mt19937& random) {
    const int ways = Spec::alternatives(state, action);
    if (ways == 0) return;
    const auto before = state;
    const unsigned way = random() % static_cast<unsigned>(ways);
    const Effect effect = kSpecTable<Spec>.apply(&state, action, way);
    if (effect.expired) REQUIRE(action.may_expire);
    auto again = before;
    const Effect same = kSpecTable<Spec>.apply(&again, action, way);
    REQUIRE(again == state);
    REQUIRE((same.result == effect.result && same.tag == effect.tag));
    labels.push_back({0, action.kind, action.thread, effect.wrote, effect.wrote, effect.expired,
                      effect.tag, action.a, action.b, effect.result});
  }
};

/// `allowed` leaves out what the primitive never does: a release by another than the owner.
template <class Spec>
void check_specification(
    typename Spec::State initial, int kinds,
    const std::function<bool(const typename Spec::State&, const Action&)>& allowed = {}) {
  INFO(typeid(Spec).name());
  std::mt19937 random(1);
  for (int run = 0; run < 200; ++run) {
    History<Spec> history{initial, {}};
    for (int i = 0; i < 30; ++i) {
      const Action action = random_action(random, kinds);
      if (!allowed || allowed(history.state, action)) history.step(action, random);
    }
    for (std::size_t later = 0; later < history.labels.size(); ++later) {
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        const Label& a = history.labels[earlier];
        const Label& b = history.labels[later];
        if (Spec::synchronizes(a, b)) REQUIRE(kSpecTable<Spec>.dependent(a, b));
        REQUIRE(kSpecTable<Spec>.dependent(a, b) == kSpecTable<Spec>.dependent(b, a));
      }
    }
    for (const Label& label : history.labels) Spec::describe(label, "name", "value");
  }
}

}  // namespace

TEST_CASE("specifications: synchronising is depending, and applying is a function",
          "[primitives][specification]") {
  using namespace threading;
  check_specification<SharedSpec>({}, 5);
  check_specification<AtomicSpec<int>>({}, 9);  // but kAwait, which asks a predicate
  check_specification<Lock::Spec>({}, 5);
  check_specification<Semaphore::Spec>({1, 2, 0, 0}, 2);
  check_specification<threading::Event::Spec>({}, 5);
  check_specification<queue::QueueSpec>({2}, 6);
  check_specification<multiprocessing::detail::CellSpec>({}, 5);
  check_specification<multiprocessing::shared_memory::detail::AttachedSpec>({}, 2);
  check_specification<multiprocessing::detail::ServerSpec>({}, 3);
  check_specification<multiprocessing::detail::DictSpec>({}, 9);
  check_specification<multiprocessing::detail::ListSpec>({}, 17);
  check_specification<RLock::Spec>({}, 4,
                                   [](const RLock::Spec::State& state, const Action& action) {
                                     if (action.is(RLock::kAcquire)) return true;
                                     if (action.is(RLock::kAcquireAt))
                                       return state.owner == kNoThread && action.a > 0;
                                     return state.owner == action.thread;
                                   });
  check_specification<Condition::Spec>(
      {}, 5, [](const Condition::Spec::State& state, const Action& action) {
        const bool waits =
            state.waiters.contains(action.thread) || state.woken.contains(action.thread);
        return action.is(Condition::kNotify) || action.is(Condition::kNotifyAll) ||
               action.is(Condition::kEnqueue) != waits;
      });
  for (const bool has_action : {false, true}) {
    check_specification<Barrier::Spec>({2, has_action}, 7,
                                       [](const Barrier::Spec::State& state, const Action& action) {
                                         if (action.is(Barrier::kOpen))
                                           return state.phase == Barrier::Spec::kActing;
                                         return !action.is(Barrier::kPass) || state.count > 0;
                                       });
  }
}

TEST_CASE("specifications: pools and their results", "[primitives][specification][pool]") {
  using multiprocessing::PoolResultSpec;
  check_specification<multiprocessing::PoolSpec>(multiprocessing::PoolSpec::initial(1), 12);
  for (const auto order :
       {PoolResultSpec::kAll, PoolResultSpec::kInTurn, PoolResultSpec::kAsTheyCome}) {
    check_specification<PoolResultSpec>(
        PoolResultSpec::initial(order, 3), 5,
        [order](const PoolResultSpec::State&, const Action& action) {
          const bool in_turn = order == PoolResultSpec::kInTurn;
          return action.kind != PoolResultSpec::kNext || (action.a != 0) == in_turn;
        });
  }
}

TEST_CASE("specifications: a state is small and plain", "[primitives][specification]") {
  using namespace threading;
  CHECK(sizeof(Lock::Spec::State) == 1);
  CHECK(sizeof(RLock::Spec::State) <= 8);
  CHECK(sizeof(Semaphore::Spec::State) <= 32);
  CHECK(sizeof(threading::Event::Spec::State) <= 40);
  CHECK(sizeof(Barrier::Spec::State) <= 16);
  CHECK(sizeof(Condition::Spec::State) <= 168);
  CHECK(sizeof(queue::QueueSpec::State) <= 16);
  CHECK(sizeof(AtomicSpec<int>::State) == 8);
}

TEST_CASE("specifications: the roles by which detectors know the actions",
          "[primitives][specification]") {
  using namespace threading;
  CHECK(Lock::Spec::role(Lock::kAcquire) == Role::acquire);
  CHECK(Lock::Spec::role(Lock::kAcquireAt) == Role::acquire);
  CHECK(Lock::Spec::role(Lock::kReleaseAll) == Role::release);
  CHECK(Lock::Spec::role(Lock::kLocked) == Role::none);
  CHECK(RLock::Spec::role(RLock::kAcquire) == Role::acquire);
  CHECK(RLock::Spec::role(RLock::kReleaseAll) == Role::release);
  CHECK(Condition::Spec::role(Condition::kEnqueue) == Role::enqueue);
  CHECK(Condition::Spec::role(Condition::kNotifyAll) == Role::notify);
  CHECK(Condition::Spec::role(Condition::kResume) == Role::resume);
  CHECK(threading::Event::Spec::role(threading::Event::kSet) == Role::notify);
  CHECK(threading::Event::Spec::role(threading::Event::kClear) == Role::clear);
  CHECK(AtomicSpec<int>::role(AtomicSpec<int>::kStore) == Role::write);
  CHECK(AtomicSpec<int>::role(AtomicSpec<int>::kAdd) == Role::update);
  CHECK((kSpecTable<RLock::Spec>.owned && !kSpecTable<Lock::Spec>.owned));
  CHECK((kSpecTable<SharedSpec>.plain && !kSpecTable<AtomicSpec<int>>.plain));
}

TEST_CASE("specifications: a lock says who is waited for", "[primitives][specification]") {
  using namespace threading;
  Lock::Spec::State lock;
  Lock::Spec::apply(lock, {Lock::kAcquire, 3, false, 0, 0}, 0);
  const ThreadSet holders = Lock::Spec::holders(lock, {Lock::kAcquire, 1, false, 0, 0});
  CHECK((holders.size() == 1 && holders.contains(3)));
  CHECK(Lock::Spec::holders(lock, {Lock::kRelease, 1, false, 0, 0}).empty());
  RLock::Spec::State rlock;
  RLock::Spec::apply(rlock, {RLock::kAcquire, 2, false, 0, 0}, 0);
  CHECK(RLock::Spec::holders(rlock, {RLock::kAcquire, 1, false, 0, 0}).contains(2));
}
