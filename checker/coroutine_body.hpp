// What a coroutine is made of, and the way from one to another: for the sources that switch. A call
// more there would cost more than the switch, as no processor foresees where it returns to.
#pragma once

#include <boost/context/fiber.hpp>
#include <cstddef>
#include <utility>

#include "heddle/checker/address_sanitizer.hpp"
#include "heddle/checker/coroutine.hpp"
#ifdef HEDDLE_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

namespace heddle {

struct Coroutine::Body {
  boost::context::fiber fiber;        ///< where it goes on; empty while it runs
  boost::context::stack_context own;  ///< its own stack, if it has one
  std::size_t stack_bytes = 0;        ///< of its own stack, as asked for
  const void* bottom = nullptr;       ///< the lowest address of the stack that it runs on,
  std::size_t size = 0;               ///< its guard page included, and the stack's size

  static inline Body* left = nullptr;  ///< the coroutine that was left last

  /// Before this coroutine is left for `next`. `frames`: what the sanitizer keeps for coming back;
  /// null where nobody will.
  void leave([[maybe_unused]] const Body& next, [[maybe_unused]] void** frames) {
    left = this;
#ifdef HEDDLE_ASAN
    __sanitizer_start_switch_fiber(frames, next.bottom, next.size);
#endif
  }
  /// After another one was left for this one: `from` is where that goes on.
  static void arrive(boost::context::fiber&& from, [[maybe_unused]] void* frames) {
#ifdef HEDDLE_ASAN
    __sanitizer_finish_switch_fiber(frames, &left->bottom, &left->size);
#endif
    left->fiber = std::move(from);
  }
};

[[gnu::always_inline]] inline void Coroutine::resume_from(Coroutine& from) {
  void* frames = nullptr;
  from.body_->leave(*body_, &frames);
  Body::arrive(std::move(body_->fiber).resume(), frames);
}

}  // namespace heddle
