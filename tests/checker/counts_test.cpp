// Exact numbers of executions: all interleavings, and one for each class of equivalent ones.
#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Lock;

TEST_CASE("counts: a program without threads has one execution", "[checker][counts]") {
  CHECK(count([] {
          Atomic<int> x;
          x.store(1);
        }) == Counts{1, 1});
}

TEST_CASE("counts: stores of one variable are ordered in every way", "[checker][counts]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    const auto twice = [x] {
      x.fetch_add(1);
      x.fetch_add(1);
    };
    return std::vector<Body>{twice, twice};
  });
  CHECK(count(program) == Counts{6, 6});
}

TEST_CASE("counts: loads commute", "[checker][counts]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    const auto twice = [x] {
      x.load();
      x.load();
    };
    return std::vector<Body>{twice, twice};
  });
  CHECK(count(program) == Counts{6, 1});
}

TEST_CASE("counts: stores of the value that is there commute", "[checker][counts]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    const auto again = [x] { x.store(0); };
    return std::vector<Body>{again, again, again};
  });
  CHECK(count(program) == Counts{6, 1});
}

TEST_CASE("counts: a reader sees a store or does not", "[checker][counts]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    return std::vector<Body>{[x] { x.store(1); }, [x] { x.load(); }, [x] { x.load(); }};
  });
  CHECK(count(program) == Counts{6, 4});
}

TEST_CASE("counts: threads that share nothing", "[checker][counts]") {
  const auto program = program_of([] {
    const auto own = [] {
      const Atomic<int> x;
      x.fetch_add(1);
      x.fetch_add(1);
      x.fetch_add(1);
    };
    return std::vector<Body>{own, own};
  });
  CHECK(count(program) == Counts{20, 1});
}

TEST_CASE("counts: an update is a read and a write", "[checker][counts]") {
  const auto program = program_of([] {
    const Shared<int> x;
    return std::vector<Body>{[x] { x += 1; }, [x] { x += 1; }};
  });
  CHECK(count(program) == Counts{6, 4});
}

TEST_CASE("counts: critical sections exclude each other", "[checker][counts]") {
  const auto program = program_of([] {
    const Lock lock;
    const Shared<int> x;
    const auto section = [=] {
      lock.acquire();
      x += 1;
      lock.release();
    };
    return std::vector<Body>{section, section, section};
  });
  CHECK(count(program) == Counts{6, 6});
}

TEST_CASE("counts: two locks taken in both orders", "[checker][counts]") {
  const auto program = program_of([] {
    const Lock a;
    const Lock b;
    const auto both = [](const Lock& first, const Lock& second) {
      return [=] {
        first.acquire();
        second.acquire();
        second.release();
        first.release();
      };
    };
    return std::vector<Body>{both(a, b), both(b, a)};
  });
  CHECK(count(program) == Counts{6, 3});
}

TEST_CASE("counts: which waiter gets a lock is open", "[checker][counts]") {
  const auto program = [] {
    const Lock lock;
    lock.acquire();
    std::vector<threading::Thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([lock] { lock.acquire(); });
    for (const auto& thread : threads) thread.start();
    lock.release();
  };
  CHECK(count(program) == Counts{3, 3});
}

TEST_CASE("counts: permits of a semaphore", "[checker][counts]") {
  const auto program = [] {
    const threading::Semaphore permits(2);
    std::vector<threading::Thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([permits] { permits.acquire(); });
    for (const auto& thread : threads) thread.start();
  };
  CHECK(count(program) == Counts{6, 6});
}

TEST_CASE("counts: a notify wakes any of three waiters", "[checker][counts]") {
  const auto program = [] {
    const threading::Condition changed;
    const Atomic<int> waiting;
    std::vector<threading::Thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([=] {
        changed.acquire();
        waiting.fetch_add(1);
        changed.wait();
        changed.release();
      });
    }
    for (const auto& thread : threads) thread.start();
    changed.acquire();
    assume(waiting.load() == 3);
    changed.notify();
    changed.release();
  };
  Options fifo;
  fifo.notify_order = NotifyOrder::fifo;
  // 3! orders of waiting; 3 ways to wake. Where the assumption fails it is counted as well.
  const Report any = search(program);
  const Report in_order = search(program, fifo);
  CHECK(any.executions - in_order.executions == 6 * 2);
  CHECK(any.has(Kind::deadlock));
}

TEST_CASE("counts: choices multiply", "[checker][counts]") {
  const auto program = [] { outcome(choose(3) * 10 + choose(2)); };
  CHECK(count(program) == Counts{6, 6});
  CHECK(search(program).outcome_values() == Texts{"0", "1", "10", "11", "20", "21"});
}

TEST_CASE("counts: a choice of one thread depends on nothing", "[checker][counts]") {
  const auto program = program_of([] {
    return std::vector<Body>{[] { choose(2); }, [] { choose(2); }};
  });
  CHECK(count(program) == Counts{8, 4});
}

