#include "heddle/primitives/multiprocessing/condition.hpp"

#include <algorithm>

namespace heddle::multiprocessing {

bool Condition::acquire(bool block, OptionalTimeout timeout, Where where) const {
  return std::visit([&](const auto& lock) { return lock.acquire(block, timeout, where); },
                    any_lock());
}

void Condition::release(Where where) const {
  std::visit([&](const auto& lock) { lock.release(where); }, any_lock());
}

void Condition::require_spawnable() const {
  made_.require_spawnable();
  std::visit([](const auto& lock) { lock.require_spawnable(); }, any_lock());
}

std::uint32_t Condition::own_level() const {
  return std::visit([](const auto& lock) { return lock.own_level(); }, any_lock());
}

void Condition::set_own_level(std::uint32_t level) const {
  std::visit([&](const auto& lock) { lock.set_own_level(level); }, any_lock());
}

OperationPart Condition::lock_part(int kind, std::int64_t a) const {
  return std::visit([&](const auto& lock) { return lock.handle_.part(kind, a); }, any_lock());
}

bool Condition::wait(OptionalTimeout timeout, Where where) const {
  Execution& run = handle_.execution();
  const std::uint32_t level = own_level();
  if (level == 0 && !run.leaving()) {
    throw AssertionError("must acquire() condition before using wait()", Category::misuse);
  }
  const bool plain = std::holds_alternative<Lock>(any_lock());
  const int release = plain ? int{threading::Lock::kReleaseAll} : threading::RLock::kReleaseAll;
  const int take = plain ? int{threading::Lock::kAcquireAt} : threading::RLock::kAcquireAt;
  const OperationPart parts[] = {lock_part(release), handle_.part(kEnqueue)};
  const Result gave = run.perform({parts, 2, Scheduling::visible, false, kForever, where});
  if (plain && gave.value != 0) {  // another has released it: this thread stays among the waiters
    throw ValueError("semaphore or lock released too many times", Category::misuse);
  }
  set_own_level(0);
  const Result woken =
      handle_.perform(kResume, 0, run.spurious_left(), detail::block_timeout(true, timeout), where);
  if (woken.value == 2) run.use_spurious();
  const OperationPart again = lock_part(take, level);
  run.perform({&again, 1, Scheduling::visible, false, kForever, where});
  set_own_level(level);
  return !woken.expired;
}

void Condition::notify(std::int64_t n, Where where) const { wake(kNotify, n, where); }

void Condition::notify_all(Where where) const { wake(kNotifyAll, 0, where); }

void Condition::wake(Kind kind, std::int64_t n, Where where) const {
  if (own_level() == 0 && !handle_.execution().leaving()) {
    throw AssertionError("lock is not owned", Category::misuse);
  }
  if (handle_.perform(kind, n, 0, kForever, where).value > 0) {
    handle_.perform(kSettle, 0, 0, kForever, where);
  }
}

// ---- the specification --------------------------------------------------------------------------

namespace {

bool may_go(const Condition::Spec::State& state, ThreadId thread) {
  return state.permits > 0 && state.waiters.contains(thread);
}

}  // namespace

int Condition::Spec::alternatives(const State& state, const Action& action) {
  switch (action.kind) {
    case kResume:
      if (may_go(state, action.thread)) return 1;
      return (action.may_expire ? 1 : 0) + (action.b > 0 ? 1 : 0);
    case kSettle: return state.permits == 0 ? 1 : 0;
    default: return 1;
  }
}

Effect Condition::Spec::apply(State& state, const Action& action, unsigned alternative) {
  switch (action.kind) {
    case kEnqueue: state.waiters.insert(action.thread); return {};
    case kNotify:
    case kNotifyAll: {
      const std::int64_t asleep = state.waiters.size() - state.permits;
      const std::int64_t n = action.is(kNotifyAll) ? asleep : std::min(action.a, asleep);
      if (n <= 0) return {};
      state.permits += static_cast<std::int32_t>(n);
      return {n};
    }
    case kResume: {
      const bool goes = may_go(state, action.thread);
      const bool all = state.permits == state.waiters.size();
      state.waiters.erase(action.thread);
      if (goes) {
        --state.permits;
        return {1, all ? 1U : 0U};
      }
      if (action.may_expire && alternative == 0) return {0, 0, false, true};
      return {2};
    }
    default: return {};
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
    default: return "finish the notify of " + name;
  }
}

}  // namespace heddle::multiprocessing
