// Condition in random programs: over a Lock or an RLock, which threads also use alone.
#pragma once

#include "heddle/tests/oracle/locks.hpp"

namespace heddle::oracle {

/// A condition over a lock `L` (Lock or RLock), whose subject is `S`.
template <class L, class S>
class ConditionSubject : public Subject {
 public:
  explicit ConditionSubject(Program& program)
      : lock_(program),
        object_(program.add_object<threading::Condition::Spec>({})),
        flag_object_(program.add_object<AtomicSpec<int>>({0})),
        fifo_(program.options.notify_order == NotifyOrder::fifo),
        spurious_(program.options.spurious) {}
  void make() override {
    lock_.make();
    condition_.emplace(*lock_.lock);
    flag_.emplace(0);
  }
  Calls draw(Random& random) override {
    Calls calls;
    const auto add = [&calls](Call call) { calls.push_back(std::move(call)); };
    const bool nested = kReentrant && random.chance(25);
    const bool holds = random.chance(90);
    if (holds) add(lock_.acquire(Wait::for_ever));
    if (nested) add(lock_.acquire(Wait::for_ever));
    add(draw_act(random, holds));
    if (random.chance(20)) add(draw_act(random, holds));
    if (nested) add(lock_.release());
    if (holds && random.chance(90)) add(lock_.release());
    return calls;
  }

 private:
  static constexpr bool kReentrant = std::is_same_v<L, threading::RLock>;
  enum Phase : std::uint8_t { kChecking, kJoining, kWaiting, kRetaking, kTesting };

  /// A wait gives back a plain lock that another thread holds: what that thread then does wrong
  /// depends on its last look, which is no step of the model.
  Call draw_act(Random& random, bool holds) {
    switch (random.below(holds || kReentrant ? 7 : 4)) {
      case 0: return notify(1 + random.below(2));
      case 1: return notify_all();
      case 2: return notify(random.below(2));
      case 3: return raise_flag();
      case 4: return wait_for_flag(draw_wait(random));
      default: return wait(draw_wait(random));
    }
  }
  static threading::OptionalTimeout timeout(Wait how) {
    if (how == Wait::for_ever) return {};
    return how == Wait::not_at_all ? 0 : 1;
  }

  /// Whether the caller can know that it holds the lock.
  [[nodiscard]] bool owns(const World& world, ThreadId self) const {
    if constexpr (kReentrant) {
      return world.threads[self].levels.at(lock_.object) > 0;
    } else {
      return world.state<threading::Lock::Spec::State>(lock_.object).holder == self;
    }
  }
  /// The look at a lock that the caller does not own: a plain one may be held by somebody.
  [[nodiscard]] Step look_at_lock() const {
    if constexpr (kReentrant) return Step{{}, false, true};
    return Step{{part(lock_.object, threading::Lock::kLocked)}};
  }
  static bool found_held(const Effect& effect) { return !kReentrant && effect.result != 0; }

  /// What `notify` needs: the step itself, or first a look at the lock.
  Call notifying(std::string text, std::function<std::string(Where)> run, OperationPart act) {
    Call call{std::move(text), std::move(run), {}, {}};
    call.step = [this, act](const World& world, ThreadId self) {
      const bool checked = world.threads[self].phase > 0;
      return checked || owns(world, self) ? Step{{act}} : look_at_lock();
    };
    call.then = [this](World& world, ThreadId self, const Effect& effect) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (thread.phase > 0 || owns(world, self)) return "notified";
      if (!found_held(effect)) return raised("RuntimeError");
      ++thread.phase;
      return std::nullopt;
    };
    return call;
  }
  Call notify(int n) {
    const auto run = [this, n](Where where) {
      condition_->notify(n, where);
      return "notified";
    };
    return notifying("notify(" + std::to_string(n) + ")", run,
                     part(object_, threading::Condition::kNotify, n, fifo_ ? 1 : 0));
  }
  Call notify_all() {
    const auto run = [this](Where where) {
      condition_->notify_all(where);
      return "notified";
    };
    return notifying("notify_all", run, part(object_, threading::Condition::kNotifyAll));
  }

