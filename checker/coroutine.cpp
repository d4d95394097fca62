#include "heddle/checker/coroutine.hpp"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <utility>
#include <vector>

#include "heddle/checker/coroutine_body.hpp"

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

Coroutine::Body::Body(std::size_t stack_bytes)
    : bytes(stack_bytes), stack(SpareStacks::take(stack_bytes)) {
#ifdef HEDDLE_ASAN
  // What is reachable from a stack alone is no leak, not even once the coroutine is given up.
  __lsan_register_root_region(bottom(), stack.size);
#endif
}

Coroutine::Body::~Body() {
  // Boost unwinds the coroutine, by an exception on its own stack, even when its entry returned.
  enter([this] {
    pull.reset();
    arrived(nullptr);  // in the place of the coroutine, which cannot tell
    ended();
  });
#ifdef HEDDLE_ASAN
  __lsan_unregister_root_region(bottom(), stack.size);
  // Whoever gets these addresses next: without the frames' red zones.
  __asan_unpoison_memory_region(bottom(), stack.size);
#endif
  SpareStacks::give(stack, bytes);
}

Coroutine::Coroutine(std::size_t stack_bytes, Entry entry, void* argument)
    : body_(std::make_unique<Body>(stack_bytes)) {
  Body& body = *body_;
  body.enter([&body, entry, argument] {
    body.pull = std::make_unique<Body::Pull>(MadeStack{body.stack},
                                             [&body, entry, argument](Body::Push& push) {
                                               body.push = &push;
                                               body.arrived(nullptr);
                                               body.leave();
                                               entry(argument);
                                               body.ended();
                                             });
  });
}

Coroutine::~Coroutine() = default;

bool Coroutine::done() const { return !*body_->pull; }

bool Coroutine::guards(const void* address) const {
  const char* place = static_cast<const char*>(address);
  return place >= body_->bottom() &&
         place < body_->bottom() + boost::context::stack_traits::page_size();
}

}  // namespace heddle
