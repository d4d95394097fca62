// Threads that an execution leaves behind are unwound: destructors run, whatever the program's
// handlers do.
#include <exception>
#include <memory>
#include <mutex>

#include "heddle/tests/checker/engine.hpp"

using namespace heddle;
using threading::Lock;

namespace {

/// Counts those that are alive.
class Counted {
 public:
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --alive_; }

 private:
  int& alive_;
};

/// Explores a program in which a thread does `act` and is left behind; returns how many of its
/// Counted are still alive.
int left_alive(const std::function<void(const Lock& taken, int& alive)>& act) {
  int alive = 0;
  const Report report = search([&] {
    const Lock taken;
    taken.acquire();
    in_threads({[&, taken] { act(taken, alive); }});
  });
  CHECK(report.has(Kind::deadlock));
  CHECK(report.executions == 1);
  return alive;
}

void acquire_without_exceptions(const Lock& lock) noexcept { lock.acquire(); }

}  // namespace

TEST_CASE("leaving: destructors run", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Counted here(alive);
          const auto heap = std::make_unique<Counted>(alive);
          taken.acquire();
        }) == 0);
}

TEST_CASE("leaving: main's destructors run", "[checker][leaving]") {
  int alive = 0;
  const Report report = search([&alive] {
    const Counted here(alive);
    const Lock lock;
    lock.acquire();
    lock.acquire();
  });
  CHECK(report.has(Kind::deadlock));
  CHECK(alive == 0);
}

TEST_CASE("leaving: a thread that was never picked", "[checker][leaving]") {
  int alive = 0;
  Options options;
  options.max_steps = 2;
  const Report report = search(
      [&alive] {
        const auto held = std::make_shared<Counted>(alive);
        const Atomic<int> x;
        const auto act = [=] { x.store(held.use_count() > 0); };
        in_threads({act, act, act});
      },
      options);
  CHECK(report.truncated == report.executions);
  CHECK(alive == 0);
}

TEST_CASE("leaving: destructors may perform operations", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Lock own;
          const std::scoped_lock guard(own);
          struct Touch {
            Counted counted;
            Atomic<int> x;
            ~Touch() { x.fetch_add(1); }
          };
          const Touch touch{Counted(alive), Atomic<int>()};
          taken.acquire();
        }) == 0);
}

TEST_CASE("leaving: a thread that catches everything and goes on", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Counted here(alive);
          try {
            taken.acquire();
          } catch (...) {  // swallows the engine's exception
          }
          taken.acquire();
        }) == 0);
}

TEST_CASE("leaving: a thread that catches everything for ever is given up", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Counted here(alive);
          for (;;) {
            try {
              taken.acquire();
            } catch (...) {  // again and again
            }
          }
        }) > 0);
}

TEST_CASE("leaving: a thread blocked below a noexcept function is given up", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Counted here(alive);
          acquire_without_exceptions(taken);
        }) > 0);
}

TEST_CASE("leaving: threads given up are counted, and later executions are not harmed",
          "[checker][leaving]") {
  std::uint64_t lost = 0;
  AfterEach watcher([&lost](const Execution& run, const Report&) { lost = run.lost_stacks(); });
  Options options;
  options.keep_going = true;
  options.strategy = "dfs";
  options.reduce = Reduce::none;
  const Report report = explore(
      [] {
        const Lock lock;
        const Atomic<int> x;
        lock.acquire();
        in_threads({[=] {
                      x.fetch_add(1);
                      acquire_without_exceptions(lock);
                    },
                    [=] {
                      x.fetch_add(1);
                      outcome(1);
                    }});
      },
      options, &watcher);
  CHECK(report.executions == 2);
  CHECK(report.findings.size() == 1);
  CHECK(lost >= report.executions);
}

TEST_CASE("leaving: a handler that is left by a throw of its own", "[checker][leaving]") {
  CHECK(left_alive([](const Lock& taken, int& alive) {
          const Counted here(alive);
          try {
            taken.acquire();
          } catch (...) {
            throw RuntimeError("from the handler");
          }
        }) == 0);
}

TEST_CASE("leaving: exceptions on the way out are no findings", "[checker][leaving]") {
  const Report report = search([] {
    const Lock lock;
    lock.acquire();
    try {
      lock.acquire();
    } catch (...) {
      throw ValueError("not the program's");
    }
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::deadlock);
}

TEST_CASE("leaving: outcomes of a deadlocked execution are dropped", "[checker][leaving]") {
  const Report report = search([] {
    const Lock lock;
    outcome("before");
    lock.acquire();
    lock.acquire();
  });
  CHECK(report.outcomes.empty());
  CHECK(report.blocked == 1);
}

TEST_CASE("leaving: who looks at something on the way out is not heeded", "[checker]") {
  const Report report = search([] {
    const threading::Barrier barrier(4);
    struct Guard {
      threading::Barrier barrier;
      ~Guard() {
        if (std::uncaught_exceptions() > 0) barrier.abort();
      }
    };
    const auto meet = [=] {
      const Guard guard{barrier};
      barrier.wait();
    };
    in_threads({meet, meet, meet});
  });
  CHECK(report.executions == 1);
  CHECK(report.find(Kind::deadlock) != nullptr);
}