  Call wait(Wait how) {
    Call call;
    call.text = "wait" + in_words(how);
    call.run = [this, how](Where where) { return in_words(condition_->wait(timeout(how), where)); };
    call.step = [this, how](const World& world, ThreadId self) {
      const ThreadModel& thread = world.threads[self];
      if (thread.phase > kChecking) return wait_step(thread, self, how);
      return owns(world, self) ? joining() : look_at_lock();
    };
    call.then = [this](World& world, ThreadId self, const Effect& effect) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (thread.phase == kChecking && !owned_before(world, self)) {
        if (!found_held(effect)) return raised("RuntimeError");
        thread.phase = kJoining;
        return std::nullopt;
      }
      return wait_taken(world, self, effect) ? Returned(in_words(thread.kept % 2 == 0))
                                             : std::nullopt;
    };
    return call;
  }

  /// Gives the lock back and joins the waiters.
  [[nodiscard]] Step joining() const {
    return Step{
        {part(lock_.object, L::kReleaseAll), part(object_, threading::Condition::kEnqueue)}};
  }
  /// A step of waiting, once the caller may wait. `kept`: 1 if the time was up, plus twice the
  /// level of the lock.
  [[nodiscard]] Step wait_step(const ThreadModel& thread, ThreadId, Wait how) const {
    if (thread.phase == kJoining) return joining();
    if (thread.phase == kWaiting) {
      return Step{{part(object_, threading::Condition::kResume, 0, spurious_ - thread.spurious)},
                  how != Wait::for_ever};
    }
    Step step{{part(lock_.object, L::kAcquireAt, thread.kept / 2)}};
    if (thread.kept % 2 != 0) step.parts.push_back(part(object_, threading::Condition::kLeave));
    return step;
  }
  /// Whether the thread owned the lock when it took the step that has just been taken.
  [[nodiscard]] bool owned_before(const World& world, ThreadId self) const {
    // Joining gives the lock back: the state no longer tells, but that the thread waits does.
    const auto state = world.state<threading::Condition::Spec::State>(object_);
    return state.waiters.contains(self);
  }
  /// True when the wait is over.
  bool wait_taken(World& world, ThreadId self, const Effect& effect) const {
    ThreadModel& thread = world.threads[self];
    switch (thread.phase) {
      case kChecking:
      case kJoining: {
        int level = 1;
        if constexpr (kReentrant) {
          level = std::exchange(thread.levels.at(lock_.object), std::uint8_t{0});
        }
        thread.kept = static_cast<std::int8_t>(2 * level);
        thread.phase = kWaiting;
        return false;
      }
      case kWaiting:
        if (effect.result == 2) ++thread.spurious;
        if (effect.expired) ++thread.kept;
        thread.phase = kRetaking;
        return false;
      default:
        if constexpr (kReentrant) {
          thread.levels.at(lock_.object) = static_cast<std::uint8_t>(thread.kept / 2);
        }
        return true;
    }
  }

  /// wait_for(the flag is raised): tests, waits, tests again ... Only with the lock held.
  Call wait_for_flag(Wait how) {
    Call call;
    call.text = "wait_for" + in_words(how);
    call.run = [this, how](Where where) {
      const auto raised_flag = [this, where] {
        return flag_->load(std::memory_order_seq_cst, where) != 0;
      };
      return in_words(condition_->wait_for(raised_flag, timeout(how), where));
    };
    call.step = [this, how](const World& world, ThreadId self) {
      const ThreadModel& thread = world.threads[self];
      if (thread.phase == 0 || thread.phase == kTesting + 1) {
        return Step{{part(flag_object_, AtomicSpec<int>::kLoad)}};
      }
      if (thread.phase == kTesting) return owns(world, self) ? joining() : look_at_lock();
      return wait_step(thread, self, how);
    };
    call.then = [this, how](World& world, ThreadId self, const Effect& effect) -> Returned {
      return wait_for_taken(world, self, how, effect);
    };
    return call;
  }
  Returned wait_for_taken(World& world, ThreadId self, Wait how, const Effect& effect) const {
    ThreadModel& thread = world.threads[self];
    if (thread.phase == 0 || thread.phase == kTesting + 1) {  // a test
      const bool last = thread.phase != 0 && (thread.kept % 2 != 0 || how == Wait::not_at_all);
      if (effect.result != 0 || last) return in_words(effect.result != 0);
      thread.kept = 0;
      thread.phase = kTesting;  // then it looks whether it may wait
      return std::nullopt;
    }
    if (thread.phase == kTesting) {
      if (owned_before(world, self)) {
        thread.phase = kJoining;
      } else {
        if (!found_held(effect)) return raised("RuntimeError");
        thread.phase = kJoining;
        return std::nullopt;
      }
    }
    if (wait_taken(world, self, effect)) thread.phase = kTesting + 1;
    return std::nullopt;
  }
  Call raise_flag() {
    return void_step(
        "raise flag", [this](Where where) { flag_->store(1, std::memory_order_seq_cst, where); },
        part(flag_object_, AtomicSpec<int>::kStore, 0, 1), "raised");
  }

  S lock_;
  ObjectId object_;
  ObjectId flag_object_;
  bool fifo_;
  int spurious_;
  std::optional<threading::Condition> condition_;
  std::optional<Atomic<int>> flag_;
};

using LockCondition = ConditionSubject<threading::Lock, LockSubject>;
using RLockCondition = ConditionSubject<threading::RLock, RLockSubject>;

}  // namespace heddle::oracle
