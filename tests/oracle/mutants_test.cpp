// Wrong dependences, each in a copy of a specification: the comparison that passes for the right
// ones must find every one of them.
#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

/// One action of a specification.
struct Act {
  int kind;
  std::int64_t a = 0;
  std::int64_t b = 0;
  bool may_expire = false;
};

/// A bare object: threads perform actions of its specification.
template <class Spec>
class BareSubject : public Subject {
 public:
  BareSubject(Program& program, typename Spec::State initial, std::vector<Act> acts)
      : initial_(initial), acts_(std::move(acts)), object_(program.add_object<Spec>(initial)) {}
  void make() override { handle_.emplace(initial_, nullptr, Where::current()); }
  Calls draw(Random& random) override {
    const Act act = acts_[static_cast<std::size_t>(random.below(static_cast<int>(acts_.size())))];
    const auto words = [](std::int64_t result, bool expired) {
      return std::to_string(result) + (expired ? "-" : "+");
    };
    const auto run = [this, act, words](Where where) {
      const Timeout timeout = act.may_expire ? 0 : kForever;
      const Result result = handle_->perform(act.kind, act.a, act.b, timeout, where);
      return words(result.value, result.expired);
    };
    return {one_step("act " + std::to_string(act.kind), run, part(object_, act.kind, act.a, act.b),
                     act.may_expire, [words](const Effect& effect) {
                       return words(effect.result, effect.expired);
                     })};
  }

 private:
  typename Spec::State initial_;
  std::vector<Act> acts_;
  ObjectId object_;
  std::optional<Handle<Spec>> handle_;
};

/// The comparison passes for a specification and fails for its mutant.
template <class Spec, class Wrong>
void check_mutant(const typename Spec::State& initial, const std::vector<Act>& acts,
                  Wrong /*wrong*/) {
  const auto family = [&]<class Any>(Any /*spec*/) {
    return Family([&](Program& program, Random&) {
      program.add<BareSubject<Any>>(initial, acts);
      program.add<BareSubject<Any>>(initial, acts);
    });
  };
  CHECK_FALSE(complains(family(Spec{}), kPrograms));
  CHECK(complains(family(Mutant<Spec, Wrong>{}), kPrograms));
}

using threading::Barrier;
using threading::Condition;
using threading::Lock;
using threading::RLock;
using threading::Semaphore;
using WakeEvent = threading::Event;
using queue::QueueSpec;
using Word = AtomicSpec<int>;

const std::vector<Act> kLockActs = {{Lock::kAcquire},
                                    {Lock::kAcquire, 0, 0, true},
                                    {Lock::kRelease},
                                    {Lock::kRelease},
                                    {Lock::kLocked}};
const std::vector<Act> kSemaphoreActs = {
    {Semaphore::kAcquire}, {Semaphore::kAcquire, 0, 0, true}, {Semaphore::kRelease, 1}};
const std::vector<Act> kEventActs = {{WakeEvent::kIsSet},
                                     {WakeEvent::kSet},
                                     {WakeEvent::kClear},
                                     {WakeEvent::kWait},
                                     {WakeEvent::kResume, 0, 0, true}};
const std::vector<Act> kConditionActs = {{Condition::kEnqueue},
                                         {Condition::kNotify, 1},
                                         {Condition::kNotifyAll},
                                         {Condition::kResume, 0, 0, true}};
const std::vector<Act> kQueueActs = {{QueueSpec::kPut, 1, 1}, {QueueSpec::kPut, 1, 1, true},
                                     {QueueSpec::kGet, 1, 1}, {QueueSpec::kGet, 1, 1, true},
                                     {QueueSpec::kSize},      {QueueSpec::kTaskDone},
                                     {QueueSpec::kJoin}};
const std::vector<Act> kAtomicActs = {{Word::kLoad},        {Word::kStore, 0, 1},
                                      {Word::kExchange, 2}, {Word::kCompareExchange, 0, 3},
                                      {Word::kAdd, 1},      {Word::kCount, 1}};

/// An atomic whose kAwait waits until the value is a; additions depend.
struct AwaitedWord : Word {
  static constexpr bool commutes(int) { return false; }
  static int alternatives(const State& state, const Action& action) {
    return !action.is(kAwait) || state.value == action.a ? 1 : 0;
  }
};
const std::vector<Act> kAwaitActs = {
    {Word::kCount, 1}, {Word::kCount, 1}, {Word::kAwait, 0}, {Word::kStore, 0, 2}};

