// Who runs: the coroutines of the threads, the decision at a scheduling point, and how threads
// leave. Here is what happens at almost every step, for the sources of Execution alone.
#pragma once

#include "heddle/checker/coroutine_body.hpp"
#include "heddle/checker/execution.hpp"

namespace heddle {
namespace detail {

/// The C++ runtime's record of exceptions in flight. It belongs to the OS thread; we keep one for
/// every thread of the program (two words in the Itanium ABI: caught exceptions, uncaught count).
struct ExceptionState {
  void* caught;
  unsigned int uncaught;
};
static_assert(sizeof(void*) == 8, "the layout of the Itanium ABI on 64-bit machines");

// All of a program under test runs on one OS thread: the places are looked up once an execution.
extern ExceptionState* exceptions;
extern int* last_error;

}  // namespace detail

inline ThreadId Execution::pick() {
  choice_ = strategy_->pick(*this);
  return choice_.thread < kNoThread ? static_cast<ThreadId>(choice_.thread) : nobody_picked();
}

/// Who goes next; kNoThread ends the execution. `choice_` then says how.
inline ThreadId Execution::decide() {
  if (position_ < settled_until_) return pick();
  return position_ < keep_ ? decide_in_prefix() : decide_unsettled();
}

/// The coroutine of a thread, which goes on, or begins, right after this.
inline Coroutine& Execution::about_to_run(ThreadId thread) {
  Running& other = threads_[thread];
  if (!other.started) {
    other.started = true;
    unstarted_.erase(thread);
  }
  current_ = thread;
  process_ = other.process;
  return *other.coroutine;
}

/// Goes from `self` to `next` (kNoThread: the end of the execution) and returns when `self` is to
/// run again.
[[gnu::always_inline]] inline void Execution::switch_to(ThreadId self, ThreadId next) {
  if (next == self) return;
  const detail::ExceptionState own = *detail::exceptions;
  const int error = *detail::last_error;
  Coroutine& mine = *threads_[self].coroutine;
  (next == kNoThread ? outside_ : about_to_run(next)).resume_from(mine);
  current_ = self;
  process_ = threads_[self].process;
  *detail::exceptions = own;
  *detail::last_error = error;
}

/// From outside into a thread; returns when the execution leaves its threads, or this one.
[[gnu::always_inline]] inline void Execution::go_in(Coroutine& coroutine) {
  const detail::ExceptionState own = *detail::exceptions;
  const int error = *detail::last_error;
  inside_ = true;
  coroutine.resume_from(outside_);
  inside_ = false;
  *detail::exceptions = own;
  *detail::last_error = error;
}

/// Runs a piece of the program in `thread`, and records what it throws.
template <class Piece>
[[gnu::always_inline]] inline void Execution::run_piece(ThreadId thread, const Piece& piece) {
  try {
    piece();
    if (threads_[thread].owes_invariants) check_invariants();
  } catch (const Leave&) {
    throw;
  } catch (...) {
    record_uncaught(thread);
  }
}

}  // namespace heddle
