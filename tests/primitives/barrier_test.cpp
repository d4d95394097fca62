// threading.Barrier, against CPython's behaviour and its own tests (lock_tests.py, BarrierTests).
#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Barrier;
using threading::BrokenBarrierError;
using threading::Thread;

namespace {

constexpr const char* kBroken = "raises threading.BrokenBarrierError";

std::string state_of(const Barrier& barrier) {
  return std::to_string(barrier.n_waiting()) + (barrier.broken() ? " broken" : " whole");
}
Barrier aborted(int parties) {
  const Barrier barrier(parties);
  barrier.abort();
  return barrier;
}

/// Threads that wait once each and say what came of it.
std::vector<Thread> start_waiters(const Barrier& barrier, int count) {
  std::vector<Thread> waiters;
  for (int i = 0; i < count; ++i) {
    waiters.emplace_back([=] { outcome(result_of([=] { return barrier.wait(); })); });
    waiters.back().start();
  }
  return waiters;
}

/// Main goes on once `count` threads wait.
void await_waiting(const Barrier& barrier, int count) { assume(barrier.n_waiting() == count); }

}  // namespace

TEST_CASE("Barrier: each operation alone does what CPython's does", "[primitives][barrier]") {
  check_cases({
      {"Barrier.one", [] { return Barrier(1).wait(); }, "0"},
      {"Barrier.parties", [] { return Barrier(3).parties(); }, "3"},
      {"Barrier.zero", [] { return Barrier(0).parties(); }, "0"},
      {"Barrier.negative", [] { return Barrier(-1).parties(); }, "-1"},
      {"Barrier.new", [] { return state_of(Barrier(2)); }, "0 whole"},
      {"Barrier.timeout", [] { Barrier(2).wait(0.05); }, kBroken},
      {"Barrier.timeout-zero", [] { Barrier(2).wait(0); }, kBroken},
      {"Barrier.timeout-negative", [] { Barrier(2).wait(-1); }, kBroken},
      {"Barrier.timeout-default", [] { Barrier(2, {}, 0.05).wait(); }, kBroken},
      {"Barrier.abort-new", [] { return state_of(aborted(2)); }, "0 broken"},
      {"Barrier.abort-new: wait", [] { aborted(2).wait(); }, kBroken},
      {"Barrier.reset-new",
       [] {
         const Barrier barrier(2);
         barrier.reset();
         return state_of(barrier);
       },
       "0 whole"},
      {"Barrier.reset-broken",
       [] {
         const Barrier barrier = aborted(1);
         barrier.reset();
         return barrier.wait();
       },
       "0"},
      {"Barrier.wait-alone", [] { Barrier(2).wait(); }, "blocks"},
      {"Barrier.zero-wait", [] { Barrier(0).wait(); }, "blocks"},
  });
}

TEST_CASE("Barrier: a timeout breaks it for all who come later", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2);
          outcome(result_of([=] { barrier.wait(0.05); }));
          outcome(barrier.broken());
          outcome(result_of([=] { barrier.wait(); }));
        }) == Results{std::string(kBroken) + " true " + kBroken});
}

TEST_CASE("Barrier: a BrokenBarrierError is a RuntimeError", "[primitives][barrier]") {
  CHECK(results([] {
          try {
            aborted(2).wait();
          } catch (const RuntimeError&) {
            outcome("caught");
          }
        }) == Results{"caught"});
}

TEST_CASE("Barrier: the action runs once a round, in the last to arrive, before anybody goes",
          "[primitives][barrier]") {
  const Report report = explore_all([] {
    const Shared<int> calls{0, "calls"};
    const Atomic<int> gone{0, "gone"};
    std::function<int()> waiting;
    const Barrier barrier(2, [&] {
      check(gone.load() == 0, "nobody has gone yet");
      outcome(waiting());
      calls += 1;
    });
    waiting = [=] { return barrier.n_waiting(); };
    const auto meet = [=] {
      outcome(barrier.wait());
      check(calls.get() == 1, "all go after the action");
      gone.fetch_add(1);
    };
    run_threads({Thread(meet), Thread(meet)});
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"0 | 2 1", "2 1 | 0"});
}

TEST_CASE("Barrier: an action may look at its barrier, not wait for it", "[primitives][barrier]") {
  const auto program = [](std::function<void(const Barrier&)> use) {
    return [use] {
      const Barrier* self = nullptr;
      const Barrier barrier(1, [&] { use(*self); });
      self = &barrier;
      barrier.wait();
    };
  };
  CHECK(results(program([](const Barrier& self) { outcome(state_of(self)); })) ==
        Results{"1 whole"});
  CHECK(explore_all(program([](const Barrier& self) { self.wait(); })).has(Kind::deadlock));
  CHECK(explore_all(program([](const Barrier& self) { self.reset(); })).has(Kind::deadlock));
}

// test_action_raises
TEST_CASE("Barrier: an action that throws breaks it, and its thread gets what it threw",
          "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2, [] { throw KeyError("boom"); });
          for (const Thread& waiter : start_waiters(barrier, 2)) waiter.join();
          outcome(state_of(barrier));
          outcome(result_of([=] { barrier.wait(); }));
        }) ==
        Results{std::string("0 broken ") + kBroken + " | raises KeyError: boom | " + kBroken,
                std::string("0 broken ") + kBroken + " | " + kBroken + " | raises KeyError: boom"});
}

