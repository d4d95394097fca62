// Small random programs, each written twice: as calls of the real primitives, and as steps over
// their specifications alone, which a plain enumeration can follow.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/primitives/heddle.hpp"

namespace heddle::oracle {

/// Numbers that depend on the seed alone.
class Random {
 public:
  explicit Random(std::uint64_t seed) : generator_(seed) {}
  /// 0..bound-1
  int below(int bound) {
    return static_cast<int>(generator_() % static_cast<std::uint64_t>(bound));
  }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::mt19937_64 generator_;
};

/// A thread as the enumeration sees it.
struct ThreadModel {
  std::uint8_t call = 0;      ///< the call it is in
  std::uint8_t phase = 0;     ///< how many steps of it are done
  std::int8_t kept = 0;       ///< what the call remembers between its steps
  std::uint8_t spurious = 0;  ///< spurious wakeups that it has had
  bool started = true;
  bool ended = false;
  std::array<std::uint8_t, 8> levels{};  ///< by object: how often it holds that rlock
  std::string results;                   ///< what its calls have returned, in words
};

/// A whole program at one moment.
struct World {
  std::vector<std::vector<std::byte>> states;  ///< by object
  std::vector<std::vector<int>> items;         ///< by object: the values in it
  std::vector<ThreadModel> threads;            ///< by ThreadId; 0 is main

  template <class State>
  [[nodiscard]] State state(ObjectId object) const {
    State state;
    std::memcpy(static_cast<void*>(&state), states[object].data(), sizeof state);
    return state;
  }
};

/// What a thread does next, in one atomic step.
struct Step {
  std::vector<OperationPart> parts;
  bool may_expire = false;  ///< a try or a timed operation
  bool local = false;       ///< no scheduling point: takes effect as soon as it can
  bool blocked = false;     ///< whatever its objects say
};

/// What a call returned, in words without blanks; nothing: it goes on with a further step.
using Returned = std::optional<std::string>;

/// One call that a thread makes.
struct Call {
  std::string text;  ///< as it would be written
  /// With the real primitives; `where` tells the calls of a program apart. Empty: nothing.
  std::function<std::string(Where where)> run;
  /// In the model: the next step, and what follows from it.
  std::function<Step(const World& world, ThreadId self)> step;
  std::function<Returned(World& world, ThreadId self, const Effect& effect)> then;
};
using Calls = std::vector<Call>;

/// An object of the model.
struct ObjectModel {
  const SpecTable* spec = nullptr;
  std::vector<std::byte> initial;
  std::vector<int> items;
};

struct Program;

/// A primitive of a program, and what threads call on it.
class Subject {
 public:
  virtual ~Subject() = default;
  /// Makes the real primitive anew; called by main at the beginning of every execution.
  virtual void make() = 0;
  /// What one thread calls in a row: `acquire, release`, or `set` alone.
  virtual Calls draw(Random& random) = 0;
};

struct Program {
  Program() = default;
  Program(const Program&) = delete;  // subjects may refer to it
  Program& operator=(const Program&) = delete;

  std::vector<ObjectModel> objects;
  std::vector<std::shared_ptr<Subject>> subjects;
  std::vector<Calls> threads = std::vector<Calls>(1);  ///< by ThreadId
  bool main_starts = false;  ///< main's calls start the other threads; else it does nothing more
  bool throws = false;       ///< the first exception ends its thread; else threads catch them
  Options options;
  mutable std::vector<threading::Thread> live;  ///< the threads of the present execution

  template <class Spec>
  ObjectId add_object(const typename Spec::State& initial, std::vector<int> items = {}) {
    ObjectModel object{&kSpecTable<Spec>, {}, std::move(items)};
    object.initial.resize(sizeof initial);
    std::memcpy(object.initial.data(), &initial, sizeof initial);
    objects.push_back(std::move(object));
    return static_cast<ObjectId>(objects.size() - 1);
  }
  template <class S, class... Args>
  std::shared_ptr<S> add(Args&&... args) {
    auto subject = std::make_shared<S>(*this, std::forward<Args>(args)...);
    subjects.push_back(subject);
    return subject;
  }
  /// The calls of every thread, a line each.
  [[nodiscard]] std::string text() const {
    std::string all = throws ? "the first exception ends a thread\n" : "";
    for (std::size_t i = 0; i < threads.size(); ++i) {
      if (threads[i].empty()) continue;
      all += std::to_string(i) + ":";
      for (const Call& call : threads[i]) all += " " + call.text + ";";
      all += "\n";
    }
    return all;
  }
  /// Gives each of 2 or 3 threads some calls on the subjects.
  void draw_threads(Random& random) {
    const int count = 2 + random.below(2);
    for (int i = 0; i < count; ++i) {
      Calls& calls = threads.emplace_back();
      const int fragments = 1 + random.below(5 - count);
      for (int j = 0; j < fragments; ++j) {
        const int subject = random.below(static_cast<int>(subjects.size()));
        Calls more = subjects[static_cast<std::size_t>(subject)]->draw(random);
        for (Call& call : more) call.text = std::to_string(subject) + "." + call.text;
        std::move(more.begin(), more.end(), std::back_inserter(calls));
      }
    }
  }
};

/// What an exception looks like among the results.
inline std::string raised(const std::string& name) { return name + "!"; }
inline std::string in_words(bool value) { return value ? "true" : "false"; }

inline OperationPart part(ObjectId object, int kind, std::int64_t a = 0, std::int64_t b = 0) {
  return {object, {static_cast<std::uint8_t>(kind), 0, false, a, b}};
}

/// A call of one step whose result follows from the effect alone.
inline Call one_step(std::string text, std::function<std::string(Where)> run, OperationPart what,
                     bool may_expire, std::function<std::string(const Effect&)> words) {
  return {std::move(text), std::move(run),
          [=](const World&, ThreadId) {
            return Step{{what}, may_expire, false};
          },
          [=](World&, ThreadId, const Effect& effect) -> Returned { return words(effect); }};
}
/// A call of one step that returns nothing; `word` stands for that.
inline Call void_step(std::string text, const std::function<void(Where)>& act, OperationPart what,
                      const std::string& word, bool may_expire = false) {
  const auto run = [=](Where where) {
    act(where);
    return word;
  };
  return one_step(std::move(text), run, what, may_expire, [word](const Effect&) { return word; });
}
/// A call that raises before it has done anything.
inline Call wrong_use(std::string text, std::function<std::string(Where)> run,
                      const std::string& exception) {
  return {std::move(text), std::move(run),
          [](const World&, ThreadId) {
            return Step{{}, false, true};
          },
          [=](World&, ThreadId, const Effect&) -> Returned { return raised(exception); }};
}

/// How a call of a blocking operation waits.
enum class Wait { for_ever, not_at_all, for_some_time };
inline Wait draw_wait(Random& random) {
  const int drawn = random.below(5);
  return drawn < 3 ? Wait::for_ever : drawn == 3 ? Wait::not_at_all : Wait::for_some_time;
}

inline std::string in_words(Wait wait) {
  if (wait == Wait::for_ever) return "";
  return wait == Wait::not_at_all ? "(not waiting)" : "(1 s)";
}

}  // namespace heddle::oracle
