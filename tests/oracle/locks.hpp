// Lock and RLock in random programs.
#pragma once

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

/// The effect of a step that takes something or fails to.
inline std::string taken(const Effect& effect) { return in_words(!effect.expired); }

class LockSubject : public Subject {
 public:
  explicit LockSubject(Program& program) : object(program.add_object<threading::Lock::Spec>({})) {}
  void make() override { lock.emplace(); }
  Calls draw(Random& random) override {
    switch (random.below(7)) {
      case 0:
      case 1: return {acquire(Wait::for_ever), release()};
      case 2: return {acquire(draw_wait(random)), release()};
      case 3: return {acquire(draw_wait(random))};
      case 4: return {release()};
      case 5: return {locked()};
      default: return {acquire_wrongly()};
    }
  }

  Call acquire(Wait wait) {
    const auto run = [this, wait](Where where) {
      return in_words(
          lock->acquire(wait != Wait::not_at_all, wait == Wait::for_some_time ? 1 : -1, where));
    };
    return one_step("acquire" + in_words(wait), run, part(object, threading::Lock::kAcquire),
                    wait != Wait::for_ever, taken);
  }
  Call release() {
    const auto run = [this](Where where) {
      lock->release(where);
      return "released";
    };
    return one_step("release", run, part(object, threading::Lock::kRelease), false,
                    [](const Effect& effect) {
                      return effect.result == 0 ? "released" : raised("RuntimeError");
                    });
  }
  Call locked() {
    return one_step(
        "locked", [this](Where where) { return in_words(lock->locked(where)); },
        part(object, threading::Lock::kLocked), false,
        [](const Effect& effect) { return in_words(effect.result != 0); });
  }
  Call acquire_wrongly() {
    return wrong_use(
        "acquire(false, 1)",
        [this](Where where) { return in_words(lock->acquire(false, 1, where)); }, "ValueError");
  }

  ObjectId object;
  std::optional<threading::Lock> lock;
};

/// Only the first acquire and the last release of a thread are steps of their own.
class RLockSubject : public Subject {
 public:
  explicit RLockSubject(Program& program)
      : object(program.add_object<threading::RLock::Spec>({})) {}
  void make() override { lock.emplace(); }
  Calls draw(Random& random) override {
    switch (random.below(6)) {
      case 0:
      case 1: return {acquire(draw_wait(random)), release()};
      case 2: return {acquire(Wait::for_ever), acquire(draw_wait(random)), release(), release()};
      case 3: return {acquire(Wait::for_ever), acquire(draw_wait(random)), release()};
      case 4: return {acquire(draw_wait(random))};
      default: return {release()};
    }
  }

  Call acquire(Wait wait) {
    Call call;
    call.text = "acquire" + in_words(wait);
    call.run = [this, wait](Where where) {
      return in_words(
          lock->acquire(wait != Wait::not_at_all, wait == Wait::for_some_time ? 1 : -1, where));
    };
    call.step = [this, wait](const World& world, ThreadId self) {
      const bool nested = world.threads[self].levels.at(object) > 0;
      return Step{{part(object, threading::RLock::kAcquire)}, wait != Wait::for_ever, nested};
    };
    call.then = [this](World& world, ThreadId self, const Effect& effect) -> Returned {
      if (!effect.expired) ++world.threads[self].levels.at(object);
      return taken(effect);
    };
    return call;
  }
  Call release() {
    Call call;
    call.text = "release";
    call.run = [this](Where where) {
      lock->release(where);
      return "released";
    };
    call.step = [this](const World& world, ThreadId self) {
      const int level = world.threads[self].levels.at(object);
      if (level == 0) return Step{{}, false, true};
      return Step{{part(object, threading::RLock::kRelease)}, false, level > 1};
    };
    call.then = [this](World& world, ThreadId self, const Effect&) -> Returned {
      std::uint8_t& level = world.threads[self].levels.at(object);
      if (level == 0) return raised("RuntimeError");
      --level;
      return "released";
    };
    return call;
  }

  ObjectId object;
  std::optional<threading::RLock> lock;
};

}  // namespace heddle::oracle
