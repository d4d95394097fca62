// The table of models: what each is, and what is expected of it. The order is that of a course:
// threads, locks, conditions, semaphores, events, barriers, timers, queues, and then mistakes.
#include "heddle/models/table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace heddle::programs {
namespace {

using Outcomes = std::optional<std::vector<std::string>>;
using Count = std::optional<std::uint64_t>;

struct Row {
  const char* name;
  const char* file;
  const char* summary;
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  void (*program)(const Parameters&);
  Expectation expected;
};

/// Nothing wrong. `interleavings` is what plain depth-first search runs, `executions` the reduced
/// search; `outcomes` are all results there are.
Expectation verified(Count interleavings, std::uint64_t executions, Outcomes outcomes = {}) {
  Expectation all;
  all.interleavings = interleavings;
  all.executions = executions;
  all.outcomes = std::move(outcomes);
  return all;
}

/// Exactly these kinds are found.
Expectation bug(std::vector<Kind> findings, Count interleavings, std::uint64_t executions,
                Outcomes outcomes = {}) {
  Expectation all = verified(interleavings, executions, std::move(outcomes));
  all.verdict = Verdict::bug;
  all.findings = std::move(findings);
  return all;
}

Expectation sequential(Expectation expected) {
  expected.sequential = true;
  return expected;
}

Expectation with(const char* option, const char* value, Expectation expected) {
  expected.options.emplace_back(option, value);
  return expected;
}

/// Every way to share 0..11 out to two threads, six numbers each in rising order.
std::vector<std::string> six_each() {
  std::vector<std::string> all;
  for (unsigned first = 0; first < 1U << 12U; ++first) {
    if (__builtin_popcount(first) != 6) continue;
    std::string shares[2];
    for (unsigned number = 0; number < 12; ++number) {
      std::string& share = shares[(first >> number & 1U) != 0 ? 0 : 1];
      share += (share.empty() ? "" : " ") + std::to_string(number);
    }
    all.push_back(shares[0] + " | " + shares[1]);
  }
  return all;
}

std::vector<Row> table() {
  return {
      // ---- threads
      {"thread-function",
       "thread_function.cpp",
       "a thread made from a function",
       {},
       thread_function,
       verified(1, 1, {{"42"}})},
      {"thread-subclass",
       "thread_subclass.cpp",
       "a thread made by overriding run()",
       {},
       thread_subclass,
       verified(1, 1, {{"42"}})},
      {"non-daemon",
       "non_daemon.cpp",
       "the program waits for its non-daemon threads",
       {},
       non_daemon,
       verified(1, 1, {{"0 1 2 3 4"}})},
      {"daemon",
       "daemon.cpp",
       "a daemon thread is killed when only daemons are left",
       {},
       daemon,
       verified(7, 7, {{"", "0", "0 1", "0 1 2", "0 1 2 3", "0 1 2 3 4"}})},
      {"daemon-holds-lock",
       "daemon_holds_lock.cpp",
       "a daemon is killed inside a critical section",
       {},
       daemon_holds_lock,
       bug({Kind::daemon_killed_holding}, 8, 8)},
      {"thread-local",
       "thread_local.cpp",
       "each thread has its own value of a local()",
       {},
       thread_local_data,
       verified(1, 1, {{"none 999 | none 51 | none 19"}})},

      // ---- locks
      {"counter-unlocked",
       "counter_unlocked.cpp",
       "two threads add to a counter without a lock",
       {},
       counter_unlocked,
       bug({Kind::data_race, Kind::lost_update}, 6, 4, {{"10", "20", "30"}})},
      {"counter-locked",
       "counter_locked.cpp",
       "two threads add to a counter under a lock",
       {},
       counter_locked,
       verified(2, 2, {{"30"}})},
      {"rlock-reentrant",
       "rlock_reentrant.cpp",
       "the owner of an RLock takes it again",
       {},
       rlock_reentrant,
       verified(2, 2, {{"60"}})},
      {"lock-reentrant",
       "lock_reentrant.cpp",
       "the holder of a Lock takes it again: deadlock",
       {},
       lock_reentrant,
       bug({Kind::deadlock}, 2, 2)},
      {"abba-deadlock",
       "abba_deadlock.cpp",
       "two locks in opposite orders",
       {},
       abba_deadlock,
       bug({Kind::deadlock, Kind::lock_order}, 6, 3)},
      {"philosophers-naive",
       "philosophers_naive.cpp",
       "every philosopher takes the left fork first",
       {{"n", 3}},
       philosophers_naive,
       bug({Kind::deadlock}, 168, 7)},
      {"philosophers-ordered",
       "philosophers_ordered.cpp",
       "the fork with the lower number first",
       {{"n", 3}},
       philosophers_ordered,
       verified(142, 6)},

      // ---- conditions
      {"condition-while",
       "condition_while.cpp",
       "consumers that test again after every wakeup",
       {},
       condition_while,
       verified(434, 52, {{"0"}})},
      {"condition-wait-for",
       "condition_wait_for.cpp",
       "consumers that use wait_for(predicate)",
       {},
       condition_wait_for,
       verified(434, 52, {{"0"}})},
      {"condition-if",
       "condition_if.cpp",
       "consumers that do not test again: a wakeup is stolen",
       {},
       condition_if,
       bug({Kind::stolen_wakeup}, 426, 52)},
      {"condition-if-one-consumer",
       "condition_if_one_consumer.cpp",
       "`if` is enough for one consumer without spurious wakeups",
       {},
       condition_if_one_consumer,
       verified(3, 2, {{"0"}})},
      {"condition-if-spurious",
       "condition_if_one_consumer.cpp",
       "`if` is not enough for one consumer with spurious wakeups",
       {},
       condition_if_one_consumer,
       with("spurious", "1", bug({Kind::uncaught_exception}, 8, 4))},
      {"condition-notify-before-wait",
       "condition_notify_before_wait.cpp",
       "the test and the wait in two critical sections: the notify falls between",
       {},
       condition_notify_before_wait,
       bug({Kind::lost_wakeup}, 4, 3)},
      {"condition-notify-one-of-two-kinds",
       "condition_notify_one_of_two_kinds.cpp",
       "notify() wakes a thread that waits for something else",
       {{"all", 0}},
       condition_notify_one_of_two_kinds,
       bug({Kind::lost_wakeup}, 694, 88)},
      {"condition-notify-all-of-two-kinds",
       "condition_notify_one_of_two_kinds.cpp",
       "notify_all() wakes those of the other kind as well",
       {{"all", 1}},
       condition_notify_one_of_two_kinds,
       verified(3678, 208)},

      // ---- semaphores, events, barriers, timers, queues
      {"semaphore",
       "semaphore.cpp",
       "n threads and three permits",
       {{"n", 4}},
       semaphore,
       verified(1944, 432)},
      {"bounded-semaphore-over-release",
       "bounded_semaphore_over_release.cpp",
       "a permit is given back twice",
       {},
       bounded_semaphore_over_release,
       bug({Kind::misuse}, 10, 10)},
      {"event-timeout",
       "event_timeout.cpp",
       "a thread waits for an event with a timeout",
       {},
       event_timeout,
       verified(3, 3, {{"received", "timed out"}})},
      {"event-set-clear",
       "event_set_clear.cpp",
       "set() and clear() at once: a late waiter misses it",
       {},
       event_set_clear,
       bug({Kind::lost_wakeup}, 4, 4)},
      {"barrier",
       "barrier.cpp",
       "n threads work in two phases",
       {{"n", 3}},
       barrier,
       verified(8100, 1)},
      {"barrier-broken",
       "barrier_broken.cpp",
       "a timeout breaks the barrier for everybody",
       {},
       barrier_broken,
       verified(5, 2, {{"broken | broken", "met | met"}})},
      {"timer-cancel",
       "timer_cancel.cpp",
       "a timer may fire before it is cancelled",
       {},
       timer_cancel,
       verified(5, 4, {{"cancelled", "rang"}})},
      {"producer-consumer-queue",
       "producer_consumer_queue.cpp",
       "a producer and a consumer over a bounded queue",
       {{"items", 3}},
       producer_consumer_queue,
       verified(8, 1, {{"1 2 3"}})},

      // ---- time and polling
      {"sleep-for-order",
       "sleep_for_order.cpp",
       "a sleep in place of a join",
       {},
       sleep_for_order,
       bug({Kind::assertion, Kind::relies_on_time}, 2, 2)},
      {"poll-for-ever",
       "poll_for_ever.cpp",
       "a thread polls for what no thread will do",
       {},
       poll_for_ever,
       bug({Kind::livelock}, 37, 6)},

      // ---- misuse
      {"join-self",
       "join_self.cpp",
       "a thread joins itself",
       {},
       join_self,
       bug({Kind::misuse}, 1, 1)},
      {"start-twice",
       "start_twice.cpp",
       "a thread is started a second time",
       {},
       start_twice,
       bug({Kind::misuse}, 1, 1)},
      {"release-unlocked",
       "release_unlocked.cpp",
       "a free lock is released",
       {},
       release_unlocked,
       sequential(bug({Kind::misuse}, 1, 1))},

      // ---- counting
      {"two-by-six",
       "two_by_six.cpp",
       "two threads draw six numbers each: 924 outcomes",
       {},
       two_by_six,
       verified(924, 924, six_each())},
  };
}

bool register_all() {
  static const std::vector<Row> rows = table();
  for (const Row& row : rows) {
    Model model;
    model.name = row.name;
    model.summary = row.summary;
    for (const auto& [name, value] : row.parameters) model.parameters.declare(name, value);
    model.program = row.program;
    model.expected = row.expected;
    model.where = {row.file, row.name, 1};
    register_model(std::move(model));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = register_all();

}  // namespace
}  // namespace heddle::programs
