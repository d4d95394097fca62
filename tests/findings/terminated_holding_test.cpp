#include "heddle/tests/findings/search.hpp"

#include <mutex>

using namespace heddle;

namespace {

constexpr const char* kTag = "terminated-holding";

/// A child runs `code`, is terminated at any moment, and then main runs `last`.
template <class F, class G>
Report terminated(F code, G last) {
  return search([=] {
    const auto shared = code();
    const multiprocessing::Process child([=] { shared.first(); }, "child");
    child.start();
    child.terminate();
    child.join();
    last(shared.second);
  });
}

/// What main waits for for ever once a child was terminated amid `uses`.
template <class Primitive, class Uses, class Wants>
Report terminated_amid(const Primitive& make, Uses uses, Wants wants) {
  return terminated(
      [=] {
        const auto primitive = make();
        return std::pair([=] { uses(primitive); }, primitive);
      },
      wants);
}

}  // namespace

TEST_CASE("terminated-holding: a lock", "[findings][terminated-holding][mpsync]") {
  const Report report = terminated_amid([] { return multiprocessing::Lock("lock"); },
                                        [](const auto& lock) { const std::lock_guard guard(lock); },
                                        [](const auto& lock) { lock.acquire(); });
  CHECK(kinds(report) == Kinds{kTag});
  CHECK(message(report, Kind::terminated_holding) ==
        "main waits for ever for `lock`: child was terminated while it held it.");
  CHECK(report.find(Kind::terminated_holding)->symptom == Kind::deadlock);
  const std::string why = explained(report, Kind::terminated_holding, "why");
  CHECK(why.find("child/MainThread holds `lock` since step 2") == 0);
  CHECK(why.find("main terminates child at step 3") != std::string::npos);
}

TEST_CASE("terminated-holding: an rlock and a semaphore",
          "[findings][terminated-holding][mpsync]") {
  const auto uses = [](const auto& lock) { const std::lock_guard guard(lock); };
  const auto wants = [](const auto& lock) { lock.acquire(); };
  CHECK(kinds(terminated_amid([] { return multiprocessing::RLock("lock"); }, uses, wants)) ==
        Kinds{kTag});
  const Report permit =
      terminated_amid([] { return multiprocessing::Semaphore(1, "permits"); }, uses, wants);
  CHECK(kinds(permit) == Kinds{kTag});
  CHECK(message(permit, Kind::terminated_holding) ==
        "main waits for ever for `permits`: child was terminated while it used it.");
  CHECK(kinds(terminated_amid([] { return multiprocessing::BoundedSemaphore(1); }, uses, wants)) ==
        Kinds{kTag});
}

TEST_CASE("terminated-holding: kill, as terminate", "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(search([] {
          const multiprocessing::Lock lock;
          const multiprocessing::Process child([=] { const std::lock_guard guard(lock); });
          child.start();
          child.kill();
          lock.acquire();
        })) == Kinds{kTag});
}

TEST_CASE("terminated-holding: a semaphore that signals is held by nobody",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(terminated_amid([] { return multiprocessing::Semaphore(0, "items"); },
                              [](const auto& items) { items.release(); },
                              [](const auto& items) { items.acquire(); })) == Kinds{"deadlock"});
}

TEST_CASE("terminated-holding: a notify after a process was killed in its wait",
          "[findings][terminated-holding][mpsync]") {
  const Report report = terminated_amid([] { return multiprocessing::Condition("condition"); },
                                        [](const auto& condition) {
                                          const std::lock_guard guard(condition);
                                          condition.wait();
                                        },
                                        [](const auto& condition) {
                                          const std::lock_guard guard(condition);
                                          condition.notify();
                                        });
  CHECK(kinds(report) == Kinds{kTag});
  CHECK(report.findings.size() == 2);  // in its wait, and before it, with the lock
}

TEST_CASE("terminated-holding: a set after a process was killed in its wait",
          "[findings][terminated-holding][mpsync]") {
  const Report report = terminated_amid([] { return multiprocessing::Event("event"); },
                                        [](const auto& event) { event.wait(); },
                                        [](const auto& event) { event.set(); });
  CHECK(kinds(report) == Kinds{kTag});
  CHECK(message(report, Kind::terminated_holding) ==
        "main waits for ever for `event`: child was terminated while it used it.");
}

