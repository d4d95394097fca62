// Queue, LifoQueue, PriorityQueue and SimpleQueue in random programs.
#pragma once

#include "heddle/primitives/queue.hpp"
#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

enum class Order { fifo, lifo, priority };

/// `Q` is the primitive; `order` is how items come out of it.
template <class Q>
class QueueSubject : public Subject {
 public:
  QueueSubject(Program& program, Order order, int maxsize)
      : object_(program.add_object<queue::QueueSpec>({maxsize, 0, 0, 0})),
        order_(order),
        maxsize_(maxsize) {}
  void make() override {
    if constexpr (kSimple) {
      queue_.emplace();
    } else {
      queue_.emplace(maxsize_);
    }
  }
  Calls draw(Random& random) override {
    const int drawn = random.below(kSimple ? 6 : 11);
    switch (drawn) {
      case 0:
      case 1: return {put(random.below(4), draw_wait(random))};
      case 2: return {put(random.below(4), Wait::for_ever), put(random.below(4), Wait::for_ever)};
      case 3:
      case 4: return {get(draw_wait(random))};
      case 5: return random.chance(50) ? Calls{ask("qsize")} : Calls{ask("empty")};
      default: return draw_bounded(random, drawn);
    }
  }
  /// What a producer, and a consumer, calls: nothing else.
  Calls draw_put(Random& random) { return {put(random.below(4), draw_wait(random))}; }
  Calls draw_get(Random& random) { return {get(draw_wait(random))}; }

 private:
  static constexpr bool kSimple = std::is_same_v<Q, queue::SimpleQueue<int>>;

  Calls draw_bounded(Random& random, int drawn) {
    if constexpr (!kSimple) {
      switch (drawn) {
        case 6: return {get(draw_wait(random)), task_done()};
        case 7: return {task_done()};
        case 8: return {ask("full")};
        case 9: return {ask("unfinished")};
        default: return {join()};
      }
    }
    return {};
  }

  static threading::OptionalTimeout timeout(Wait how) {
    if (how == Wait::for_some_time) return 1;
    return {};
  }
  Call put(int item, Wait how) {
    Call call;
    call.text = "put " + std::to_string(item) + in_words(how);
    call.run = [=, this](Where where) {
      queue_->put(item, how != Wait::not_at_all, timeout(how), where);
      return "put";
    };
    call.step = [=, this](const World&, ThreadId) {
      return Step{{part(object_, queue::QueueSpec::kPut, order_ == Order::fifo ? 1 : 0, maxsize_)},
                  how != Wait::for_ever && maxsize_ > 0};
    };
    call.then = [=, this](World& world, ThreadId, const Effect& effect) -> Returned {
      if (effect.expired) return raised("queue.Full");
      world.items[object_].push_back(item);
      return "put";
    };
    return call;
  }
  Call get(Wait how) {
    Call call;
    call.text = "get" + in_words(how);
    call.run = [this, how](Where where) {
      return std::to_string(queue_->get(how != Wait::not_at_all, timeout(how), where));
    };
    call.step = [this, how](const World&, ThreadId) {
      return Step{{part(object_, queue::QueueSpec::kGet, order_ == Order::fifo ? 1 : 0, maxsize_)},
                  how != Wait::for_ever};
    };
    call.then = [this](World& world, ThreadId, const Effect& effect) -> Returned {
      if (effect.expired) return raised("queue.Empty");
      std::vector<int>& items = world.items[object_];
      auto item = items.begin();
      if (order_ == Order::lifo) item = items.end() - 1;
      if (order_ == Order::priority) item = std::min_element(items.begin(), items.end());
      const int value = *item;
      items.erase(item);
      return std::to_string(value);
    };
    return call;
  }
  /// A question: the number of items or of unfinished tasks, or one of two words about the first.
  Call ask(const std::string& what) {
    const auto run = [this, what](Where where) {
      if (what == "qsize") return std::to_string(queue_->qsize(where));
      if constexpr (!kSimple) {
        if (what == "full") return in_words(queue_->full(where));
        if (what == "unfinished") return std::to_string(queue_->unfinished_tasks(where));
      }
      return in_words(queue_->empty(where));
    };
    const auto kind =
        what == "unfinished" ? queue::QueueSpec::kUnfinished : queue::QueueSpec::kSize;
    return one_step(what, run, part(object_, kind), false, [this, what](const Effect& effect) {
      if (what == "full") return in_words(maxsize_ > 0 && effect.result >= maxsize_);
      if (what == "empty") return in_words(effect.result == 0);
      return std::to_string(effect.result);
    });
  }
  Call task_done() {
    const auto run = [this](Where where) {
      queue_->task_done(where);
      return "done";
    };
    return one_step(
        "task_done", run, part(object_, queue::QueueSpec::kTaskDone), false,
        [](const Effect& effect) { return effect.result == 0 ? "done" : raised("ValueError"); });
  }
  Call join() {
    return void_step(
        "join", [this](Where where) { queue_->join(where); },
        part(object_, queue::QueueSpec::kJoin), "joined");
  }

  ObjectId object_;
  Order order_;
  int maxsize_;
  std::optional<Q> queue_;
};

}  // namespace heddle::oracle
