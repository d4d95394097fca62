#include "heddle/checker/coroutine.hpp"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <boost/coroutine2/coroutine.hpp>
#include <utility>
#include <vector>

#include "heddle/checker/address_sanitizer.hpp"
#ifdef HEDDLE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

namespace heddle {
namespace {

using Pull = boost::coroutines2::coroutine<void>::pull_type;
using Push = boost::coroutines2::coroutine<void>::push_type;
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

struct Coroutine::Body {
  std::size_t bytes;
  Stack stack;
  std::unique_ptr<Pull> pull;
  Push* push = nullptr;
#ifdef HEDDLE_ASAN
  const void* resumer_bottom = nullptr;
  std::size_t resumer_size = 0;
#endif

  explicit Body(std::size_t size) : bytes(size), stack(SpareStacks::take(size)) {
#ifdef HEDDLE_ASAN
    // What is reachable from a stack alone is no leak, not even once the coroutine is given up.
    __lsan_register_root_region(bottom(), stack.size);
#endif
  }
  ~Body() {
    // Boost unwinds the coroutine, by an exception on its own stack, even when its entry returned.
    enter([this] {
      pull.reset();
      arrived(nullptr);  // in the place of the coroutine, which cannot tell
      ended();
    });
#ifdef HEDDLE_ASAN
    __lsan_unregister_root_region(bottom(), stack.size);
    // Another mapping may get these addresses: without the frames' red zones.
    __asan_unpoison_memory_region(bottom(), stack.size);
#endif
    SpareStacks::give(stack, bytes);
  }

  /// The lowest address of the stack, its guard page included.
  [[nodiscard]] char* bottom() const { return static_cast<char*>(stack.sp) - stack.size; }

  /// Runs `jump` (which enters the coroutine), telling the address sanitizer of the other stack.
  template <class Jump>
  void enter(Jump jump) {
#ifdef HEDDLE_ASAN
    void* own = nullptr;
    __sanitizer_start_switch_fiber(&own, bottom(), stack.size);
    jump();
    __sanitizer_finish_switch_fiber(own, nullptr, nullptr);
#else
    jump();
#endif
  }
  void arrived([[maybe_unused]] void* own) {
#ifdef HEDDLE_ASAN
    __sanitizer_finish_switch_fiber(own, &resumer_bottom, &resumer_size);
#endif
  }
  void leave() {
#ifdef HEDDLE_ASAN
    void* own = nullptr;
    __sanitizer_start_switch_fiber(&own, resumer_bottom, resumer_size);
    (*push)();
    arrived(own);
#else
    (*push)();
#endif
  }
  void ended() {
#ifdef HEDDLE_ASAN
    __sanitizer_start_switch_fiber(nullptr, resumer_bottom, resumer_size);
#endif
  }
};

Coroutine::Coroutine(std::size_t stack_bytes, Entry entry, void* argument)
    : body_(std::make_unique<Body>(stack_bytes)) {
  Body& body = *body_;
  body.enter([&body, entry, argument] {
    body.pull = std::make_unique<Pull>(MadeStack{body.stack}, [&body, entry, argument](Push& push) {
      body.push = &push;
      body.arrived(nullptr);
      body.leave();
      entry(argument);
      body.ended();
    });
  });
}

Coroutine::~Coroutine() = default;

void Coroutine::resume() {
  body_->enter([this] { (*body_->pull)(); });
}

void Coroutine::suspend() { body_->leave(); }

bool Coroutine::done() const { return !*body_->pull; }

bool Coroutine::guards(const void* address) const {
  const char* place = static_cast<const char*>(address);
  return place >= body_->bottom() &&
         place < body_->bottom() + boost::context::stack_traits::page_size();
}

}  // namespace heddle
