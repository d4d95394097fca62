// Queues of multiprocessing in random programs: over their specification alone, where the processes
// and feeders are threads that play their parts.
#pragma once

#include "heddle/primitives/multiprocessing/queue_spec.hpp"
#include "heddle/tests/oracle/exploration.hpp"

namespace heddle::oracle {

/// `Spec` is QueueSpec or a mutant of it.
template <class Spec>
class ProcessQueueSubject : public Subject {
 public:
  using Queue = multiprocessing::QueueSpec;

  explicit ProcessQueueSubject(Program& program, int bound)
      : object_(program.add_object<Spec>({})), bound_(bound) {}
  void make() override { handle_.emplace(typename Spec::State{}, nullptr, Where::current()); }
  Calls draw(Random& random) override { return draw_look(random); }

  /// What a process and its feeder do in turn.
  Calls draw_alone(Random& random, ThreadId process) {
    const Wait wait = draw_wait(random);
    switch (random.below(5)) {
      case 0: return {put(process, wait)};
      case 1:
      case 2: return {put(process, Wait::for_ever), flush(random, process)};
      default: {
        Calls calls = draw_feed(random, process);
        calls.insert(calls.begin(), put(process, Wait::for_ever));
        return calls;
      }
    }
  }
  Calls draw_put(Random& random, ThreadId process) {
    if (random.chance(15)) return {act("close", Queue::kClose, process)};
    return {put(process, draw_wait(random))};
  }
  /// One thread for each process.
  Calls draw_feed(Random& random, ThreadId process) {
    const auto take = [&] { return act("take", Queue::kTake, 0, process); };
    switch (random.below(6)) {
      case 0: return {take(), act("drop", Queue::kDrop, 0, process)};
      case 1: return {take(), send("send", Queue::kSend, 1 + random.below(3), process)};
      case 2:
        return {take(), send("send", Queue::kSend, kCapacity + 1, process),
                act("rest", Queue::kSendRest, 0, process)};
      default: return {flush(random, process)};
    }
  }
  Calls draw_get(Random& random) { return {get(draw_wait(random))}; }
  Calls draw_look(Random& random) {
    switch (random.below(7)) {
      case 0: return {act("size", Queue::kSize)};
      case 1:
      case 2: return {act("empty", Queue::kEmpty, 0, 1 + random.below(2))};
      case 3:
      case 4: return {act("task_done", Queue::kTaskDone)};
      default: return {join()};
    }
  }

 private:
  static constexpr std::int64_t kCapacity = 3;

  static std::string words(std::int64_t result, std::uint32_t tag, bool expired) {
    return std::to_string(result) + "/" + std::to_string(tag) + (expired ? "-" : "+");
  }
  Call act(std::string text, int kind, std::int64_t a = 0, std::int64_t b = 0,
           Wait how = Wait::for_ever) {
    const Timeout limit = how == Wait::for_ever ? kForever : how == Wait::not_at_all ? 0 : 1;
    const auto run = [=, this](Where where) {
      const Result result = handle_->perform(kind, a, b, limit, where);
      return words(result.value, result.tag, result.expired);
    };
    return one_step(text + " " + std::to_string(a) + " " + std::to_string(b) + in_words(how), run,
                    part(object_, kind, a, b), how != Wait::for_ever, [](const Effect& effect) {
                      return words(effect.result, effect.tag, effect.expired);
                    });
  }
  Call put(ThreadId process, Wait how) {
    return act("put", Queue::kPut, process, bound_, bound_ > 0 ? how : Wait::for_ever);
  }
  Call send(const std::string& text, int kind, std::int64_t size, ThreadId process) {
    return act(text, kind, size, Queue::from(process, kCapacity));
  }
  Call flush(Random& random, ThreadId process) {
    return send("flush", Queue::kFlush, 1 + random.below(3), process);
  }
  /// Takes the read lock, then an item.
  Call get(Wait how) {
    const Timeout limit = how == Wait::for_ever ? kForever : how == Wait::not_at_all ? 0 : 1;
    Call call;
    call.text = "get" + in_words(how);
    call.run = [=, this](Where where) -> std::string {
      if (handle_->perform(Queue::kLock, 0, 0, limit, where).expired) return "locked";
      const Result result = handle_->perform(Queue::kReceive, 0, 0, limit, where);
      return words(result.value, result.tag, result.expired);
    };
    call.step = [=, this](const World& world, ThreadId self) {
      const bool locked = world.threads[self].phase > 0;
      return Step{{part(object_, locked ? Queue::kReceive : Queue::kLock)}, how != Wait::for_ever};
    };
    call.then = [](World& world, ThreadId self, const Effect& effect) -> Returned {
      if (world.threads[self].phase > 0) return words(effect.result, effect.tag, effect.expired);
      if (effect.expired) return "locked";
      ++world.threads[self].phase;
      return std::nullopt;
    };
    return call;
  }
  Call join() {
    Call call;
    call.text = "join";
    call.run = [this](Where where) -> std::string {
      const Result look = handle_->perform(Queue::kJoin, 0, 0, kForever, where);
      if (look.value == 0) return "joined";
      handle_->perform(Queue::kJoined, look.tag, 0, kForever, where);
      return "waited";
    };
    call.step = [this](const World& world, ThreadId self) {
      const ThreadModel& thread = world.threads[self];
      if (thread.phase == 0) return Step{{part(object_, Queue::kJoin)}};
      return Step{{part(object_, Queue::kJoined, thread.kept)}};
    };
    call.then = [](World& world, ThreadId self, const Effect& effect) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (thread.phase > 0) return "waited";
      if (effect.result == 0) return "joined";
      thread.phase = 1;
      thread.kept = static_cast<std::int8_t>(effect.tag);
      return std::nullopt;
    };
    return call;
  }

  ObjectId object_;
  int bound_;
  std::optional<Handle<Spec>> handle_;
};

/// Two processes that put, of which one may have several threads, readers, and who looks.
template <class Spec>
Family process_queues() {
  return [](Program& program, Random& random) {
    const auto queue =
        program.add<ProcessQueueSubject<Spec>>(random.chance(50) ? 0 : 1 + random.below(2));
    const auto add_thread = [&](int most, auto draw) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(most); i >= 0; --i) {
        std::ranges::move(draw(), std::back_inserter(calls));
      }
    };
    if (random.chance(50)) {
      add_thread(2, [&] { return queue->draw_put(random, 1); });
      add_thread(3, [&] { return queue->draw_feed(random, 1); });
    } else {
      add_thread(2, [&] { return queue->draw_alone(random, 1); });
      add_thread(2, [&] { return queue->draw_alone(random, 2); });
    }
    const auto draw_other = [&] {
      const int drawn = random.below(10);
      if (drawn < 5) return queue->draw_get(random);
      return drawn < 7 ? queue->draw_put(random, 1) : queue->draw_look(random);
    };
    add_thread(2, draw_other);
    if (random.chance(40)) add_thread(1, draw_other);
  };
}

}  // namespace heddle::oracle
