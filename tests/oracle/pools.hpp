// Pools in random programs: over their specifications alone, where threads play the parts of the
// program, of workers, and of the pool's own threads.
#pragma once

#include "heddle/primitives/multiprocessing/pool_result_spec.hpp"
#include "heddle/primitives/multiprocessing/pool_spec.hpp"
#include "heddle/tests/oracle/exploration.hpp"

namespace heddle::oracle {

/// A pool and one result. `PoolLike` is PoolSpec or a mutant of it, `ResultLike` PoolResultSpec or
/// one of it.
template <class PoolLike, class ResultLike>
class PoolSubject : public Subject {
 public:
  using Pool = multiprocessing::PoolSpec;
  using Result = multiprocessing::PoolResultSpec;

  PoolSubject(Program& program, Result::Order order)
      : order_(order),
        pool_(program.add_object<PoolLike>(workers())),
        result_(program.add_object<ResultLike>(Result::initial(order, kChunks))) {}
  void make() override {
    pool_handle_.emplace(workers(), nullptr, Where::current());
    result_handle_.emplace(Result::initial(order_, kChunks), nullptr, Where::current());
  }
  Calls draw(Random& random) override { return draw_put(random); }

  /// What the program does to the pool.
  Calls draw_put(Random& random) {
    switch (random.below(9)) {
      case 8: return {in_pool("abandon", Pool::kAbandon, kCreator)};
      case 0: return {in_pool("close", Pool::kClose)};
      case 1: return {in_pool("put", Pool::kPut, 1), in_pool("close", Pool::kClose)};
      case 2: return {in_pool("terminate", Pool::kTerminate)};
      case 3: return {in_pool("look", Pool::kLook)};
      default: return {in_pool("put", Pool::kPut, 1 + random.below(2), random.chance(20) ? 1 : 0)};
    }
  }
  /// What a worker does.
  Calls draw_work(Random& random, ThreadId process) {
    Calls calls{in_pool("take", Pool::kTake, process)};
    switch (random.below(5)) {
      case 0: calls.push_back(in_pool("send", Pool::kSend)); break;
      case 1: calls.push_back(in_pool("abandon", Pool::kAbandon, process)); break;
      case 2: break;
      default: calls.push_back(in_pool("done", Pool::kDone));
    }
    return calls;
  }
  /// What the pool's own threads do.
  Calls draw_service(Random& random) {
    switch (random.below(6)) {
      case 5: return {in_pool("abandon", Pool::kAbandon, 1), in_pool("renew", Pool::kRenew)};
      case 0:
      case 1: return {in_pool("receive", Pool::kReceive)};
      case 2: return {in_pool("renew", Pool::kRenew), in_pool("enroll", Pool::kEnroll, 2)};
      case 3: return {in_pool("send", Pool::kSend)};
      default: return {in_pool("renew", Pool::kRenew)};
    }
  }
  Calls draw_finish(Random& random, int chunk) {
    return {finish(chunk, random.chance(60), random.chance(30))};
  }
  /// Who waits for the result, or looks at it.
  Calls draw_get(Random& random) {
    const Wait how = draw_wait(random);
    switch (random.below(4)) {
      case 0: return {in_result("ready", Result::kReady)};
      case 1: return {in_result("get", Result::kGet, 0, 0, how)};
      default:
        if (order_ == Result::kAll) return {in_result("get", Result::kGet, 0, 0, how)};
        return {in_result("next", Result::kNext, order_ == Result::kInTurn ? 1 : 0, 0, how)};
    }
  }

 private:
  static constexpr std::int64_t kChunks = 2;
  static constexpr ThreadId kCreator = 3;