TEST_CASE("counts: joining is no choice", "[checker][counts]") {
  const auto program = [] {
    const threading::Thread first([] {});
    first.start();
    first.join();
    const threading::Thread second([] {});
    second.start();
    second.join();
  };
  CHECK(count(program) == Counts{1, 1});
}

TEST_CASE("counts: looking at a thread makes its end a step", "[checker][counts]") {
  const auto program = [] {
    const threading::Thread thread([] {});
    thread.start();
    outcome(thread.is_alive());
  };
  CHECK(count(program) == Counts{2, 2});
  CHECK(search(program).outcome_values() == Texts{"false", "true"});
}

TEST_CASE("counts: a nested acquire of an rlock is no scheduling point", "[checker][counts]") {
  const auto program = program_of([] {
    const threading::RLock lock;
    const auto nested = [lock] {
      lock.acquire();
      lock.acquire();
      lock.release();
      lock.release();
    };
    return std::vector<Body>{nested, nested};
  });
  CHECK(count(program) == Counts{2, 2});
}

TEST_CASE("counts: two threads of six steps", "[checker][counts]") {
  const auto program = program_of([] {
    const Atomic<int> x;
    const auto six = [x] {
      for (int i = 0; i < 6; ++i) x.fetch_add(1);
    };
    return std::vector<Body>{six, six};
  });
  CHECK(count(program) == Counts{924, 924});
}

namespace {

/// Threads that meet at a barrier, and do something with each arrival.
Body meeting(int threads, int rounds, int parties,
             const std::function<void(const threading::Barrier::Arrival&)>& then = {},
             const std::function<void()>& action = {}) {
  return program_of([=] {
    const threading::Barrier barrier(parties, action);
    return std::vector<Body>(static_cast<std::size_t>(threads), [=] {
      for (int round = 0; round < rounds; ++round) {
        const auto arrival = barrier.wait();
        if (then) then(arrival);
      }
    });
  });
}

std::uint64_t plain_count(const Body& program) {
  Options options;
  options.dependence = Dependence::plain;
  return search(program, options).executions;
}

}  // namespace

TEST_CASE("counts: arrivals at a barrier commute", "[checker][counts]") {
  // n! orders of arriving times n! orders of leaving, in each round.
  CHECK(count(meeting(3, 1, 3)) == Counts{36, 1});
  CHECK(count(meeting(4, 1, 4)) == Counts{576, 1});
  CHECK(count(meeting(3, 2, 3)) == Counts{1296, 1});
  CHECK(plain_count(meeting(3, 2, 3)) == 1296);
}

TEST_CASE("counts: arrivals at a barrier are ordered where an index is looked at",
          "[checker][counts]") {
  const auto look = [](const threading::Barrier::Arrival& arrival) { outcome(arrival.index()); };
  CHECK(count(meeting(3, 1, 3, look)) == Counts{36, 6});
  CHECK(count(meeting(4, 1, 4, look)) == Counts{576, 24});
  CHECK(search(meeting(2, 2, 2, look)).outcome_values() ==
        Texts{"0 0 | 1 1", "0 1 | 1 0", "1 0 | 0 1", "1 1 | 0 0"});
}

TEST_CASE("counts: arrivals at a barrier are ordered where the last one acts",
          "[checker][counts]") {
  // The last one opens, the others leave in any order.
  CHECK(count(meeting(3, 1, 3, {}, [] {})) == Counts{12, 6});
  CHECK(count(meeting(4, 1, 4, {}, [] {})) == Counts{144, 24});
}

TEST_CASE("counts: arrivals at a barrier are ordered where more threads come than meet",
          "[checker][counts]") {
  // Two of three meet; the third waits for ever.
  CHECK(count(meeting(3, 1, 2)) == Counts{12, 6});
}

TEST_CASE("counts: a barrier that is never complete lets nobody compete", "[checker][counts]") {
  CHECK(count(meeting(3, 1, 4)) == Counts{6, 1});
}

TEST_CASE("counts: an execution that looks at an index begins the search again",
          "[checker][counts]") {
  // Only where the second thread comes after the store.
  const Body program = [] {
    const threading::Barrier barrier(2);
    const Atomic<int> stored;
    in_threads({[=] {
                  stored.store(1);
                  barrier.wait();
                },
                [=] {
                  const bool looks = stored.load() == 1;
                  const auto arrival = barrier.wait();
                  if (looks) outcome(arrival.index());
                }});
  };
  CHECK(search(program).outcome_values() == Texts{"", "0", "1"});
}

TEST_CASE("counts: a thread too many in some execution orders the arrivals in all",
          "[checker][counts]") {
  const Body program = [] {
    const threading::Barrier barrier(2);
    const Atomic<int> stored;
    in_threads({[=] {
                  stored.store(1);
                  barrier.wait();
                },
                [=] { barrier.wait(); },
                [=] {
                  if (stored.load() == 1) barrier.wait();
                }});
  };
  // Two orders of two arrivals; of three, six: the last one waits for ever.
  CHECK(count(program) == Counts{50, 8});
}
