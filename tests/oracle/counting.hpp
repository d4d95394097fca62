// Semaphore, Event and Barrier in random programs.
#pragma once

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

class SemaphoreSubject : public Subject {
 public:
  SemaphoreSubject(Program& program, int permits, bool bounded)
      : object_(program.add_object<threading::Semaphore::Spec>(
            {permits, bounded ? permits : std::int64_t{1} << 62, 0, 0})),
        permits_(permits),
        bounded_(bounded) {}
  void make() override {
    if (bounded_) {
      semaphore_.emplace(threading::BoundedSemaphore(permits_));
    } else {
      semaphore_.emplace(permits_);
    }
  }
  Calls draw(Random& random) override {
    switch (random.below(6)) {
      case 0:
      case 1: return {acquire(draw_wait(random)), release(1)};
      case 2:
      case 3: return {acquire(draw_wait(random))};
      case 4: return {release(1 + random.below(3))};
      default: return {release(random.below(3))};
    }
  }

 private:
  Call acquire(Wait wait) {
    const auto run = [this, wait](Where where) {
      threading::OptionalTimeout timeout;
      if (wait == Wait::for_some_time) timeout = 1;
      return in_words(semaphore_->acquire(wait != Wait::not_at_all, timeout, where));
    };
    return one_step("acquire" + in_words(wait), run, part(object_, threading::Semaphore::kAcquire),
                    wait != Wait::for_ever,
                    [](const Effect& effect) { return in_words(!effect.expired); });
  }
  Call release(int n) {
    const std::string text = "release(" + std::to_string(n) + ")";
    const auto run = [this, n](Where where) {
      semaphore_->release(n, where);
      return "released";
    };
    if (n < 1) return wrong_use(text, run, "ValueError");
    return one_step(text, run, part(object_, threading::Semaphore::kRelease, n, bounded_ ? 1 : 0),
                    false, [](const Effect& effect) {
                      return effect.result == 0 ? "released" : raised("ValueError");
                    });
  }

  ObjectId object_;
  int permits_;
  bool bounded_;
  std::optional<threading::Semaphore> semaphore_;
};

class EventSubject : public Subject {
 public:
  explicit EventSubject(Program& program)
      : object_(program.add_object<threading::Event::Spec>({})) {}
  void make() override { event_.emplace(); }
  Calls draw(Random& random) override {
    switch (random.below(6)) {
      case 0:
      case 1: return {wait(draw_wait(random))};
      case 2: return {set()};
      case 3: return {set(), clear()};
      case 4: return {clear()};
      default: return {is_set()};
    }
  }

 private:
  /// First looks and joins the waiters, then goes on when it is woken.
  Call wait(Wait how) {
    Call call;
    call.text = "wait" + in_words(how);
    call.run = [this, how](Where where) {
      threading::OptionalTimeout timeout;
      if (how != Wait::for_ever) timeout = how == Wait::not_at_all ? 0 : 1;
      return in_words(event_->wait(timeout, where));
    };
    call.step = [this, how](const World& world, ThreadId self) {
      if (world.threads[self].phase == 0) return Step{{part(object_, threading::Event::kWait)}};
      return Step{{part(object_, threading::Event::kResume)}, how != Wait::for_ever};
    };
    call.then = [](World& world, ThreadId self, const Effect& effect) -> Returned {
      if (world.threads[self].phase++ > 0) return in_words(!effect.expired);
      if (effect.result != 0) return in_words(true);
      return std::nullopt;
    };
    return call;
  }
  Call set() {
    return void_step(
        "set", [this](Where where) { event_->set(where); }, part(object_, threading::Event::kSet),
        "set");
  }
  Call clear() {
    return void_step(
        "clear", [this](Where where) { event_->clear(where); },
        part(object_, threading::Event::kClear), "cleared");
  }
  Call is_set() {
    return one_step(
        "is_set", [this](Where where) { return in_words(event_->is_set(where)); },
        part(object_, threading::Event::kIsSet), false,
        [](const Effect& effect) { return in_words(effect.result != 0); });
  }

  ObjectId object_;
  std::optional<threading::Event> event_;
};