  static typename PoolLike::State workers() {
    typename PoolLike::State state(Pool::initial(kCreator));
    state.workers.insert(1);
    state.workers.insert(2);
    return state;
  }
  static std::string words(std::int64_t result, std::uint32_t tag, bool expired) {
    return std::to_string(result) + "/" + std::to_string(tag) + (expired ? "-" : "+");
  }
  static std::string words(const Effect& effect) {
    return words(effect.result, effect.tag, effect.expired);
  }
  static std::string words(const heddle::Result& result) {
    return words(result.value, result.tag, result.expired);
  }
  Call in_pool(const std::string& text, int kind, std::int64_t a = 0, std::int64_t b = 0) {
    const auto run = [=, this](Where where) {
      return words(pool_handle_->perform(kind, a, b, kForever, where));
    };
    return one_step(text + " " + std::to_string(a), run, part(pool_, kind, a, b), false,
                    [](const Effect& effect) { return words(effect); });
  }
  Call in_result(const std::string& text, int kind, std::int64_t a = 0, std::int64_t b = 0,
                 Wait how = Wait::for_ever) {
    const Timeout limit = how == Wait::for_ever ? kForever : how == Wait::not_at_all ? 0 : 1;
    const auto run = [=, this](Where where) {
      return words(result_handle_->perform(kind, a, b, limit, where));
    };
    return one_step(text + " " + std::to_string(a) + in_words(how), run, part(result_, kind, a, b),
                    how != Wait::for_ever, [](const Effect& effect) { return words(effect); });
  }
  /// A chunk is finished; `task`: so is a task of the pool.
  Call finish(int chunk, bool succeeded, bool task) {
    const std::int64_t outcome = Result::outcome(succeeded || order_ != Result::kAll, kNoThread);
    if (!task) return in_result("finish", Result::kDone, chunk, outcome);
    Call call;
    call.text = "finish the task of " + std::to_string(chunk);
    call.run = [=, this](Where where) {
      const OperationPart parts[] = {result_handle_->part(Result::kDone, chunk, outcome),
                                     pool_handle_->part(Pool::kDone)};
      return words(result_handle_->execution().perform(
          {parts, 2, Scheduling::visible, false, kForever, where}));
    };
    call.step = [=, this](const World&, ThreadId) {
      return Step{{part(result_, Result::kDone, chunk, outcome), part(pool_, Pool::kDone)}};
    };
    call.then = [](World&, ThreadId, const Effect& effect) -> Returned { return words(effect); };
    return call;
  }

  Result::Order order_;
  ObjectId pool_;
  ObjectId result_;
  std::optional<Handle<PoolLike>> pool_handle_;
  std::optional<Handle<ResultLike>> result_handle_;
};

/// Who puts, two workers and the pool's own threads.
template <class Spec>
Family pools() {
  using Result = multiprocessing::PoolResultSpec;
  return [](Program& program, Random& random) {
    const auto pool = program.add<PoolSubject<Spec, Result>>(Result::kAll);
    const auto add_thread = [&](int most, auto draw) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(most); i >= 0; --i) {
        std::ranges::move(draw(), std::back_inserter(calls));
      }
    };
    add_thread(3, [&] { return pool->draw_put(random); });
    add_thread(2, [&] { return pool->draw_work(random, 1); });
    add_thread(2, [&] {
      return random.chance(60) ? pool->draw_work(random, 2) : pool->draw_service(random);
    });
    if (!random.chance(60)) return;
    add_thread(
        1, [&] { return random.chance(40) ? pool->draw_put(random) : pool->draw_service(random); });
  };
}

/// Who finishes the chunks of a result, each once, and who asks for them.
template <class Spec>
Family pool_results() {
  using Pool = multiprocessing::PoolSpec;
  using Result = multiprocessing::PoolResultSpec;
  return [](Program& program, Random& random) {
    const auto order = static_cast<Result::Order>(random.below(3));
    const auto pool = program.add<PoolSubject<Pool, Spec>>(order);
    const auto add_thread = [&](Calls calls) { program.threads.push_back(std::move(calls)); };
    if (random.chance(80)) {
      add_thread(pool->draw_finish(random, 0));
      add_thread(pool->draw_finish(random, 1));
    } else {
      Calls both = pool->draw_finish(random, 1);
      std::ranges::move(pool->draw_finish(random, 0), std::back_inserter(both));
      add_thread(std::move(both));
    }
    for (int getters = 1 + random.below(2); getters > 0; --getters) {
      Calls calls;
      for (int i = random.below(3); i >= 0; --i) {
        std::ranges::move(pool->draw_get(random), std::back_inserter(calls));
      }
      add_thread(std::move(calls));
    }
  };
}

}  // namespace heddle::oracle
