// The optimal search where a simpler one would go wrong. That it is right on random programs is
// shown in tests/oracle/.
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;

namespace {

Report optimal(const Body& program, Dependence dependence = Dependence::plain) {
  Options options;
  options.strategy = "optimal";
  options.dependence = dependence;
  return search(program, options);
}

}  // namespace

TEST_CASE("optimal: races of the replayed beginning are looked at again", "[checker][optimal]") {
  // Who takes only races with new events misses two of the classes, in this order of the threads.
  const Report report = optimal(program_of([] {
    const Atomic<int> x;
    const Atomic<int> y;
    return std::vector<Body>{[=] { y.store(1); }, [=] { static_cast<void>(y.load()); },
                             [=] {
                               x.store(1);
                               y.store(2);
                             },
                             [=] { static_cast<void>(x.load()); },
                             [=] { static_cast<void>(x.load()); }};
  }));
  CHECK(report.executions == 24);
  CHECK(report.redundant == 0);
}

TEST_CASE("optimal: wakeup trees are more than their first level", "[checker][optimal]") {
  constexpr int kReaders = 8;
  const Report report = optimal(program_of([] {
    const Atomic<int> x;
    std::vector<Body> bodies{[=] { x.store(42); }};
    for (int i = 0; i < kReaders; ++i) bodies.push_back([=] { static_cast<void>(x.load()); });
    return bodies;
  }));
  CHECK(report.executions == 256);
  CHECK(report.redundant == 0);
}

TEST_CASE("optimal: a blocked operation is reversed with what blocks it", "[checker][optimal]") {
  // The second thread never gets the lock in the first execution.
  const Report report = optimal(program_of([] {
    const threading::Lock lock;
    const Body take = [=] { lock.acquire(); };
    return std::vector<Body>{take, take};
  }));
  CHECK(report.executions == 2);
  CHECK(report.blocked == 2);
}

TEST_CASE("optimal: every choice of whom to notify is explored", "[checker][optimal]") {
  const Report report = optimal([] {
    const threading::Condition ready;
    const Atomic<int> woken;
    std::vector<threading::Thread> threads;
    for (int i = 1; i <= 3; ++i) {
      threads.emplace_back(
          [=] {
            ready.acquire();
            ready.wait();
            woken.store(i);
            ready.release();
          },
          threading::ThreadOptions{.name = {}, .daemon = true});
    }
    for (const threading::Thread& thread : threads) thread.start();
    ready.acquire();
    ready.notify();
    ready.release();
    outcome(woken.load());
  });
  CHECK(report.outcome_values() == Texts{"0", "1", "2", "3"});
}

TEST_CASE("optimal: what is known of a replayed beginning stays when threads are added",
          "[checker][optimal]") {
  // Only a later execution has more than four threads.
  const Counts counts = count(program_of([] {
    const Atomic<int> w;
    const Atomic<int> x;
    const Atomic<int> y;
    const Atomic<int> z;
    return std::vector<Body>{
        [=] {
          z.store(1);
          static_cast<void>(w.load());
          x.store(1);
        },
        [=] {
          w.store(1);
          static_cast<void>(z.load());
          if (x.load() == 0) return;
          in_threads({[=] { y.store(1); }, [=] { y.store(2); }, [=] { y.store(3); }});
        }};
  }));
  CHECK(counts == Counts{70, 21});
}

TEST_CASE("optimal: what a daemon was about to do could have timed out before it was killed",
          "[checker][optimal]") {
  const Body program = [] {
    const threading::Lock lock;
    const threading::Thread daemon([=] { outcome(lock.acquire(true, 1)); }, as_daemon());
    daemon.start();
    lock.acquire(false);
  };
  CHECK(count(program) == Counts{6, 4});
  Options timed;
  timed.time = TimeMode::virtual_time;  // where it could not
  CHECK(count(program, timed) == Counts{4, 3});
  CHECK(optimal(program, Dependence::refined).outcome_values() == Texts{"", "false", "true"});
}

TEST_CASE("optimal: what a read that was not executed would have seen is not foreseen",
          "[checker][optimal]") {
  // The events of a daemon have a part more, so that their labels are compared.
  const Counts counts = count([] {
    const Shared<int> x(0);
    const threading::Thread daemon(
        [=] {
          outcome(x.get());
          x.set(2);
          x.write([](int& value) { value += 1; });
        },
        as_daemon());
    daemon.start();
    x.set(1);
    outcome(x.get());
  });
  CHECK(counts == Counts{35, 18});
}

TEST_CASE("optimal: the parts of an operation on one object act one after the other",
          "[checker][optimal]") {
  using Word = AtomicSpec<int>;
  const Counts counts = count(program_of([] {
    const Handle<Word> x({0}, "x", Where::current());
    const Body add_twice = [=] {
      const OperationPart parts[] = {x.part(Word::kAdd, 1), x.part(Word::kAdd, 1)};
      Handle<Word>::execution().perform(
          {parts, 2, Scheduling::visible, false, kForever, Where::current()});
    };
    return std::vector<Body>{add_twice, add_twice};
  }));
  CHECK(counts == Counts{2, 2});
}

TEST_CASE("optimal: an equal store is a write in the plain dependence alone",
          "[checker][optimal]") {
  const Body program = program_of([] {
    const Atomic<int> x(1);
    return std::vector<Body>{[=] { x.store(1); }, [=] { static_cast<void>(x.load()); }};
  });
  CHECK(optimal(program, Dependence::plain).executions == 2);
  CHECK(optimal(program, Dependence::refined).executions == 1);
}

TEST_CASE("optimal: a program that departs from what was foreseen is nondeterministic",
          "[checker][optimal]") {
  int runs = 0;
  const Report report = optimal([&runs] {
    const bool first = ++runs <= 2;
    const Atomic<int> x;
    const Atomic<int> y;
    in_threads({[=] { x.store(1); }, [=] { (first ? x : y).store(2); }});
  });
  CHECK(report.has(Kind::nondeterministic_program));
  CHECK(report.verdict == Verdict::error);
}
