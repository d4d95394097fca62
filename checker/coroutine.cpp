#include "heddle/checker/coroutine.hpp"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "heddle/checker/coroutine_body.hpp"
#ifdef HEDDLE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

namespace heddle {
namespace {

using Stacks = boost::context::protected_fixedsize_stack;
using Stack = boost::context::stack_context;

/// Stacks that no coroutine uses: making one takes three calls of the system, and its pages one
/// fault each. Kept for the next search, up to a number.
class SpareStacks {
 public:
  static Stack take(std::size_t bytes) {
    std::vector<Spare>& all = spares();
    for (std::size_t i = all.size(); i-- > 0;) {
      if (all[i].bytes != bytes) continue;
      std::swap(all[i], all.back());
      const Stack stack = all.back().stack;
      all.pop_back();
      return stack;
    }
    return Stacks(bytes).allocate();
  }
  static void give(Stack& stack, std::size_t bytes) {
    if (spares().size() < kMost) {
      spares().push_back({bytes, stack});
    } else {
      Stacks(bytes).deallocate(stack);
    }
  }

 private:
  static constexpr std::size_t kMost = 16;
  struct Spare {
    std::size_t bytes;  ///< as asked for
    Stack stack;
  };
  static std::vector<Spare>& spares() {
    static auto* const all = new std::vector<Spare>;  // never freed: nor are the stacks
    return *all;
  }
};

/// Hands out a stack that was made before, so that its bounds are known.
struct MadeStack {
  Stack stack;
  [[nodiscard]] Stack allocate() const { return stack; }
  void deallocate(Stack&) const noexcept {}
};

}  // namespace

Coroutine::Coroutine() : body_(std::make_unique<Body>()) {}

Coroutine::Coroutine(std::size_t stack_bytes, Entry entry, void* argument)
    : body_(std::make_unique<Body>()) {
  Body& body = *body_;
  body.stack_bytes = stack_bytes;
  body.own = SpareStacks::take(stack_bytes);
  body.size = body.own.size;
  body.bottom = static_cast<char*>(body.own.sp) - body.size;
#ifdef HEDDLE_ASAN
  // What is reachable from a stack alone is no leak, not even once the coroutine is given up.
  __lsan_register_root_region(body.bottom, body.size);
#endif
  body.fiber = {std::allocator_arg, MadeStack{body.own},
                [&body, entry, argument](boost::context::fiber&& from) {
                  Body::arrive(std::move(from), nullptr);
                  Body& next = *entry(argument).body_;
                  body.leave(next, nullptr);
                  return std::move(next.fiber);
                }};
}

Coroutine::~Coroutine() {
  if (body_->own.sp == nullptr) return;
#ifdef HEDDLE_ASAN
  __lsan_unregister_root_region(body_->bottom, body_->size);
  // Whoever gets these addresses next: without the frames' red zones.
  __asan_unpoison_memory_region(body_->bottom, body_->size);
#endif
  SpareStacks::give(body_->own, body_->stack_bytes);
}

bool Coroutine::guards(const void* address) const {
  const auto* place = static_cast<const char*>(address);
  const auto* bottom = static_cast<const char*>(body_->bottom);
  return place >= bottom && place < bottom + boost::context::stack_traits::page_size();
}

}  // namespace heddle