TEST_CASE("Barrier: an action may throw anything", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(1, [] { throw 5; });
          try {
            barrier.wait();
          } catch (int thrown) {
            outcome(thrown);
          }
          outcome(barrier.broken());
        }) == Results{"5 true"});
}

// test_barrier: several rounds in lockstep
TEST_CASE("Barrier: nobody is a round ahead", "[primitives][barrier]") {
  const Report report = explore_all([] {
    const Barrier barrier(2);
    const Shared<int> left{0, "left"};
    const Shared<int> right{0, "right"};
    const auto steps = [=](Shared<int> mine, Shared<int> other) {
      for (int round = 1; round <= 2; ++round) {
        mine.set(round);
        barrier.wait();
        check(other.get() == round, "the other one is in the same round");
        barrier.wait();
      }
    };
    run_threads(
        {Thread(steps, threading::args(left, right)), Thread(steps, threading::args(right, left))});
  });
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Barrier: four threads make two rounds of two", "[primitives][barrier]") {
  const Report report = explore_all([] {
    const Barrier barrier(2);
    const Atomic<int> sum{0};
    const auto wait = [=] { sum.fetch_add(barrier.wait() + 1); };
    run_threads({Thread(wait), Thread(wait), Thread(wait), Thread(wait)});
    outcome(sum.load());
  });
  CHECK(report.outcome_values() == Results{"6"});  // twice 0 and twice 1
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Barrier: n_waiting counts the round that fills", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(3);
          const auto waiters = start_waiters(barrier, 1);
          await_waiting(barrier, 1);
          const auto second = start_waiters(barrier, 1);
          await_waiting(barrier, 2);
          outcome(barrier.wait());
          outcome(barrier.n_waiting());
          for (const auto& all : {waiters, second}) all[0].join();
        }) == Results{"2 0 | 0 | 1"});
}

// test_abort, test_reset, test_abort_and_reset
TEST_CASE("Barrier: abort and reset throw the waiters out, and reset leaves it usable",
          "[primitives][barrier]") {
  const std::string both_thrown_out = std::string(" | ") + kBroken + " | " + kBroken;
  const auto program = [](std::function<void(const Barrier&)> stop, bool again) {
    return [=] {
      const Barrier barrier(3);
      const auto waiters = start_waiters(barrier, 2);
      await_waiting(barrier, 2);
      stop(barrier);
      for (const Thread& waiter : waiters) waiter.join();
      outcome(state_of(barrier));
      if (!again) return;
      const auto next = start_waiters(barrier, 2);
      await_waiting(barrier, 2);
      outcome(barrier.wait());
      for (const Thread& waiter : next) waiter.join();
    };
  };
  const auto abort = [](const Barrier& barrier) { barrier.abort(); };
  const auto reset = [](const Barrier& barrier) { barrier.reset(); };
  const auto both = [](const Barrier& barrier) {
    barrier.abort();
    barrier.reset();
  };
  CHECK(results(program(abort, false)) == Results{"0 broken" + both_thrown_out});
  for (const auto& stop :
       {std::function<void(const Barrier&)>(reset), std::function<void(const Barrier&)>(both)}) {
    CHECK(results(program(stop, true)) == Results{"0 whole 2" + both_thrown_out + " | 0 | 1",
                                                  "0 whole 2" + both_thrown_out + " | 1 | 0"});
  }
}

TEST_CASE("Barrier: the timeout of the last to arrive does not matter", "[primitives][barrier]") {
  CHECK(results([] {
          const Barrier barrier(2);
          const auto waiters = start_waiters(barrier, 1);
          await_waiting(barrier, 1);
          outcome(barrier.wait(0));
          waiters[0].join();
        }) == Results{"1 | 0"});
}

// test_wait_timeout, test_default_timeout
TEST_CASE("Barrier: a call's own timeout counts, not the constructor's", "[primitives][barrier]") {
  CHECK(results(
            [] {
              const Barrier barrier(2, {}, 0.05);
              const Thread waiter([=] { outcome(barrier.wait(5)); });
              waiter.start();
              sleep(1);
              outcome(barrier.wait());
              waiter.join();
            },
            in_virtual_time()) == Results{"1 | 0"});
}

TEST_CASE("Barrier: threads of the next round wait until the last one has left",
          "[primitives][barrier]") {
  using Spec = Barrier::Spec;
  Spec::State state{2, true};
  const auto does = [&](int kind, ThreadId thread) {
    return Spec::apply(state, {static_cast<std::uint8_t>(kind), thread, false, 0, 0}, 0).result;
  };
  const auto can_arrive = [&] {
    return Spec::alternatives(state, {Barrier::kArrive, 3, false, 0, 0});
  };
  CHECK(does(Barrier::kArrive, 1) == 0);
  CHECK(can_arrive() == 1);
  CHECK(does(Barrier::kArrive, 2) == 1);
  CHECK(can_arrive() == 0);  // the action runs
  does(Barrier::kOpen, 2);
  CHECK(can_arrive() == 0);  // thread 1 has not left
  CHECK(does(Barrier::kWaiting, 0) == 0);
  CHECK(does(Barrier::kPass, 1) == 1);
  CHECK(can_arrive() == 1);
}