/// A semaphore whose labels say how many permits there were.
struct ValueSemaphore : Semaphore::Spec {
  static Effect apply(State& state, const Action& action, unsigned way) {
    const auto permits = static_cast<std::uint32_t>(state.permits());
    Effect effect = Semaphore::Spec::apply(state, action, way);
    effect.tag = permits;
    return effect;
  }
  static bool dependent(const Label& a, const Label& b) { return plain_dependent(a, b); }
};

}  // namespace

TEST_CASE("mutant: acquires of a lock commute", "[oracle][mutant]") {
  check_mutant<Lock::Spec>(
      {}, kLockActs, [](const Label& a, const Label& b) { return both(a, b, Lock::kAcquire); });
}
TEST_CASE("mutant: locked() depends on nothing", "[oracle][mutant]") {
  check_mutant<Lock::Spec>({}, kLockActs,
                           [](const Label& a, const Label&) { return a.is(Lock::kLocked); });
}
TEST_CASE("mutant: a failed try does not depend on the release", "[oracle][mutant]") {
  check_mutant<Lock::Spec>({}, kLockActs, [](const Label& a, const Label& b) {
    return a.is(Lock::kAcquire) && a.expired && b.is(Lock::kRelease);
  });
}
TEST_CASE("mutant: the first acquires of an rlock commute", "[oracle][mutant]") {
  check_mutant<RLock::Spec>(
      {}, {{RLock::kAcquire}, {RLock::kAcquire, 0, 0, true}},
      [](const Label& a, const Label& b) { return both(a, b, RLock::kAcquire); });
}
TEST_CASE("mutant: acquires of a semaphore commute", "[oracle][mutant]") {
  check_mutant<Semaphore::Spec>({1, 9, 0, 0}, kSemaphoreActs, [](const Label& a, const Label& b) {
    return both(a, b, Semaphore::kAcquire);
  });
}
TEST_CASE("mutant: acquire and release of a semaphore commute", "[oracle][mutant]") {
  check_mutant<Semaphore::Spec>({1, 9, 0, 0}, kSemaphoreActs, [](const Label& a, const Label& b) {
    return pair(a, b, Semaphore::kAcquire, Semaphore::kRelease);
  });
}
TEST_CASE("mutant: the releases of a bounded semaphore commute", "[oracle][mutant]") {
  check_mutant<Semaphore::Spec>(
      {1, 2, 0, 0},
      {{Semaphore::kAcquire}, {Semaphore::kRelease, 1, 1}, {Semaphore::kRelease, 1, 1}},
      [](const Label& a, const Label& b) { return both(a, b, Semaphore::kRelease); });
}
TEST_CASE("mutant: set and wait of an event commute", "[oracle][mutant]") {
  check_mutant<WakeEvent::Spec>({}, kEventActs, [](const Label& a, const Label& b) {
    return pair(a, b, WakeEvent::kSet, WakeEvent::kWait);
  });
}
TEST_CASE("mutant: set and clear of an event commute", "[oracle][mutant]") {
  check_mutant<WakeEvent::Spec>({}, kEventActs, [](const Label& a, const Label& b) {
    return pair(a, b, WakeEvent::kSet, WakeEvent::kClear);
  });
}
TEST_CASE("mutant: notify does not depend on who waits", "[oracle][mutant]") {
  check_mutant<Condition::Spec>({}, kConditionActs, [](const Label& a, const Label& b) {
    return pair(a, b, Condition::kNotify, Condition::kEnqueue);
  });
}
TEST_CASE("mutant: a timeout does not depend on the notify", "[oracle][mutant]") {
  check_mutant<Condition::Spec>({}, kConditionActs, [](const Label& a, const Label& b) {
    return a.is(Condition::kResume) && a.expired && b.is(Condition::kNotifyAll);
  });
}
TEST_CASE("mutant: puts commute", "[oracle][mutant]") {
  check_mutant<QueueSpec>({1, 0, 0, 0}, kQueueActs, [](const Label& a, const Label& b) {
    return both(a, b, QueueSpec::kPut);
  });
}
TEST_CASE("mutant: put and get commute", "[oracle][mutant]") {
  check_mutant<QueueSpec>({1, 0, 0, 0}, kQueueActs, [](const Label& a, const Label& b) {
    return pair(a, b, QueueSpec::kPut, QueueSpec::kGet);
  });
}
TEST_CASE("mutant: qsize depends on nothing", "[oracle][mutant]") {
  check_mutant<QueueSpec>({1, 0, 0, 0}, kQueueActs,
                          [](const Label& a, const Label&) { return a.is(QueueSpec::kSize); });
}
TEST_CASE("mutant: n_waiting depends on nothing", "[oracle][mutant]") {
  check_mutant<Barrier::Spec>({3}, {{Barrier::kArrive, 1}, {Barrier::kWaiting}, {Barrier::kReset}},
                              [](const Label& a, const Label&) { return a.is(Barrier::kWaiting); });
}
TEST_CASE("mutant: loads depend on nothing", "[oracle][mutant]") {
  check_mutant<Word>({0}, kAtomicActs,
                     [](const Label& a, const Label&) { return a.is(Word::kLoad); });
}
TEST_CASE("mutant: stores commute", "[oracle][mutant]") {
  check_mutant<Word>({0}, {{Word::kLoad}, {Word::kStore, 0, 1}, {Word::kStore, 0, 2}},
                     [](const Label& a, const Label& b) { return both(a, b, Word::kStore); });
}
TEST_CASE("mutant: a failed compare-exchange depends on nothing", "[oracle][mutant]") {
  check_mutant<Word>({0}, kAtomicActs, [](const Label& a, const Label&) {
    return a.is(Word::kCompareExchange) && !a.wrote;
  });
}
TEST_CASE("mutant: a get does not depend on the put of its item", "[oracle][mutant]") {
  check_mutant<QueueSpec>({1, 0, 0, 0}, kQueueActs, [](const Label& a, const Label& b) {
    return pair(a, b, QueueSpec::kPut, QueueSpec::kGet) && a.wrote && b.wrote && a.tag == b.tag;
  });
}
TEST_CASE("mutant: a put does not depend on the get that made room", "[oracle][mutant]") {
  check_mutant<QueueSpec>(
      {1, 0, 0, 0}, {{QueueSpec::kPut, 1, 1}, {QueueSpec::kPut, 1, 1}, {QueueSpec::kGet, 1, 1}},
      [](const Label& a, const Label& b) {
        return pair(a, b, QueueSpec::kPut, QueueSpec::kGet) && a.wrote && b.wrote &&
               a.tag == b.tag + 1;
      });
}
TEST_CASE("mutant: a put is no task to be done", "[oracle][mutant]") {
  check_mutant<QueueSpec>({1, 0, 0, 0}, kQueueActs, [](const Label& a, const Label& b) {
    return pair(a, b, QueueSpec::kPut, QueueSpec::kTaskDone);
  });
}
TEST_CASE("mutant: an acquire does not depend on the release of its permit", "[oracle][mutant]") {
  check_mutant<Semaphore::Spec>({0, 9, 0, 0}, kSemaphoreActs, [](const Label& a, const Label& b) {
    return pair(a, b, Semaphore::kAcquire, Semaphore::kRelease) && a.wrote;
  });
}
TEST_CASE("mutant: an acquire that fails does not depend on releases", "[oracle][mutant]") {
  check_mutant<Semaphore::Spec>({0, 9, 0, 0}, kSemaphoreActs, [](const Label& a, const Label& b) {
    return pair(a, b, Semaphore::kAcquire, Semaphore::kRelease) && !a.wrote;
  });
}
TEST_CASE("mutant: acquires commute while there are permits for both", "[oracle][mutant]") {
  check_mutant<ValueSemaphore>({2, 9, 0, 0}, kSemaphoreActs, [](const Label& a, const Label& b) {
    return both(a, b, Semaphore::kAcquire) && a.tag >= 2 && b.tag >= 2;
  });
}
TEST_CASE("mutant: additions commute with loads", "[oracle][mutant]") {
  check_mutant<Word>({0}, kAtomicActs, [](const Label& a, const Label& b) {
    return pair(a, b, Word::kCount, Word::kLoad);
  });
}
TEST_CASE("mutant: additions commute with additions that are looked at", "[oracle][mutant]") {
  check_mutant<Word>({0}, kAtomicActs, [](const Label& a, const Label& b) {
    return pair(a, b, Word::kCount, Word::kAdd);
  });
}
TEST_CASE("mutant: additions commute although their sum is awaited", "[oracle][mutant]") {
  check_mutant<AwaitedWord>(
      {0}, kAwaitActs, [](const Label& a, const Label& b) { return both(a, b, Word::kCount); });
}
TEST_CASE("mutant: an await does not depend on stores", "[oracle][mutant]") {
  check_mutant<AwaitedWord>({0}, kAwaitActs, [](const Label& a, const Label& b) {
    return pair(a, b, Word::kAwait, Word::kStore);
  });
}
