#include "heddle/tools/tutorial.hpp"

#include <algorithm>

#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

constexpr Level kLevels[] = {
    {"a race", "counter-unlocked", Kind::data_race,
     "t1 adds 10 to a counter and t2 adds 20: each reads it, adds, and writes the sum. Nothing "
     "keeps one out while the other is between its read and its write. Let both have read before "
     "either writes, and look at the counter with `state`.",
     "`1` and `2`: both read 0. Then `1` and `2` again: t1 writes 10, t2 writes 20, and one of the "
     "additions is gone.",
     "both read and write while they hold the same lock, so that nobody comes between.",
     "counter-locked"},
    {"a deadlock", "abba-deadlock", Kind::deadlock,
     "t1 takes the lock a and then b; t2 takes b and then a. Each holds one while it asks for the "
     "other. Bring them to where neither can go on; `why THREAD` tells who holds what.",
     "`1` lets t1 take a, `2` lets t2 take b. What does each of them "
     "ask for now?",
     "everybody takes the locks in the same order, so that no circle of waiting can close.",
     "philosophers-ordered"},
    {"a lost wakeup", "condition-notify-before-wait", Kind::lost_wakeup,
     "The consumer looks whether there is an item, gives the lock back, takes it again and waits "
     "to "
     "be notified. The producer puts an item and notifies, once. A notify wakes those who wait, "
     "and is not kept for those who come later. Have the consumer wait for ever.",
     "let the consumer (`2`) read that there are 0 items and release the lock; then let the "
     "producer (`1`) do all it does; then let the consumer go on.",
     "the test and the wait belong into one critical section: wait_for(predicate) does both.",
     "condition-wait-for"},
    {"a stolen wakeup", "condition-if", Kind::stolen_wakeup,
     "Two consumers wait while there is no item: `if (items == 0) wait()`. Who is notified still "
     "has "
     "to get the lock back before it goes on, and somebody else can be faster. Let a consumer be "
     "woken by an item and find none.",
     "let consumer1 (`1`) wait; have main (`0`, five times) put one item, notify and release the "
     "lock; "
     "before consumer1 has the lock again let consumer2 (`2`) come in and take the item; then let "
     "consumer1 go on.",
     "who wakes up looks again: `while` in place of `if`.", "condition-while"},
    {"a semaphore", "bounded-semaphore-over-release", Kind::misuse,
     "Two threads take one of two permits each and give it back; t2 gives its permit back twice. A "
     "BoundedSemaphore raises ValueError when there would be more permits than at the beginning, "
     "but only then: while t1 has a permit the mistake passes unseen. Have it noticed.",
     "t2 is caught only if no permit is out when it releases for the second time: let t1 finish "
     "first, or not begin.",
     "every acquire has one release: a guard (std::unique_lock, Python's `with`) sees to that.",
     "semaphore"},
};

}  // namespace

std::span<const Level> levels() { return kLevels; }

bool reaches_goal(const Report& report, const Level& level) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.kind == level.goal || finding.symptom == level.goal;
  });
}

std::string level_text(std::size_t number) {
  const Level& level = kLevels[number - 1];
  return "Level " + std::to_string(number) + " of " + std::to_string(std::size(kLevels)) + ": " +
         level.title + "  (" + level.model + ")\n" + labelled("  ", level.task) +
         labelled("  ", "Goal: " + std::string(kind_name(level.goal)) +
                            ". A number lets that thread take a step; `hint` helps, `help` shows "
                            "all commands.");
}

std::string success_text(std::size_t number, const std::string& program) {
  const Level& level = kLevels[number - 1];
  return "Level " + std::to_string(number) + " is done.\n" +
         labelled("  ", "The remedy: " + std::string(level.remedy)) +
         labelled("  ", "`" + program + " check " + level.fixed + "` shows that it holds.");
}

}  // namespace heddle::tools
