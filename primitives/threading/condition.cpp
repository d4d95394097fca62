#include "heddle/primitives/threading/condition.hpp"

#include <algorithm>

namespace heddle::threading {

bool Condition::acquire(bool blocking, double timeout, Where where) const {
  return std::visit([&](const auto& lock) { return lock.acquire(blocking, timeout, where); },
                    any_lock());
}

void Condition::release(Where where) const {
  std::visit([&](const auto& lock) { lock.release(where); }, any_lock());
}

/// Of a plain Lock CPython sees only that somebody holds it, so a call by another thread goes
/// through; it is found as misuse all the same.
void Condition::require_lock(const char* message, Where where) const {
  bool held = false;
  if (const auto* plain = std::get_if<Lock>(&any_lock())) {
    const bool own = plain->handle_.payload().holder == handle_.execution().self();
    held = own || plain->locked(where);
  } else {
    held = std::get<RLock>(any_lock()).own_level() > 0;
  }
  if (!held && !handle_.execution().leaving()) throw RuntimeError(message, Category::misuse);
}

OperationPart Condition::release_part() const {
  const auto* plain = std::get_if<Lock>(&any_lock());
  if (plain != nullptr) return plain->handle_.part(Lock::kReleaseAll);
  return std::get<RLock>(any_lock()).handle_.part(RLock::kReleaseAll);
}

bool Condition::wait(OptionalTimeout timeout, Where where) const {
  require_lock("cannot wait on un-acquired lock", where);
  const Timeout limit = wait_timeout(timeout);
  Execution& run = handle_.execution();
  const OperationPart parts[] = {release_part(), handle_.part(kEnqueue)};
  run.perform({parts, 2, Scheduling::visible, false, kForever, where});
  std::uint32_t level = 1;
  if (const auto* plain = std::get_if<Lock>(&any_lock())) {
    plain->handle_.payload().holder = kNoThread;
  } else {
    const RLock& reentrant = std::get<RLock>(any_lock());
    level = reentrant.own_level();
    reentrant.set_own_level(0);
  }
  const Result woken = handle_.perform(kResume, 0, run.spurious_left(), limit, where);
  if (woken.value == 2) run.use_spurious();
  take_back(level, woken.expired, where);
  return !woken.expired;
}

/// Takes the lock again; one whose time was up has counted as a waiter until now.
void Condition::take_back(std::uint32_t level, bool expired, Where where) const {
  Execution& run = handle_.execution();
  const auto* plain = std::get_if<Lock>(&any_lock());
  OperationPart parts[] = {plain != nullptr
                               ? plain->handle_.part(Lock::kAcquireAt, level)
                               : std::get<RLock>(any_lock()).handle_.part(RLock::kAcquireAt, level),
                           handle_.part(kLeave)};
  const std::uint8_t count = expired ? 2 : 1;
  run.perform({parts, count, Scheduling::visible, false, kForever, where});
  if (plain != nullptr) {
    plain->handle_.payload().holder = run.self();
  } else {
    std::get<RLock>(any_lock()).set_own_level(level);
  }
}

void Condition::notify(int n, Where where) const {
  require_lock("cannot notify on un-acquired lock", where);
  const bool fifo = handle_.execution().options().notify_order == NotifyOrder::fifo;
  handle_.perform(kNotify, n, fifo ? 1 : 0, kForever, where);
}

void Condition::notify_all(Where where) const {
  require_lock("cannot notify on un-acquired lock", where);
  handle_.perform(kNotifyAll, 0, 0, kForever, where);
}

// ---- the specification --------------------------------------------------------------------------

namespace {

/// The number of ways to choose k of n, or `limit` if there are more.
int choices(int n, int k, int limit) {
  std::int64_t ways = 1;
  for (int i = 1; i <= k; ++i) {
    ways = ways * (n - k + i) / i;
    if (ways > limit) return limit;
  }
  return static_cast<int>(ways);
}

/// The k-subset of `all` with this number in lexicographic order.
ThreadSet subset(ThreadSet all, int k, unsigned number, int limit) {
  ThreadSet chosen;
  for (int n = all.size(); k > 0; --n) {
    const ThreadId first = all.first();
    all.drop_first();
    const auto with_first = static_cast<unsigned>(choices(n - 1, k - 1, limit));
    if (number < with_first || n == k) {
      chosen.insert(first);
      --k;
    } else {
      number -= with_first;
    }
  }
  return chosen;
}

void forget(Condition::Spec::State& state, ThreadId thread) {
  if (!state.waiters.contains(thread)) return;
  state.waiters.erase(thread);
  ThreadId* end = std::remove(state.order, state.order + state.count, thread);
  *end = 0;
  --state.count;
}

ThreadSet notified(const Condition::Spec::State& state, const Action& action,
                   unsigned alternative) {
  const int n = std::min<int>(static_cast<int>(action.a), state.count);
  ThreadSet chosen;
  if (n <= 0) return chosen;
  if (action.b == 0) return subset(state.waiters, n, alternative, Condition::Spec::kMostChoices);
  for (int i = 0; i < n; ++i) chosen.insert(state.order[i]);
  return chosen;
}

}  // namespace

bool Condition::Spec::State::operator==(const State& other) const {
  return waiters == other.waiters && woken == other.woken && count == other.count &&
         std::equal(order, order + count, other.order);
}

int Condition::Spec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kNotify: {
      const int n = std::min<int>(static_cast<int>(action.a), state.count);
      return action.b != 0 || n <= 0 ? 1 : choices(state.count, n, kMostChoices);
    }
    case kResume:
      if (state.woken.contains(action.thread)) return 1;
      return (action.may_expire ? 1 : 0) + (action.b > 0 ? 1 : 0);
    default: return 1;
  }
}

Effect Condition::Spec::apply(State& state, const Action& action, unsigned alternative) {
  const ThreadId self = action.thread;
  switch (action.kind) {
    case kEnqueue:
      state.waiters.insert(self);
      state.order[state.count++] = self;
      return {};
    case kNotify:
    case kNotifyAll: {
      const ThreadSet chosen =
          action.is(kNotifyAll) ? state.waiters : notified(state, action, alternative);
      for (const ThreadId thread : chosen) forget(state, thread);
      state.woken = state.woken | chosen;
      return {chosen.size()};
    }
    case kResume:
      if (state.woken.contains(self)) {
        state.woken.erase(self);
        return {1};
      }
      if (action.may_expire && alternative == 0) return {0, 0, false, true};
      forget(state, self);
      return {2};
    default:  // kLeave: the time was up; a notify that went to this waiter is lost
      forget(state, self);
      state.woken.erase(self);
      return {};
  }
}

std::string Condition::Spec::describe(const Label& label, const std::string& name,
                                      const std::string&) {
  switch (label.kind) {
    case kEnqueue: return "begin to wait for " + name;
    case kNotify:
    case kNotifyAll: {
      const std::string verb = label.is(kNotify) ? "notify " : "notify all of ";
      if (label.result == 0) return verb + name + ": nobody was waiting";
      return verb + name + ": wakes " + std::to_string(label.result);
    }
    case kResume:
      if (label.expired) return "wait " + name + ": timed out";
      if (label.result == 2) return "wait " + name + ": woken spuriously";
      return "wait " + name + (label.result == 1 ? ": woken" : "");
    default: return "";
  }
}

}  // namespace heddle::threading