TEST_CASE("terminated-holding: nobody can use an event whose setter was killed in its set",
          "[findings][terminated-holding][mpsync]") {
  const Report report = search([] {
    const multiprocessing::Event event("event");
    const multiprocessing::Process waiter([=] { event.wait(); }, "waiter");
    const multiprocessing::Process setter([=] { event.set(); }, "setter");
    waiter.start();
    setter.start();
    setter.terminate();
    event.set();
  });
  CHECK(kinds(report) == Kinds{kTag});
  CHECK(explained(report, Kind::terminated_holding, "why").find("setter/MainThread uses `event`") ==
        0);
}

TEST_CASE("terminated-holding: a process was killed while it waited at a barrier",
          "[findings][terminated-holding][mpsync]") {
  const Report report = search([] {
    const multiprocessing::Barrier barrier(2, "barrier");
    const multiprocessing::Process child([=] { barrier.wait(); }, "child");
    child.start();
    const multiprocessing::Process other([=] { barrier.wait(); }, "other");
    other.start();
    child.terminate();
  });
  CHECK(report.has(Kind::terminated_holding));
  CHECK(message(report, Kind::terminated_holding) ==
        "other/MainThread waits for ever for `barrier`: child was terminated while it used it.");
  CHECK(report.has(Kind::deadlock));  // killed before it came
}

TEST_CASE("terminated-holding: nobody waits for what it held",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(terminated_amid([] { return multiprocessing::Lock(); },
                              [](const auto& lock) { lock.acquire(); },
                              [](const auto& lock) { lock.acquire(false); }))
            .empty());
}

TEST_CASE("terminated-holding: one that ends by itself and holds a lock is a deadlock",
          "[findings][terminated-holding][mpsync]") {
  const Report report = search([] {
    const multiprocessing::Lock lock("lock");
    const multiprocessing::Process child([=] { lock.acquire(); }, "child");
    child.start();
    child.join();
    lock.acquire();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
  CHECK(message(report, Kind::deadlock) ==
        "main waits for ever for `lock`: child/MainThread ended without releasing it.");
}

TEST_CASE("terminated-holding: killed after it gave the lock back",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(search([] {
          const multiprocessing::Lock lock;
          const multiprocessing::Semaphore done(0);
          const multiprocessing::Process child([=] {
            { const std::lock_guard guard(lock); }
            done.release();
            multiprocessing::Semaphore(0).acquire();
          });
          child.start();
          done.acquire();
          child.terminate();
          lock.acquire();
        })).empty());
}

TEST_CASE("terminated-holding: a waiter that lives takes the notify of one that was killed",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(search([] {
          const multiprocessing::Condition condition;
          const multiprocessing::Semaphore ready(0);
          const auto wait = [=] {
            const std::lock_guard guard(condition);
            ready.release();
            condition.wait();
          };
          const multiprocessing::Process killed(wait);
          const multiprocessing::Process waiter(wait);
          for (const auto& process : {killed, waiter}) {
            process.start();
            ready.acquire();
            const std::lock_guard until_it_waits(condition);
          }
          killed.terminate();
          const std::lock_guard guard(condition);
          condition.notify();
        })).empty());
}

TEST_CASE("terminated-holding: a daemonic process is terminated when its parent ends",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(search([] {
          const multiprocessing::Lock lock;
          const multiprocessing::Process holder([=] { const std::lock_guard guard(lock); },
                                                {.daemon = true});
          holder.start();
        })).empty());
}

TEST_CASE("terminated-holding: a sibling waits for a lock of a daemonic process",
          "[findings][terminated-holding][mpsync]") {
  CHECK(kinds(search([] {
          const multiprocessing::Lock lock;
          const auto use = [=] { const std::lock_guard guard(lock); };
          const multiprocessing::Process servant(use, {.daemon = true});
          const multiprocessing::Process worker(use);
          servant.start();
          worker.start();
        })) == Kinds{kTag});
}
