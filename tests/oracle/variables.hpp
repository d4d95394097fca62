// Shared, Atomic and choose in random programs.
#pragma once

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

class SharedSubject : public Subject {
 public:
  explicit SharedSubject(Program& program, bool awaits = false)
      : object_(program.add_object<SharedSpec>({}, {0})), awaits_(awaits) {}
  void make() override { variable_.emplace(0); }
  Calls draw(Random& random) override {
    if (awaits_ && random.chance(30)) return {await(random.below(3))};
    switch (random.below(6)) {
      case 0: return {get()};
      case 1: return {set(random.below(3))};
      case 2:
      case 3: return {increase()};
      case 4: return {look()};
      default: return {change()};
    }
  }

 private:
  Call get() {
    Call call = access("get", SharedSpec::kRead, [](int&, int) { return true; });
    call.run = [this](Where where) { return std::to_string(variable_->get(where)); };
    return call;
  }
  Call set(int value) {
    Call call = access("set " + std::to_string(value), SharedSpec::kWrite, [value](int& item, int) {
      item = value;
      return true;
    });
    call.run = [this, value](Where where) {
      variable_->set(value, where);
      return std::to_string(value);
    };
    return call;
  }
  /// Reads, then writes: two steps.
  Call increase() {
    Call call;
    call.text = "+= 1";
    call.run = [this](Where where) {
      return std::to_string(variable_->update([](int value) { return value + 1; }, where));
    };
    call.step = [this](const World& world, ThreadId self) {
      const bool has_read = world.threads[self].phase > 0;
      return Step{{part(object_, has_read ? SharedSpec::kWrite : SharedSpec::kRead)}};
    };
    call.then = [this](World& world, ThreadId self, const Effect&) -> Returned {
      ThreadModel& thread = world.threads[self];
      int& value = world.items[object_].at(0);
      if (thread.phase++ == 0) {
        thread.kept = static_cast<std::int8_t>(value);
        return std::nullopt;
      }
      value = thread.kept + 1;
      return std::to_string(value);
    };
    return call;
  }
  Call look() {
    Call call = access("read", SharedSpec::kReadCall, [](int&, int) { return true; });
    call.run = [this](Where where) {
      return std::to_string(variable_->read([](int value) { return value; }, where));
    };
    return call;
  }
  Call change() {
    Call call = access("write", SharedSpec::kWriteCall, [](int& item, int) {
      item *= 2;
      return true;
    });
    call.run = [this](Where where) {
      return std::to_string(variable_->write([](int& value) { return value *= 2; }, where));
    };
    return call;
  }
  /// A read, and one more whenever somebody has written since.
  Call await(int least) {
    Call call;
    call.text = "await " + std::to_string(least);
    call.run = [this, least](Where where) {
      const auto holds = [least](int value) { return value >= least; };
      return std::to_string(heddle::await(*variable_, holds, where));
    };
    call.step = [this](const World& world, ThreadId self) {
      const ThreadModel& thread = world.threads[self];
      if (thread.phase == 0) return Step{{part(object_, SharedSpec::kRead)}};
      return Step{{part(object_, SharedSpec::kReadChanged, thread.kept)}};
    };
    call.then = [this, least](World& world, ThreadId self, const Effect&) -> Returned {
      const int value = world.items[object_].at(0);
      if (value >= least) return std::to_string(value);
      ThreadModel& thread = world.threads[self];
      thread.phase = 1;
      thread.kept = static_cast<std::int8_t>(world.state<SharedSpec::State>(object_).writes);
      return std::nullopt;
    };
    return call;
  }
  /// One step that changes the value, and returns it.
  Call access(std::string text, SharedSpec::Kind kind, std::function<bool(int&, int)> act) {
    Call call;
    call.text = std::move(text);
    call.step = [this, kind](const World&, ThreadId) { return Step{{part(object_, kind)}}; };
    call.then = [this, act](World& world, ThreadId, const Effect&) -> Returned {
      int& value = world.items[object_].at(0);
      act(value, 0);
      return std::to_string(value);
    };
    return call;
  }

  ObjectId object_;
  bool awaits_;
  std::optional<Shared<int>> variable_;
};

class AtomicSubject : public Subject {
 public:
  explicit AtomicSubject(Program& program, bool awaits = false)
      : object_(program.add_object<AtomicSpec<int>>({0})), awaits_(awaits) {}
  void make() override { atomic_.emplace(0); }
  Calls draw(Random& random) override {
    if (awaits_ && random.chance(30)) {
      return {random.chance(50) ? await_equal(random.below(3)) : await_more(random.below(2))};
    }
    if (random.chance(25)) return {add(random.below(4) - 1)};
    switch (random.below(8)) {
      case 0:
      case 1: return {load()};
      case 2: return {store(random.below(3))};
      case 3: return {exchange(random.below(3))};
      case 4: return {compare_exchange(random.below(2), random.below(3))};
      case 5: return {fetch_or(1 + random.below(3))};
      case 6: return {fetch_xor(random.below(2))};
      default: return {fetch_add(random.below(3) - 1)};
    }
  }