class BarrierSubject : public Subject {
 public:
  enum class Act { nothing, runs, throws };
  /// How threads use it, but for waiting.
  struct Uses {
    int looks = 50;     ///< per cent of the calls that look at an index of arrival
    bool stops = true;  ///< abort and reset
    bool asks = true;   ///< n_waiting and broken
  };
  BarrierSubject(Program& program, int parties, Act act)
      : BarrierSubject(program, parties, act, {}) {}
  BarrierSubject(Program& program, int parties, Act act, Uses uses)
      : object_(program.add_object<threading::Barrier::Spec>({parties, act != Act::nothing},
                                                             std::vector<int>(8, kNone))),
        parties_(parties),
        act_(act),
        uses_(uses) {}
  void make() override {
    arrivals_.assign(8, std::nullopt);
    acted_.clear();
    std::function<void()> action;
    if (act_ != Act::nothing) {
      action = [this] {
        if (act_ == Act::throws) throw KeyError("no");
        acted_.insert(running_execution().self());
      };
    }
    barrier_.emplace(parties_, action);
  }
  Calls draw(Random& random) override {
    const int drawn = random.below(9);
    if (drawn > 6 && uses_.asks) {
      if (drawn == 7) return {ask("n_waiting", threading::Barrier::kWaiting)};
      return {ask("broken", threading::Barrier::kBroken)};
    }
    if ((drawn == 5 || drawn == 6) && uses_.stops) {
      if (drawn == 5) return {change("abort", threading::Barrier::kAbort)};
      return {change("reset", threading::Barrier::kReset)};
    }
    Calls calls{wait(draw_wait(random), random.chance(uses_.looks))};
    if (drawn == 0) calls.push_back(wait(draw_wait(random), random.chance(uses_.looks)));
    if (random.chance(uses_.looks / 2)) calls.push_back(last_index());
    return calls;
  }

 private:
  enum Phase : std::uint8_t { kArriving, kPassing, kOpening };
  static constexpr int kNone = -1;

  /// Arrives; the last one acts and opens, where there is an action; all others pass.
  Call wait(Wait how, bool looks) {
    Call call;
    call.text = std::string("wait") + in_words(how) + (looks ? ".index" : "");
    call.run = [this, how, looks](Where where) {
      threading::OptionalTimeout timeout;
      if (how != Wait::for_ever) timeout = how == Wait::not_at_all ? 0 : 1;
      const ThreadId self = running_execution().self();
      arrivals_[self] = barrier_->wait(timeout, where);
      const bool acted = acted_.contains(self);
      acted_.erase(self);
      return words(looks ? arrivals_[self]->index() : kNone, acted);
    };
    call.step = [this, how](const World& world, ThreadId self) {
      switch (world.threads[self].phase) {
        case kArriving: return Step{{part(object_, threading::Barrier::kArrive)}};
        case kPassing:
          return Step{{part(object_, threading::Barrier::kPass)}, how != Wait::for_ever};
        default: {
          const int failed = act_ == Act::throws ? 1 : 0;
          return Step{{part(object_, threading::Barrier::kOpen, failed)}};
        }
      }
    };
    call.then = [this, looks](World& world, ThreadId self, const Effect& effect) -> Returned {
      return after(world, self, effect, looks);
    };
    return call;
  }
  Returned after(World& world, ThreadId self, const Effect& effect, bool looks) const {
    ThreadModel& thread = world.threads[self];
    const std::uint8_t phase = thread.phase;
    if (phase == kArriving) {
      if (effect.result < 0) return raised("threading.BrokenBarrierError");
      const auto state = world.state<threading::Barrier::Spec::State>(object_);
      thread.kept = static_cast<std::int8_t>(state.count - 1);
      thread.phase = act_ != Act::nothing && state.count == parties_ ? kOpening : kPassing;
      return std::nullopt;
    }
    if (phase == kPassing && effect.result != 1) return raised("threading.BrokenBarrierError");
    if (phase == kOpening && act_ == Act::throws) return raised("KeyError");
    world.items[object_][self] = thread.kept;
    return words(looks ? thread.kept : kNone, phase == kOpening);
  }
  static std::string words(int index, bool acted) {
    return (index == kNone ? "met" : std::to_string(index)) + (acted ? ",acted" : "");
  }
  /// The index of the thread's last arrival, perhaps long after it.
  Call last_index() {
    Call call;
    call.text = "index";
    call.run = [this](Where) {
      const auto& arrival = arrivals_[running_execution().self()];
      return arrival ? std::to_string(arrival->index()) : "none";
    };
    call.step = [](const World&, ThreadId) { return Step{{}, false, true}; };
    call.then = [this](World& world, ThreadId self, const Effect&) -> Returned {
      const int index = world.items[object_][self];
      return index == kNone ? "none" : std::to_string(index);
    };
    return call;
  }
  Call change(const char* text, threading::Barrier::Kind kind) {
    const auto run = [=, this](Where where) {
      if (kind == threading::Barrier::kAbort) {
        barrier_->abort(where);
      } else {
        barrier_->reset(where);
      }
      return text;
    };
    return one_step(text, run, part(object_, kind), false, [=](const Effect&) { return text; });
  }
  Call ask(const char* text, threading::Barrier::Kind kind) {
    const auto run = [=, this](Where where) {
      return std::to_string(kind == threading::Barrier::kBroken ? barrier_->broken(where)
                                                                : barrier_->n_waiting(where));
    };
    return one_step(text, run, part(object_, kind), false,
                    [](const Effect& effect) { return std::to_string(effect.result); });
  }

  ObjectId object_;
  int parties_;
  Act act_;
  Uses uses_;
  std::optional<threading::Barrier> barrier_;
  std::vector<std::optional<threading::Barrier::Arrival>> arrivals_;  ///< by thread, its last
  ThreadSet acted_;
};

}  // namespace heddle::oracle
