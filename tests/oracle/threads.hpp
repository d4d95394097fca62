// Thread in random programs: starts, ends, joins, and looks at who is alive.
#pragma once

#include "heddle/tests/oracle/variables.hpp"

namespace heddle::oracle {

/// The threads of a program, main included. Their starts and ends are scheduling points only for
/// those that somebody looks at.
class ThreadsSubject : public Subject {
 public:
  ThreadsSubject(Program& program, int count) : program_(program), watched_(count + 1, false) {
    alive_.insert(0);
    list_ = program.add_object<ThreadsSpec>({alive_});
    for (ThreadId i = 0; i <= count; ++i) {
      ThreadSpec::State state;
      if (i == 0) state = {ThreadSpec::kRunning, 0};
      objects_.push_back(program.add_object<ThreadSpec>(state));
    }
    program.main_starts = true;
  }
  void make() override {}
  Calls draw(Random& random) override { return {look(0, random)}; }

  /// Main starts the others and may join them; each looks at some, and does something else.
  void draw_all(Random& random) {
    const auto count = static_cast<ThreadId>(objects_.size() - 1);
    program_.threads.resize(objects_.size());
    Calls& main = program_.threads[0];
    for (ThreadId i = 1; i <= count; ++i) {
      main.push_back(start(i));
      if (random.chance(40)) main.push_back(look(0, random, i));
      Calls& calls = program_.threads[i];
      for (int j = random.below(3); j >= 0; --j) {
        if (random.chance(50)) {
          calls.push_back(look(i, random, i));
        } else {
          Subject& other = *program_.subjects.back();
          std::ranges::move(other.draw(random), std::back_inserter(calls));
        }
      }
      calls.push_back(finish(i));
    }
    for (ThreadId i = 1; i <= count; ++i) {
      if (random.chance(60)) main.push_back(join(i));
    }
    if (random.chance(30)) main.push_back(look(0, random, count));
    main.push_back(finish(0));
  }

 private:
  [[nodiscard]] threading::Thread& thread(ThreadId i) const { return program_.live[i - 1U]; }
  [[nodiscard]] bool visible(ThreadId i) const { return listed_ || watched_[i]; }

  /// A look by `self`, which knows that the first `started` threads have been started.
  Call look(ThreadId self, Random& random, ThreadId started = 0) {
    const auto count = static_cast<int>(objects_.size()) - 1;
    const auto other = static_cast<ThreadId>(1 + random.below(count));
    switch (random.below(5)) {
      case 0:
      case 1: return is_alive(other);
      case 2: return active_count();
      default:
        if (other == self || (self == 0 && other > started)) return join_wrongly(other);
        return other <= started ? join_for_a_while(other) : is_alive(other);
    }
  }
  Call start(ThreadId i) {
    Call call;
    call.text = "start " + std::to_string(i);
    call.run = [this, i](Where where) {
      thread(i).start(where);
      return "started";
    };
    call.step = [this, i](const World&, ThreadId) {
      return life_event(i, ThreadSpec::kStart, ThreadsSpec::kBegin);
    };
    call.then = [i](World& world, ThreadId, const Effect&) -> Returned {
      world.threads[i].started = true;
      return "started";
    };
    return call;
  }
  /// The end of a thread: nothing that it calls.
  Call finish(ThreadId i) {
    Call call;
    call.text = "end";
    call.step = [this, i](const World&, ThreadId) {
      return life_event(i, ThreadSpec::kFinish, ThreadsSpec::kEnd);
    };
    call.then = [](World&, ThreadId, const Effect&) -> Returned { return ""; };
    return call;
  }
  [[nodiscard]] Step life_event(ThreadId i, int kind, int list_kind) const {
    Step step{{part(objects_[i], kind, i)}, false, !visible(i)};
    if (listed_) step.parts.push_back(part(list_, list_kind, i));
    return step;
  }
  Call is_alive(ThreadId i) {
    watched_[i] = true;
    return one_step(
        "is_alive " + std::to_string(i),
        [this, i](Where where) { return in_words(thread(i).is_alive(where)); },
        part(objects_[i], ThreadSpec::kAlive), false,
        [](const Effect& effect) { return in_words(effect.result != 0); });
  }
  Call active_count() {
    listed_ = true;
    return one_step(
        "active_count", [](Where where) { return std::to_string(threading::active_count(where)); },
        part(list_, ThreadsSpec::kList), false,
        [](const Effect& effect) { return std::to_string(effect.tag); });
  }
  Call join_for_a_while(ThreadId i) {
    watched_[i] = true;
    return void_step(
        "join(1 s) " + std::to_string(i), [this, i](Where where) { thread(i).join(1, where); },
        part(objects_[i], ThreadSpec::kJoin), "joined", true);
  }
  Call join_wrongly(ThreadId i) {
    const auto run = [this, i](Where where) {
      thread(i).join({}, where);
      return "joined";
    };
    return wrong_use("join " + std::to_string(i), run, "RuntimeError");
  }
  Call join(ThreadId i) {
    Call call;
    call.text = "join " + std::to_string(i);
    call.run = [this, i](Where where) {
      thread(i).join({}, where);
      return "joined";
    };
    call.step = [this, i](const World&, ThreadId) {
      return Step{{part(objects_[i], ThreadSpec::kJoin)}, false, true};
    };
    call.then = [](World&, ThreadId, const Effect&) -> Returned { return "joined"; };
    return call;
  }

  Program& program_;
  ThreadSet alive_;
  ObjectId list_ = 0;
  std::vector<ObjectId> objects_;  ///< by ThreadId
  std::vector<bool> watched_;      ///< somebody looks at the thread
  bool listed_ = false;            ///< somebody counts the threads
};

}  // namespace heddle::oracle