 private:
  using Spec = AtomicSpec<int>;
  static constexpr std::memory_order kOrder = std::memory_order_seq_cst;
  /// The word of an int has its upper half empty.
  static std::string value_before(const Effect& effect) {
    return std::to_string(static_cast<std::int32_t>(effect.result));
  }

  Call load() {
    const auto run = [this](Where where) { return std::to_string(atomic_->load(kOrder, where)); };
    return one_step("load", run, part(object_, Spec::kLoad), false, value_before);
  }
  Call store(int value) {
    return void_step(
        "store " + std::to_string(value),
        [this, value](Where where) { atomic_->store(value, kOrder, where); },
        part(object_, Spec::kStore, 0, value), "stored");
  }
  Call exchange(int value) {
    const auto run = [this, value](Where where) {
      return std::to_string(atomic_->exchange(value, kOrder, where));
    };
    return one_step("exchange " + std::to_string(value), run, part(object_, Spec::kExchange, value),
                    false, value_before);
  }
  Call compare_exchange(int expected, int desired) {
    const auto run = [=, this](Where where) {
      int found = expected;
      const bool done = atomic_->compare_exchange(found, desired, kOrder, where);
      return in_words(done) + std::to_string(found);
    };
    return one_step("compare_exchange", run,
                    part(object_, Spec::kCompareExchange, expected, desired), false,
                    [expected](const Effect& effect) {
                      return in_words(effect.result == expected) + value_before(effect);
                    });
  }
  Call fetch_add(int by) {
    const auto run = [this, by](Where where) {
      return std::to_string(atomic_->fetch_add(by, kOrder, where));
    };
    const std::int64_t word = static_cast<std::uint32_t>(by);
    return one_step("fetch_add " + std::to_string(by), run, part(object_, Spec::kAdd, word), false,
                    value_before);
  }
  Call add(int by) {
    const std::int64_t word = static_cast<std::uint32_t>(by);
    return void_step(
        "add " + std::to_string(by), [this, by](Where where) { atomic_->add(by, where); },
        part(object_, Spec::kCount, word), "added");
  }
  Call await_equal(int wanted) {
    return await("await " + std::to_string(wanted),
                 [wanted](int value) { return value == wanted; });
  }
  Call await_more(int than) {
    return await("await more than " + std::to_string(than),
                 [than](int value) { return value > than; });
  }
  /// In the model a load, once the predicate holds.
  Call await(std::string text, std::function<bool(int)> holds) {
    Call call;
    call.text = std::move(text);
    call.run = [=, this](Where where) { return std::to_string(atomic_->await(holds, where)); };
    call.step = [=, this](const World& world, ThreadId) {
      const auto value = static_cast<int>(world.state<Spec::State>(object_).value);
      if (holds(value)) return Step{{part(object_, Spec::kLoad)}};
      return Step{{part(object_, Spec::kAwait)}, false, false, true};
    };
    call.then = [](World&, ThreadId, const Effect& effect) -> Returned {
      return value_before(effect);
    };
    return call;
  }
  Call fetch_or(int bits) {
    const auto run = [this, bits](Where where) {
      return std::to_string(atomic_->fetch_or(bits, kOrder, where));
    };
    return one_step("fetch_or " + std::to_string(bits), run,
                    part(object_, Spec::kBits, ~std::int64_t{bits}, bits), false, value_before);
  }
  Call fetch_xor(int bits) {
    const auto run = [this, bits](Where where) {
      return std::to_string(atomic_->fetch_xor(bits, kOrder, where));
    };
    return one_step("fetch_xor " + std::to_string(bits), run, part(object_, Spec::kBits, -1, bits),
                    false, value_before);
  }

  ObjectId object_;
  bool awaits_;
  std::optional<Atomic<int>> atomic_;
};

/// Choices: a step with several ways to go and no effect.
class ChoiceSubject : public Subject {
 public:
  explicit ChoiceSubject(Program& program) : object_(program.add_object<ChoiceSpec>({})) {}
  void make() override {}
  Calls draw(Random& random) override {
    const int n = 1 + random.below(3);
    const auto run = [n](Where where) { return std::to_string(choose(n, where)); };
    return {one_step("choose " + std::to_string(n), run, part(object_, 0, n), false,
                     [](const Effect& effect) { return std::to_string(effect.result); })};
  }

 private:
  ObjectId object_;
};

}  // namespace heddle::oracle
