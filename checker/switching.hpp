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

inline void Execution::enter(ThreadId thread) {
  Running& other = threads_[thread];
  if (!other.coroutine) [[unlikely]]
    make_coroutine(thread);
  other.on_stack = true;
  if (!other.started) {
    other.started = true;
    unstarted_.erase(thread);
  }
  current_ = thread;
  process_ = other.process;
  other.coroutine->resume();
}

/// Goes from `self` to `next` (kNoThread: the end of the execution) and returns when `self` is to
/// run again. Nested resumption: `next` is resumed from here unless it is further down the stack of
/// resumptions, in which case `self` yields down to it.
[[gnu::always_inline]] inline void Execution::switch_to(ThreadId self, ThreadId next) {
  const detail::ExceptionState own = *detail::exceptions;
  const int error = *detail::last_error;
  target_ = next;
  while (target_ != self) {
    if (target_ == kNoThread || threads_[target_].on_stack) {
      threads_[self].on_stack = false;
      threads_[self].coroutine->suspend();
      break;
    }
    enter(target_);
  }
  current_ = self;
  process_ = threads_[self].process;
  *detail::exceptions = own;
  *detail::last_error = error;
}

}  // namespace heddle
